import type { SourceReport } from '../ports/source.ts';
import { concealPeer, type PeerPrivacy } from './conceal-peer.ts';

const named = { number: '1001', name: 'Ann Lee' };
const onCall: SourceReport = {
  state: 'ON_CALL',
  since: 5,
  raw: 'CONNECTED',
  activity: { peer: named, direction: 'in', held: true, calls: 2 },
};

describe('the other end of a call', () => {
  it.each<[PeerPrivacy, object]>([
    ['name', { peer: named }],
    ['number', { peer: { number: '1001' } }],
    ['none', {}],
  ])('is shown with %s as %j; everything else stays', (shown, peer) => {
    expect(concealPeer(onCall, shown)).toEqual({
      state: 'ON_CALL',
      since: 5,
      raw: 'CONNECTED',
      activity: { direction: 'in', held: true, calls: 2, ...peer },
    });
  });

  it.each<[PeerPrivacy, object]>([
    ['name', { peer: { number: 'ann.lee', name: 'Ann Lee' } }],
    ['number', {}],
    ['none', {}],
  ])('that is known by a user name is shown with %s as %j: with number, only numbers are', (shown, peer) => {
    const report: SourceReport = {
      state: 'ON_CALL',
      since: 5,
      activity: { calls: 1, peer: { number: 'ann.lee', name: 'Ann Lee' } },
    };
    expect(concealPeer(report, shown)).toEqual({ state: 'ON_CALL', since: 5, activity: { calls: 1, ...peer } });
  });

  it('is nobody in a conference, which is said all the same', () => {
    const conference: SourceReport = {
      state: 'ON_CALL',
      since: 1,
      activity: { conference: true, peer: { number: '8000' }, calls: 1 },
    };
    expect(concealPeer(conference, 'none').activity).toEqual({ conference: true, calls: 1 });
    expect(concealPeer(conference, 'number')).toEqual(conference);
  });

  it('takes the activity with it where there is nothing else in it', () => {
    expect(concealPeer({ state: 'RINGING', since: null, activity: { peer: named } }, 'none')).toEqual({
      state: 'RINGING',
      since: null,
    });
  });

  it.each<[string, SourceReport]>([
    ['without an activity', { state: 'AVAILABLE', since: null }],
    ['of a calendar', { state: 'IN_MEETING', since: 1, activity: { until: 9, tentative: true } }],
    ['of a call whose other end is not known', { state: 'RINGING', since: 1, activity: { calls: 1 } }],
  ])('is not in a report %s, which stays as it is', (_what, report) => {
    expect(concealPeer(report, 'none')).toBe(report);
  });
});

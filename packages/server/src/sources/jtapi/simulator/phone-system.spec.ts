import { PhoneSystem } from './phone-system.ts';

const AT = 1_795_000_000_000;

function newSystem() {
  const changed: string[] = [];
  const phones = new PhoneSystem((number) => changed.push(number));
  const place = (from: string, to: string, at = AT) => {
    const call = phones.placeCall({ from, to }, at);
    if (call === undefined) throw new Error('The call could not be placed');
    return call;
  };
  return { phones, changed, place };
}

describe('the phone system', () => {
  it('rings the called line while the caller dials, each naming the other', () => {
    const { phones, place, changed } = newSystem();
    place('100', '200');
    expect(phones.reportOf('100')).toEqual({
      state: 'DIALING',
      since: AT,
      raw: 'DIALING',
      activity: { peer: { number: '200' }, direction: 'out', calls: 1 },
    });
    expect(phones.reportOf('200')).toEqual({
      state: 'RINGING',
      since: AT,
      raw: 'ALERTING',
      activity: { peer: { number: '100' }, direction: 'in', calls: 1 },
    });
    expect(changed).toEqual(['100', '200']);
  });

  it('connects both ends at the moment of the answer, and frees both when one hangs up', () => {
    const { phones, place } = newSystem();
    const call = place('100', '200');
    expect(phones.answer(call, AT + 5000)).toBe(true);
    expect(phones.reportOf('100')).toMatchObject({ state: 'ON_CALL', since: AT + 5000, raw: 'CONNECTED' });
    expect(phones.reportOf('200')).toMatchObject({ state: 'ON_CALL', since: AT + 5000, raw: 'CONNECTED' });
    expect(phones.hangUp(call, AT + 9000)).toBe(true);
    expect(phones.reportOf('100', AT + 9000)).toEqual({ state: 'AVAILABLE', since: AT + 9000, raw: 'IN_SERVICE' });
    expect(phones.reportOf('200')).toEqual({ state: 'AVAILABLE', since: null, raw: 'IN_SERVICE' });
    expect(phones.busyLineCount).toBe(0);
  });

  it('gives the busy tone to the caller alone', () => {
    const { phones, changed } = newSystem();
    const call = phones.placeCall({ from: '100', to: '200', isRefused: true }, AT);
    expect(call?.phase).toBe('FAILED');
    expect(phones.reportOf('100')).toMatchObject({ state: 'BUSY', raw: 'FAILED', activity: { peer: { number: '200' } } });
    expect(phones.isFree('200')).toBe(true);
    if (call !== undefined) phones.hangUp(call, AT + 1);
    expect(changed).toEqual(['100', '100']);
    expect(phones.isFree('100')).toBe(true);
  });

  it('shows a waiting caller before the present one, holds the present one on answer, and takes it back', () => {
    const { phones, place } = newSystem();
    const present = place('100', '200');
    phones.answer(present, AT + 1);
    const waiting = place('300', '200', AT + 2);
    expect(phones.reportOf('200')).toMatchObject({ state: 'RINGING', activity: { peer: { number: '300' }, calls: 2 } });
    phones.answer(waiting, AT + 3);
    expect(phones.reportOf('200')).toMatchObject({
      state: 'ON_CALL',
      raw: 'CONNECTED',
      activity: { peer: { number: '300' }, calls: 2 },
    });
    expect(phones.reportOf('100')).toMatchObject({ state: 'ON_CALL', raw: 'CONNECTED', activity: { peer: { number: '200' } } });
    expect(phones.retrieve(present, 'to', AT + 4)).toBe(false);
    phones.hangUp(waiting, AT + 5);
    expect(phones.reportOf('200')).toMatchObject({
      state: 'ON_CALL',
      since: AT + 1,
      raw: 'HELD',
      activity: { peer: { number: '100' }, held: true, calls: 1 },
    });
    expect(phones.retrieve(present, 'to', AT + 6)).toBe(true);
    expect(phones.reportOf('200').activity).toEqual({ peer: { number: '100' }, direction: 'in', calls: 1 });
  });

  it('shows the caller who came last where two are waiting', () => {
    const { phones, place } = newSystem();
    const first = place('100', '200');
    place('300', '200', AT + 1000);
    expect(phones.reportOf('200')).toMatchObject({ since: AT + 1000, activity: { peer: { number: '300' }, calls: 2 } });
    phones.hangUp(first, AT + 2000);
    place('100', '200', AT + 3000);
    expect(phones.reportOf('200')).toMatchObject({ since: AT + 3000, activity: { peer: { number: '100' } } });
  });

  it('has no one far end in a conference, once that is answered', () => {
    const { phones } = newSystem();
    const call = phones.placeCall({ from: '100', to: '200', isConference: true }, AT);
    expect(phones.reportOf('200').activity).toEqual({ peer: { number: '100' }, direction: 'in', calls: 1 });
    if (call !== undefined) phones.answer(call, AT + 1);
    expect(phones.reportOf('100').activity).toEqual({ direction: 'out', conference: true, calls: 1 });
    expect(phones.reportOf('200').activity).toEqual({ direction: 'in', conference: true, calls: 1 });
  });

  it('tells only the end that holds', () => {
    const { phones, place, changed } = newSystem();
    const call = place('100', '200');
    phones.answer(call, AT);
    changed.length = 0;
    expect(phones.hold(call, 'from', AT + 1)).toBe(true);
    expect(phones.hold(call, 'from', AT + 2)).toBe(false);
    expect(changed).toEqual(['100']);
    expect(phones.reportOf('100').activity?.held).toBe(true);
    expect(phones.reportOf('200').activity?.held).toBeUndefined();
  });

  it('ends the calls of a phone that fails, and gives the busy tone to whoever calls it', () => {
    const { phones, place } = newSystem();
    phones.answer(place('100', '200'), AT);
    expect(phones.takeOutOfService('200', AT + 1)).toBe(true);
    expect(phones.takeOutOfService('200', AT + 2)).toBe(false);
    expect(phones.reportOf('100').state).toBe('AVAILABLE');
    expect(phones.reportOf('200')).toEqual({ state: 'OFFLINE', since: AT + 1, raw: 'OUT_OF_SERVICE' });
    expect(place('100', '200').phase).toBe('FAILED');
    expect(phones.placeCall({ from: '200', to: '100' }, AT)).toBeUndefined();
    expect(phones.restore('200', AT + 3)).toBe(true);
    expect(phones.restore('200', AT + 3)).toBe(false);
    expect(phones.isFree('200')).toBe(true);
  });

  it('does not do what cannot be done', () => {
    const { phones, place, changed } = newSystem();
    expect(phones.placeCall({ from: '100', to: '100' }, AT)).toBeUndefined();
    const call = place('100', '200');
    expect(phones.hold(call, 'to', AT)).toBe(false);
    expect(phones.retrieve(call, 'to', AT)).toBe(false);
    phones.hangUp(call, AT);
    changed.length = 0;
    expect(phones.hangUp(call, AT)).toBe(false);
    expect(phones.answer(call, AT)).toBe(false);
    expect(phones.hold(call, 'from', AT)).toBe(false);
    expect(call.phase).toBe('DISCONNECTED');
    expect(changed).toEqual([]);
  });
});

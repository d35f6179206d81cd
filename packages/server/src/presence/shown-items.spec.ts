import type { PresenceActivity } from '@lampfield/protocol';
import type { PeerPrivacy } from '../core/conceal-peer.ts';
import { createPresenceLayer, type LayerOptions } from './presence-layer.fixture.ts';

const ID = '2001_JTAPI';
const NAMED = { number: '1001', name: 'Desk' };
const NAMELESS = { number: '2-105' };

function onCall(peer: PresenceActivity['peer'], since = 5) {
  const activity: PresenceActivity = { ...(peer && { peer }), direction: 'in', calls: 1 };
  return { state: 'ON_CALL', since, raw: 'CONNECTED', activity } as const;
}

/** A layer where ann and bob watch one line and have its first state. */
function watched(options: LayerOptions) {
  const layer = createPresenceLayer(options);
  const [ann, bob] = [layer.connect('ann'), layer.connect('bob')];
  for (const username of ['ann', 'bob']) layer.service.subscribeFound(username, [ID]);
  layer.clock.tick();
  for (const { items } of [ann, bob]) items.length = 0;
  const peersOf = ({ items }: typeof ann) => items.map(({ activity }) => activity?.peer);
  return { ...layer, ann, bob, peersOf };
}

describe('the other end of a call', () => {
  const shown: readonly (readonly [PeerPrivacy, PresenceActivity['peer']])[] = [
    ['none', undefined],
    ['number', { number: '1001' }],
    ['name', NAMED],
  ];

  test.each(shown)('with %s is %j by every way out: push, keep-alive, resync, diagnosis', async (privacy, peer) => {
    const { clock, source, service, keepAlive, ann, peersOf } = watched({ privacy });
    source.say('2001', onCall(NAMED));
    clock.tick();
    await keepAlive('ann', { id: ID, version: 0 });
    await service.forcePush('ann');
    clock.tick();
    expect(peersOf(ann)).toEqual([peer, peer, peer]);
    expect(ann.items[0]?.activity).toEqual({ direction: 'in', calls: 1, ...(peer && { peer }) });
    expect(service.diagnose('ann', ID)?.item).toEqual(ann.items.at(-1));
  });

  test.each<[PeerPrivacy, number]>([
    ['none', 1],
    ['number', 2],
    ['name', 3],
  ])('with %s is news only as far as it is shown: %d pushes', (privacy, pushes) => {
    const { clock, source, ann } = watched({ privacy });
    for (const peer of [NAMED, { ...NAMED, name: 'Front desk' }, { number: '1002', name: 'Front desk' }]) {
      source.say('2001', onCall(peer));
      clock.tick();
    }
    expect(ann.items.length).toBe(pushes);
  });

  test.each<[PeerPrivacy]>([['none'], ['number']])('with %s is looked up nowhere', async (privacy) => {
    const { clock, source, ann, peersOf } = watched({ privacy });
    source.say('2001', onCall(NAMELESS));
    await clock.advanceAsync(0, 5);
    expect(peersOf(ann)).toEqual([privacy === 'none' ? undefined : NAMELESS]);
  });
});

describe('a name from a directory', () => {
  test('follows the state, which waits for nothing, as a new version of the same item', async () => {
    const { clock, source, service, ann } = watched({ privacy: 'name' });
    source.say('2001', onCall(NAMELESS));
    clock.tick();
    expect(ann.items.map(({ activity }) => activity?.peer)).toEqual([NAMELESS]);
    await clock.advanceAsync(0, 5);
    const [first, second] = ann.items;
    expect(second).toEqual({
      ...first,
      version: second?.version,
      activity: { peer: { ...NAMELESS, name: 'Person 2105' }, direction: 'in', calls: 1 },
    });
    expect(second?.version).toBeGreaterThan(first?.version ?? Infinity);
    expect(service.diagnose('ann', ID)?.item).toEqual(second);
  });

  test('stays with the call while its source repeats itself, and is pushed once', async () => {
    const { clock, source, keepAlive, cache, ann, peersOf } = watched({ privacy: 'name' });
    for (let count = 0; count < 3; count += 1) {
      source.say('2001', onCall(NAMELESS));
      await clock.advanceAsync(0, 5);
    }
    await keepAlive('ann', { id: ID, version: cache.versionOf(ID) });
    expect(peersOf(ann)).toEqual([NAMELESS, { ...NAMELESS, name: 'Person 2105' }]);
    source.say('2001', { ...onCall(NAMELESS), state: 'RINGING' });
    clock.tick();
    expect(peersOf(ann).at(-1)).toEqual({ ...NAMELESS, name: 'Person 2105' });
  });

  test('is for nobody who may not search there, and no news to him', async () => {
    const { clock, source, service, ann, bob, peersOf } = watched({
      privacy: 'name',
      maySearch: (username, directoryId) => username === 'ann' && directoryId === 'test',
    });
    source.say('2001', onCall(NAMELESS));
    await clock.advanceAsync(0, 5);
    await service.forcePush('bob');
    clock.tick();
    expect([peersOf(ann), peersOf(bob)]).toEqual([
      [NAMELESS, { ...NAMELESS, name: 'Person 2105' }],
      [NAMELESS, NAMELESS],
    ]);
    expect(service.diagnose('bob', ID)?.item.activity?.peer).toEqual(NAMELESS);
    expect(service.diagnose('ann', ID)?.item.activity?.peer).toEqual({ ...NAMELESS, name: 'Person 2105' });
  });

  test('of a directory that is down keeps no state waiting, and follows when it is back', async () => {
    const { clock, source, lookUp, ann, peersOf } = watched({ privacy: 'name' });
    lookUp.isDown = true;
    source.say('2001', onCall(NAMELESS));
    await clock.advanceAsync(0, 5);
    source.say('2001', onCall(NAMELESS, 6));
    await clock.advanceAsync(0, 5);
    expect(peersOf(ann)).toEqual([NAMELESS, NAMELESS]);
    lookUp.isDown = false;
    await clock.advanceAsync(20_000, 5);
    expect(peersOf(ann).at(-1)).toEqual({ ...NAMELESS, name: 'Person 2105' });
  });

  test('reaches nobody when it comes after the call', async () => {
    const { clock, source, ann, peersOf } = watched({ privacy: 'name' });
    source.say('2001', onCall(NAMELESS));
    clock.tick();
    source.say('2001', { state: 'AVAILABLE', since: 9 });
    await clock.advanceAsync(0, 5);
    expect(peersOf(ann)).toEqual([NAMELESS, undefined]);
  });

  test('is shown of a line whose source is down too, as last known', async () => {
    const { clock, source, service, ann } = watched({ privacy: 'name' });
    source.say('2001', onCall(NAMELESS));
    await clock.advanceAsync(0, 5);
    source.goDown();
    await service.forcePush('ann');
    clock.tick();
    expect(ann.items.at(-1)).toMatchObject({ stale: true, activity: { peer: { name: 'Person 2105' } } });
  });
});

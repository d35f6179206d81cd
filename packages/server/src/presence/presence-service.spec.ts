import type { KeepAliveItem, ParsedPresenceId, PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import { CleanupJob } from '../jobs/cleanup-job.ts';
import { DirectoryUnavailableError, type Directory } from '../ports/directory.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';
import { PresenceService } from './presence-service.ts';
import { RightToSee } from './right-to-see.ts';
import { SubscriptionCache } from '../core/subscription-cache.ts';
import { newTally } from '../core/tally.ts';
import { VersionCounter } from '../core/version-counter.ts';
import { silentLog } from '../testing/silent-log.ts';

const T_SECONDS = 600;
const G_SECONDS = 30;
const ID = '2001_JTAPI';

/** A presence layer on a manual clock, with one scripted phone system and a directory that contains 2000 to 2999. */
function setUp(idsPerUser = 100) {
  const clock = new ManualClock();
  const source = new ScriptedSource('JTAPI');
  const tally = newTally();
  const cache = new SubscriptionCache({ subscriptionTimeMs: T_SECONDS * 1000, idsPerUser });
  const lookUp = { isDown: false };
  const directory: Directory = {
    id: 'test',
    name: 'Test',
    search: () => Promise.reject(new Error('not asked for here')),
    findPresentities: (ids: readonly ParsedPresenceId[]) =>
      lookUp.isDown
        ? Promise.reject(new DirectoryUnavailableError('down'))
        : Promise.resolve(new Set(ids.filter(({ identifier }) => /^2\d{3}$/.test(identifier)).map(({ id }) => id))),
    stop: () => Promise.resolve(),
  };
  const service = new PresenceService({
    cache,
    sources: [{ source, lingerMs: 0 }],
    rights: new RightToSee({ directories: [directory], clock, log: silentLog }),
    versions: new VersionCounter({
      store: { load: () => undefined, save: () => undefined },
      wallMs: clock.wallMs(),
      newEpoch: () => 'e',
      log: silentLog,
    }),
    canonicalize: (_type, raw) => raw.replaceAll('-', '') || undefined,
    times: { presenceSubscriptionTime: T_SECONDS, presenceGcPeriod: G_SECONDS },
    clock,
    log: silentLog,
    tally,
  });
  const job = new CleanupJob({
    cache,
    clock,
    tally,
    periodMs: G_SECONDS * 1000,
    onRemoved: (id) => {
      service.onRemoved(id);
    },
  });
  service.start();
  job.start();
  const keepAlive = async (username: string, ...items: KeepAliveItem[]) => {
    const answering = service.keepAlive(username, items);
    await clock.advanceAsync(0, 5);
    return answering;
  };
  const connect = (username: string, id = username) => {
    const received: { items: PresenceItem[]; sources: SourceStateEvt[] } = { items: [], sources: [] };
    service.connect({
      id,
      username,
      sink: {
        isReady: true,
        onReady: () => undefined,
        pushItems: (items) => void received.items.push(...items),
        pushSourceState: (event) => void received.sources.push(event),
      },
    });
    return received;
  };
  return { clock, source, cache, service, tally, keepAlive, connect, lookUp };
}

const ringing = { state: 'RINGING', since: 5, raw: 'ALERTING' } as const;

describe('a search', () => {
  test('subscribes what is not in the cache, and only that is pushed, and only to who searched', () => {
    const { clock, service, connect } = setUp();
    const [ann, bob] = [connect('ann'), connect('bob')];
    service.subscribeFound('ann', [ID]);
    clock.tick();
    service.subscribeFound('bob', [ID, '2002_JTAPI']);
    clock.tick();
    expect([ann.items.map(({ id }) => id), bob.items.map(({ id }) => id)]).toEqual([[ID], ['2002_JTAPI']]);
  });

  test('never renews, but makes the caller a watcher', () => {
    const { clock, source, service, connect } = setUp();
    const bob = connect('bob');
    service.subscribeFound('ann', [ID]);
    clock.advance(1000);
    service.subscribeFound('bob', [ID]);
    source.say(ID.replace('_JTAPI', ''), ringing);
    clock.tick();
    expect([bob.items.map(({ state }) => state), service.diagnose('bob', ID)?.ageMs]).toEqual([['RINGING'], 1000]);
  });

  test('of a type without a source yields UNKNOWN with the reason', () => {
    const { clock, service, connect } = setUp();
    const ann = connect('ann');
    service.subscribeFound('ann', ['a@b.c_EXCHANGE']);
    clock.tick();
    expect(ann.items).toMatchObject([{ state: 'UNKNOWN', reason: 'NO_SOURCE' }]);
  });
});

describe('one observation', () => {
  test('is made for a presentity however many watch it, and ended with its subscription', () => {
    const { clock, source, service } = setUp();
    for (const username of ['ann', 'bob', 'cy']) service.subscribeFound(username, [ID]);
    expect([source.countCalls('observe'), [...source.observed]]).toEqual([1, ['2001']]);
    clock.advance((T_SECONDS + G_SECONDS) * 1000);
    expect([source.countCalls('release'), source.observed.size]).toEqual([1, 0]);
  });

  test('late news of what is not subscribed any more reaches nobody', () => {
    const { clock, source, service, connect } = setUp();
    service.subscribeFound('ann', [ID]);
    clock.advance((T_SECONDS + G_SECONDS) * 1000);
    const ann = connect('ann');
    source.sayAnyway('2001', ringing);
    clock.tick();
    expect([ann.items, service.diagnose('ann', ID)]).toEqual([[], undefined]);
  });

  test('a line that never stops changing keeps nothing alive', () => {
    const { clock, source, cache, service } = setUp();
    service.subscribeFound('ann', [ID]);
    for (let second = 0; second < T_SECONDS + G_SECONDS; second += 1) {
      source.say('2001', { state: second % 2 === 0 ? 'RINGING' : 'AVAILABLE', since: second });
      clock.advance(1000);
    }
    expect([cache.subscriptionCount, cache.interestCount]).toEqual([0, 0]);
  });
});

describe('a keep-alive', () => {
  test('renews; what differs from the version sent is pushed, what is the same or has no version is not', async () => {
    const { clock, service, cache, connect, keepAlive } = setUp();
    const ids = ['2001_JTAPI', '2002_JTAPI', '2003_JTAPI', '2004_JTAPI'];
    service.subscribeFound('ann', ids);
    clock.advance(1000);
    const ann = connect('ann');
    const [same, older, nothing, silent] = ids.map((id) => ({ id, version: cache.versionOf(id) }));
    const answer = await keepAlive(
      'ann',
      same ?? { id: '' },
      { id: older?.id ?? '', version: 1 },
      { id: nothing?.id ?? '', version: 0 },
      { id: silent?.id ?? '' },
    );
    expect(answer).toEqual({
      renewed: ids,
      recreated: [],
      rejected: [],
      expiresInSeconds: T_SECONDS,
      serverTime: clock.wallMs(),
    });
    expect(ann.items.map(({ id }) => id)).toEqual(['2002_JTAPI', '2003_JTAPI']);
    expect(service.diagnose('ann', ID)?.ageMs).toBe(0);
  });

  test('re-creates what has expired, or was lost with a restart, and pushes it', async () => {
    const { source, connect, keepAlive } = setUp();
    source.say('2001', ringing);
    const ann = connect('ann');
    const answer = await keepAlive('ann', { id: ID, version: 12 });
    expect([answer.recreated, answer.renewed, ann.items.map(({ state }) => state)]).toEqual([[ID], [], ['RINGING']]);
  });

  test('never makes the server observe what no directory has', async () => {
    const { source, keepAlive } = setUp();
    const answer = await keepAlive('ann', { id: '9999_JTAPI' });
    expect([answer.rejected, source.countCalls('observe')]).toEqual([[{ id: '9999_JTAPI', code: 'NOT_ALLOWED' }], 0]);
  });

  test('makes a watcher of who has the right to see it, though only others had it subscribed', async () => {
    const { clock, source, service, connect, keepAlive } = setUp();
    service.subscribeFound('ann', [ID]);
    const bob = connect('bob');
    expect((await keepAlive('bob', { id: ID, version: 0 })).renewed).toEqual([ID]);
    source.say('2001', ringing);
    clock.tick();
    expect([bob.items.map(({ state }) => state), source.countCalls('observe')]).toEqual([['AVAILABLE', 'RINGING'], 1]);
  });

  test('says of each id what is wrong with it, and does the others', async () => {
    const { service, keepAlive } = setUp();
    service.subscribeFound('ann', [ID]);
    const answer = await keepAlive('ann', { id: 'x' }, { id: '2001_FAX' }, { id: '-_JTAPI' }, { id: '' }, { id: ID });
    expect(answer).toMatchObject({
      renewed: [ID],
      rejected: [
        { id: 'x', code: 'INVALID_ID' },
        { id: '2001_FAX', code: 'UNKNOWN_TYPE' },
        { id: '-_JTAPI', code: 'INVALID_ID' },
        { id: '', code: 'INVALID_ID' },
      ],
    });
  });

  test('for a number written otherwise is for the same subscription, answered as it was sent', async () => {
    const { source, service, keepAlive } = setUp();
    service.subscribeFound('ann', [ID]);
    const answer = await keepAlive('ann', { id: '20-01_JTAPI' }, { id: '20-02_JTAPI' });
    expect([answer.renewed, answer.recreated, [...source.observed]]).toEqual([
      ['20-01_JTAPI'],
      ['20-02_JTAPI'],
      ['2001', '2002'],
    ]);
  });

  test('answers an id that was sent twice once', async () => {
    const { keepAlive } = setUp();
    const [first, second] = [await keepAlive('ann', { id: ID }, { id: ID }), await keepAlive('ann', { id: ID }, { id: ID })];
    expect([first.recreated, first.renewed, second.renewed]).toEqual([[ID], [], [ID]]);
  });

  test('stops at the number of ids a user may have', async () => {
    const { keepAlive } = setUp(2);
    const answer = await keepAlive('ann', { id: '2001_JTAPI' }, { id: '2002_JTAPI' }, { id: '2003_JTAPI' });
    expect([answer.recreated, answer.rejected]).toEqual([['2001_JTAPI', '2002_JTAPI'], [{ id: '2003_JTAPI', code: 'LIMIT' }]]);
  });

  test('does not give up what cannot be checked while a directory is down', async () => {
    const { keepAlive, lookUp } = setUp();
    lookUp.isDown = true;
    expect((await keepAlive('ann', { id: ID })).rejected).toEqual([{ id: ID, code: 'DIRECTORY_UNAVAILABLE' }]);
    lookUp.isDown = false;
    expect((await keepAlive('ann', { id: ID })).recreated).toEqual([ID]);
  });

  test('of thousands answers for each', async () => {
    const { clock, service } = setUp(5000);
    const ids = Array.from({ length: 3000 }, (_, index) => `${String(20_000 + index)}_JTAPI`);
    service.subscribeFound('ann', ids);
    const answering = service.keepAlive(
      'ann',
      ids.map((id) => ({ id })),
    );
    await clock.advanceAsync(0, 10);
    expect((await answering).renewed.length).toBe(3000);
  });
});

describe('changes', () => {
  test('go to every connection of every watching user, the latest of a tick, with versions that only grow', () => {
    const { clock, source, service, connect } = setUp();
    const [desk, laptop, other] = [connect('ann', 'desk'), connect('ann', 'laptop'), connect('bob')];
    service.subscribeFound('ann', [ID]);
    clock.tick();
    source.say('2001', ringing);
    source.say('2001', { state: 'ON_CALL', since: 6 });
    clock.tick();
    source.say('2001', { state: 'ON_CALL', since: 6 });
    clock.tick();
    expect(desk.items.map(({ state }) => state)).toEqual(['AVAILABLE', 'ON_CALL']);
    expect([laptop.items, other.items]).toEqual([desk.items, []]);
    expect(desk.items[1]?.version).toBeGreaterThan(desk.items[0]?.version ?? 0);
  });

  test('versions go on growing when a subscription expires and comes again', () => {
    const { clock, service, cache } = setUp();
    service.subscribeFound('ann', [ID]);
    const before = cache.versionOf(ID);
    clock.advance((T_SECONDS + G_SECONDS) * 1000);
    service.subscribeFound('ann', [ID]);
    expect(cache.versionOf(ID)).toBeGreaterThan(before);
  });

  test('a source that does not answer is UNKNOWN, PENDING after the deadline, not darkness', () => {
    const { clock, source, service, connect } = setUp();
    source.behave('SILENT');
    const ann = connect('ann');
    service.subscribeFound('ann', [ID]);
    clock.advance(1999);
    expect(ann.items).toEqual([]);
    clock.advance(1);
    expect(ann.items).toMatchObject([{ state: 'UNKNOWN', reason: 'PENDING' }]);
  });
});

describe('a resync', () => {
  test('pushes what the caller watches and nothing else, and renews nothing', () => {
    const { clock, service, connect } = setUp();
    service.subscribeFound('ann', [ID, '2002_JTAPI']);
    service.subscribeFound('bob', ['2003_JTAPI']);
    clock.advance(1000);
    const ann = connect('ann');
    expect([service.forcePush('ann'), service.forcePush('ann', [ID, '2003_JTAPI', 'nonsense'])]).toEqual([2, 1]);
    clock.tick();
    expect([ann.items.map(({ id }) => id), service.diagnose('ann', ID)?.ageMs]).toEqual([[ID, '2002_JTAPI'], 1000]);
  });
});

describe('a source that goes down', () => {
  test('is one event, and what is shown from then on is not certain, until it is back', async () => {
    const { clock, source, service, connect, keepAlive } = setUp();
    service.subscribeFound('ann', [ID, '2002_JTAPI']);
    clock.tick();
    const ann = connect('ann');
    source.goDown();
    await keepAlive('ann', { id: ID, version: 0 });
    source.say('2002', ringing);
    source.comeBack();
    await keepAlive('ann', { id: ID, version: 0 });
    expect(ann.sources.map(({ state }) => state)).toEqual(['UP', 'DOWN', 'UP']);
    expect(ann.items.map(({ id, state, stale, reason }) => [id, state, stale, reason])).toEqual([
      [ID, 'AVAILABLE', true, 'SOURCE_DOWN'],
      ['2002_JTAPI', 'RINGING', undefined, undefined],
      [ID, 'AVAILABLE', undefined, undefined],
    ]);
  });
});

test('what a source did not confirm by itself stays so when the source comes back', () => {
  const { clock, source, service, connect } = setUp();
  const doubtful = { state: 'AWAY', since: null, stale: true, reason: 'PENDING' } as const;
  source.say('2001', doubtful);
  service.subscribeFound('ann', [ID]);
  clock.tick();
  const ann = connect('ann');
  source.goDown();
  service.forcePush('ann');
  clock.tick();
  source.comeBack();
  expect(ann.items).toMatchObject([doubtful]);
});

test('a diagnosis says when the subscription would expire, and is only for who watches it', () => {
  const { clock, service } = setUp();
  service.subscribeFound('ann', [ID]);
  clock.advance(2000);
  expect(service.diagnose('ann', '20-01_JTAPI')).toMatchObject({
    item: { id: ID, state: 'AVAILABLE' },
    source: { type: 'JTAPI', connector: 'scripted', state: 'UP' },
    ageMs: 2000,
    interestAgeMs: 2000,
    watchers: 1,
    expiresAt: clock.wallMs() + T_SECONDS * 1000 - 2000,
  });
  expect([service.diagnose('bob', ID), service.diagnose('ann', 'x')]).toEqual([undefined, undefined]);
});

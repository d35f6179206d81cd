import { createPresenceLayer, G_SECONDS, T_SECONDS } from './presence-layer.fixture.ts';

const ID = '2001_JTAPI';

const ringing = { state: 'RINGING', since: 5, raw: 'ALERTING' } as const;

describe('a search', () => {
  test('subscribes what is not in the cache, and only that is pushed, and only to who searched', () => {
    const { clock, service, connect } = createPresenceLayer();
    const [ann, bob] = [connect('ann'), connect('bob')];
    service.subscribeFound('ann', [ID]);
    clock.tick();
    service.subscribeFound('bob', [ID, '2002_JTAPI']);
    clock.tick();
    expect([ann.items.map(({ id }) => id), bob.items.map(({ id }) => id)]).toEqual([[ID], ['2002_JTAPI']]);
  });

  test('never renews, but makes the caller a watcher', () => {
    const { clock, source, service, connect } = createPresenceLayer();
    const bob = connect('bob');
    service.subscribeFound('ann', [ID]);
    clock.advance(1000);
    service.subscribeFound('bob', [ID]);
    source.say(ID.replace('_JTAPI', ''), ringing);
    clock.tick();
    expect([bob.items.map(({ state }) => state), service.diagnose('bob', ID)?.ageMs]).toEqual([['RINGING'], 1000]);
  });

  test('of a type without a source yields UNKNOWN with the reason', () => {
    const { clock, service, connect } = createPresenceLayer();
    const ann = connect('ann');
    service.subscribeFound('ann', ['a@b.c_EXCHANGE']);
    clock.tick();
    expect(ann.items).toMatchObject([{ state: 'UNKNOWN', reason: 'NO_SOURCE' }]);
  });
});

describe('one observation', () => {
  test('is made for a presentity however many watch it, and ended with its subscription', () => {
    const { clock, source, service } = createPresenceLayer();
    for (const username of ['ann', 'bob', 'cy']) service.subscribeFound(username, [ID]);
    expect([source.countCalls('observe'), [...source.observed]]).toEqual([1, ['2001']]);
    clock.advance((T_SECONDS + G_SECONDS) * 1000);
    expect([source.countCalls('release'), source.observed.size]).toEqual([1, 0]);
  });

  test('late news of what is not subscribed any more reaches nobody', () => {
    const { clock, source, service, connect } = createPresenceLayer();
    service.subscribeFound('ann', [ID]);
    clock.advance((T_SECONDS + G_SECONDS) * 1000);
    const ann = connect('ann');
    source.sayAnyway('2001', ringing);
    clock.tick();
    expect([ann.items, service.diagnose('ann', ID)]).toEqual([[], undefined]);
  });

  test('a line that never stops changing keeps nothing alive', () => {
    const { clock, source, cache, service } = createPresenceLayer();
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
    const { clock, service, cache, connect, keepAlive } = createPresenceLayer();
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
    const { source, connect, keepAlive } = createPresenceLayer();
    source.say('2001', ringing);
    const ann = connect('ann');
    const answer = await keepAlive('ann', { id: ID, version: 12 });
    expect([answer.recreated, answer.renewed, ann.items.map(({ state }) => state)]).toEqual([[ID], [], ['RINGING']]);
  });

  test('never makes the server observe what no directory has', async () => {
    const { source, keepAlive } = createPresenceLayer();
    const answer = await keepAlive('ann', { id: '9999_JTAPI' });
    expect([answer.rejected, source.countCalls('observe')]).toEqual([[{ id: '9999_JTAPI', code: 'NOT_ALLOWED' }], 0]);
  });

  test('makes a watcher of who has the right to see it, though only others had it subscribed', async () => {
    const { clock, source, service, connect, keepAlive } = createPresenceLayer();
    service.subscribeFound('ann', [ID]);
    const bob = connect('bob');
    expect((await keepAlive('bob', { id: ID, version: 0 })).renewed).toEqual([ID]);
    source.say('2001', ringing);
    clock.tick();
    expect([bob.items.map(({ state }) => state), source.countCalls('observe')]).toEqual([['AVAILABLE', 'RINGING'], 1]);
  });

  test('says of each id what is wrong with it, and does the others', async () => {
    const { service, keepAlive } = createPresenceLayer();
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
    const { source, service, keepAlive } = createPresenceLayer();
    service.subscribeFound('ann', [ID]);
    const answer = await keepAlive('ann', { id: '20-01_JTAPI' }, { id: '20-02_JTAPI' });
    expect([answer.renewed, answer.recreated, [...source.observed]]).toEqual([
      ['20-01_JTAPI'],
      ['20-02_JTAPI'],
      ['2001', '2002'],
    ]);
  });

  test('answers an id that was sent twice once', async () => {
    const { keepAlive } = createPresenceLayer();
    const [first, second] = [await keepAlive('ann', { id: ID }, { id: ID }), await keepAlive('ann', { id: ID }, { id: ID })];
    expect([first.recreated, first.renewed, second.renewed]).toEqual([[ID], [], [ID]]);
  });

  test('stops at the number of ids a user may have', async () => {
    const { keepAlive } = createPresenceLayer({ idsPerUser: 2 });
    const answer = await keepAlive('ann', { id: '2001_JTAPI' }, { id: '2002_JTAPI' }, { id: '2003_JTAPI' });
    expect([answer.recreated, answer.rejected]).toEqual([['2001_JTAPI', '2002_JTAPI'], [{ id: '2003_JTAPI', code: 'LIMIT' }]]);
  });

  test('does not give up what cannot be checked while a directory is down', async () => {
    const { keepAlive, lookUp } = createPresenceLayer();
    lookUp.isDown = true;
    expect((await keepAlive('ann', { id: ID })).rejected).toEqual([{ id: ID, code: 'DIRECTORY_UNAVAILABLE' }]);
    lookUp.isDown = false;
    expect((await keepAlive('ann', { id: ID })).recreated).toEqual([ID]);
  });
});

describe('changes', () => {
  test('go to every connection of every watching user, the latest of a tick, with versions that only grow', () => {
    const { clock, source, service, connect } = createPresenceLayer();
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
    const { clock, service, cache } = createPresenceLayer();
    service.subscribeFound('ann', [ID]);
    const before = cache.versionOf(ID);
    clock.advance((T_SECONDS + G_SECONDS) * 1000);
    service.subscribeFound('ann', [ID]);
    expect(cache.versionOf(ID)).toBeGreaterThan(before);
  });

  test('a source that does not answer is UNKNOWN, PENDING after the deadline, not darkness', () => {
    const { clock, source, service, connect } = createPresenceLayer();
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
  test('pushes what the caller watches and nothing else, and renews nothing', async () => {
    const { clock, service, connect } = createPresenceLayer();
    service.subscribeFound('ann', [ID, '2002_JTAPI']);
    service.subscribeFound('bob', ['2003_JTAPI']);
    clock.advance(1000);
    const ann = connect('ann');
    expect([await service.forcePush('ann'), await service.forcePush('ann', [ID, '2003_JTAPI', 'nonsense'])]).toEqual([2, 1]);
    clock.tick();
    expect([ann.items.map(({ id }) => id), service.diagnose('ann', ID)?.ageMs]).toEqual([[ID, '2002_JTAPI'], 1000]);
  });
});

describe('a source that goes down', () => {
  test('is one event, and what is shown from then on is not certain, until it is back', async () => {
    const { clock, source, service, connect, keepAlive } = createPresenceLayer();
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

test('what a source did not confirm by itself stays so when the source comes back', async () => {
  const { clock, source, service, connect } = createPresenceLayer();
  const doubtful = { state: 'AWAY', since: null, stale: true, reason: 'PENDING' } as const;
  source.say('2001', doubtful);
  service.subscribeFound('ann', [ID]);
  clock.tick();
  const ann = connect('ann');
  source.goDown();
  await service.forcePush('ann');
  clock.tick();
  source.comeBack();
  expect(ann.items).toMatchObject([doubtful]);
});

test('a diagnosis says when the subscription would expire, and is only for who watches it', () => {
  const { clock, service } = createPresenceLayer();
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

describe('a source that is full', () => {
  const OTHER = '2002_JTAPI';
  const UNUSED_MS = 588_000;

  test('is told to those who find no room, and again when there is some', async () => {
    const { clock, source, service, connect, keepAlive } = createPresenceLayer({ capacity: 1 });
    const [ann, bob] = [connect('ann'), connect('bob')];
    service.subscribeFound('ann', [ID]);
    service.subscribeFound('bob', [OTHER]);
    clock.tick();
    expect(bob.items).toMatchObject([{ id: OTHER, state: 'UNKNOWN', reason: 'SOURCE_FULL' }]);
    expect(service.diagnose('bob', OTHER)?.item).toEqual(bob.items[0]);
    clock.advance(300_000);
    await keepAlive('bob', { id: OTHER });
    clock.advance(UNUSED_MS - 300_000 + 1000);
    expect([bob.items.at(-1)?.state, ann.items.at(-1)?.reason, [...source.observed]]).toEqual([
      'AVAILABLE',
      'SOURCE_FULL',
      ['2002'],
    ]);
  });

  test('is asked again for what was put out by the keep-alive of whoever looks at it, at once if there is room', async () => {
    const { clock, source, service, connect, keepAlive } = createPresenceLayer({ capacity: 1 });
    const ann = connect('ann');
    service.subscribeFound('ann', [ID]);
    clock.advance(UNUSED_MS + 1);
    service.subscribeFound('bob', [OTHER]);
    clock.tick();
    service.onRemoved(OTHER);
    expect(source.observed.size).toBe(0);
    const answer = await keepAlive('ann', { id: ID, version: ann.items.at(-1)?.version ?? 0 });
    expect([answer.renewed, ann.items.at(-1)?.state, [...source.observed]]).toEqual([[ID], 'AVAILABLE', ['2001']]);
  });

  test('has figures, like every source that is configured', () => {
    const { clock, service } = createPresenceLayer({ capacity: 1 });
    service.subscribeFound('ann', [ID, OTHER, 'a@b.c_CUPS']);
    clock.tick();
    expect([...service.admissionFigures()]).toEqual([['JTAPI', { observed: 1, capacity: 1, waiting: 1, refused: 1, putOut: 0 }]]);
    const unlimited = createPresenceLayer().service;
    unlimited.subscribeFound('ann', [ID, OTHER]);
    expect(unlimited.admissionFigures().get('JTAPI')).toMatchObject({ observed: 2, capacity: undefined });
  });
});

describe('somebody who may see less than before', () => {
  test('watches nothing any more, is pushed nothing, and gets back by a keep-alive what he still may', async () => {
    const { clock, source, service, connect, keepAlive } = createPresenceLayer();
    const [ann, bob] = [connect('ann'), connect('bob')];
    for (const username of ['ann', 'bob']) service.subscribeFound(username, [ID, '3001_JTAPI']);
    clock.tick();
    ann.items.length = 0;
    service.release('ann');
    source.say('2001', ringing);
    source.say('3001', ringing);
    clock.tick();
    expect([ann.items, await service.forcePush('ann'), service.diagnose('ann', ID)]).toEqual([[], 0, undefined]);
    expect(bob.items.filter(({ state }) => state === 'RINGING')).toHaveLength(2);
    // 2001 stands in the directory of these tests, 3001 in none.
    const answer = await keepAlive('ann', { id: ID, version: 0 }, { id: '3001_JTAPI', version: 0 });
    expect(answer).toMatchObject({ renewed: [ID], rejected: [{ id: '3001_JTAPI', code: 'NOT_ALLOWED' }] });
    clock.tick();
    expect(ann.items.map(({ id, state }) => [id, state])).toEqual([[ID, 'RINGING']]);
  });

  test('who watches nothing can lose nothing', () => {
    const { service } = createPresenceLayer();
    expect(() => service.release('nobody')).not.toThrow();
  });
});

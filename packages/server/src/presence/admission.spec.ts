import { AdmissionWorld, T_MS } from './admission-world.fixture.ts';

/** From here on a lease shows that nobody uses it: 0.98 T. */
const UNUSED_MS = 98_000;

describe('a source with room for two', () => {
  test('observes two; the third is UNKNOWN because it is full, and is never asked for', () => {
    const world = new AdmissionWorld(2);
    world.search('a', 'b', 'c');
    expect([world.observed(), world.shown('a'), world.shown('c')]).toEqual(['ab', 'AVAILABLE', 'SOURCE_FULL']);
    expect(world.source.countCalls('observe', 'c')).toBe(0);
    expect(world.registrator.figures).toEqual({ observed: 2, capacity: 2, waiting: 1, refused: 1, putOut: 0 });
  });

  test('gives a place that becomes free at once to who has waited longest', () => {
    const world = new AdmissionWorld(2);
    world.search('a', 'b', 'c', 'd', 'e');
    world.registrator.unregister('a');
    expect([world.observed(), world.shown('c'), world.shown('d')]).toEqual(['bc', 'AVAILABLE', 'SOURCE_FULL']);
    world.registrator.unregister('d');
    world.registrator.unregister('b');
    expect([world.observed(), world.shown('e')]).toEqual(['ce', 'AVAILABLE']);
  });

  test('counts once what is told once, however often it went and came before that', () => {
    const world = new AdmissionWorld(1);
    world.search('a', 'b');
    for (let round = 0; round < 3; round += 1) {
      world.registrator.unregister('b');
      world.registrator.register('b');
    }
    world.clock.tick();
    expect(world.registrator.figures).toMatchObject({ waiting: 1, refused: 2 });
  });

  test('drops late news of what waits', () => {
    const world = new AdmissionWorld(1);
    world.search('a', 'b');
    world.source.sayAnyway('b', { state: 'RINGING', since: 1 });
    expect(world.shown('b')).toBe('SOURCE_FULL');
  });

  test('says that it is full, not that it is down, of what waits while it is down', () => {
    const world = new AdmissionWorld(1);
    world.search('a');
    world.source.goDown();
    world.search('b');
    world.source.comeBack();
    expect([world.shown('a'), world.shown('b')]).toEqual(['AVAILABLE', 'SOURCE_FULL']);
  });
});

describe('room is made', () => {
  test('not from what is kept alive, however long somebody waits', () => {
    const world = new AdmissionWorld(1);
    world.search('a');
    for (let round = 0; round < 20; round += 1) {
      world.clock.advance(UNUSED_MS);
      world.renew('a', 'b');
      world.search('b');
    }
    expect([world.observed(), world.shown('b'), world.flaws]).toEqual(['a', 'SOURCE_FULL', []]);
  });

  test.each([
    { ageMs: UNUSED_MS - 1, observed: 'a' },
    { ageMs: UNUSED_MS, observed: 'a' },
    { ageMs: UNUSED_MS + 1, observed: 'b' },
  ])('for who comes when the other was not renewed for $ageMs ms: observed is $observed', ({ ageMs, observed }) => {
    const world = new AdmissionWorld(1);
    world.search('a');
    world.clock.advance(ageMs);
    world.search('b');
    expect(world.observed()).toBe(observed);
  });

  test('for who waits, within a second of the other being unused, with nobody doing anything', () => {
    const world = new AdmissionWorld(1);
    world.search('a');
    world.clock.advance(60_000);
    world.search('b');
    world.clock.advance(UNUSED_MS - 60_000);
    expect([world.observed(), world.shown('b')]).toEqual(['a', 'SOURCE_FULL']);
    world.clock.advance(1000);
    expect([world.observed(), world.shown('a'), world.shown('b')]).toEqual(['b', 'SOURCE_FULL', 'AVAILABLE']);
    expect(world.registrator.figures).toMatchObject({ observed: 1, waiting: 0, refused: 1, putOut: 1 });
  });

  test('from the longest unused first, and only as much as is needed', () => {
    const world = new AdmissionWorld(3);
    world.search('a', 'b', 'c');
    world.clock.advance(1000);
    world.renew('a');
    world.clock.advance(UNUSED_MS + 1);
    world.search('d');
    expect(world.observed()).toBe('acd');
    world.search('e', 'f');
    expect(world.observed()).toBe('def');
  });

  test('from what lingers before anything else, the longest first', () => {
    const world = new AdmissionWorld(3, 3_600_000);
    world.search('a');
    world.clock.advance(1000);
    world.search('b');
    world.clock.advance(T_MS - 1000 + 1);
    world.sweep();
    world.clock.advance(1000);
    world.sweep();
    world.search('c');
    expect(world.observed()).toBe('abc');
    world.clock.advance(UNUSED_MS + 1);
    world.search('d');
    expect([world.observed(), world.shown('c')]).toEqual(['bcd', 'AVAILABLE']);
    world.search('e');
    expect(world.observed()).toBe('cde');
    world.search('f');
    expect([world.observed(), world.shown('c')]).toEqual(['def', 'SOURCE_FULL']);
  });

  test('at once from an observation that would linger while somebody waits', () => {
    const world = new AdmissionWorld(1, 3_600_000);
    world.search('a', 'b');
    world.registrator.unregister('a');
    expect([world.observed(), world.source.countCalls('release', 'a')]).toEqual(['b', 1]);
    world.clock.advance(60_000);
    expect(world.clock.pendingCount).toBe(0);
  });
});

describe('what was put out', () => {
  function putOut(): AdmissionWorld {
    const world = new AdmissionWorld(1);
    world.search('a');
    world.clock.advance(UNUSED_MS + 1);
    world.search('b');
    return world;
  }

  test('stays so until somebody renews it, then takes its turn', () => {
    const world = putOut();
    world.renew('a');
    world.search('c');
    expect([world.shown('a'), world.registrator.figures.waiting]).toEqual(['SOURCE_FULL', 2]);
    world.clock.advance(60_000);
    world.renew('a');
    world.renew('c');
    world.clock.advance(UNUSED_MS - 60_000 + 1000);
    expect([world.observed(), world.shown('c')]).toEqual(['a', 'SOURCE_FULL']);
  });

  test('is observed again at once when it is renewed and there is room', () => {
    const world = putOut();
    world.source.say('a', { state: 'RINGING', since: 1 });
    world.clock.advance(1000);
    world.registrator.unregister('b');
    expect([world.observed(), world.shown('a')]).toEqual(['', 'SOURCE_FULL']);
    world.renew('a');
    expect([world.observed(), world.shown('a')]).toEqual(['a', 'RINGING']);
  });

  test('shows nothing of what its source still says of it', () => {
    const world = putOut();
    world.source.sayAnyway('a', { state: 'ON_CALL', since: 1 });
    expect(world.shown('a')).toBe('SOURCE_FULL');
  });

  test('does not keep a place in the queue for what nobody uses any more either', () => {
    const world = new AdmissionWorld(1);
    world.search('a', 'b');
    world.clock.advance(60_000);
    world.search('c');
    world.renew('a');
    world.clock.advance(UNUSED_MS - 60_000 + 1);
    world.registrator.unregister('a');
    expect([world.observed(), world.shown('b')]).toEqual(['c', 'SOURCE_FULL']);
  });
});

test('a source that fails to observe keeps its place while it is asked again, and loses it like any other', async () => {
  const world = new AdmissionWorld(1);
  world.source.behave('THROW', 'a');
  world.search('a', 'b');
  await world.clock.advanceAsync(30_000, 30);
  expect([world.shown('b'), world.registrator.figures.observed]).toEqual(['SOURCE_FULL', 1]);
  await world.clock.advanceAsync(UNUSED_MS - 30_000, 10);
  world.renew('b');
  await world.clock.advanceAsync(1001);
  expect(world.observed()).toBe('b');
  const asked = world.source.countCalls('observe', 'a');
  await world.clock.advanceAsync(80_000, 80);
  expect(world.source.countCalls('observe', 'a')).toBe(asked);
});

test('a source without room refuses everything, and leaves nothing behind', () => {
  const world = new AdmissionWorld(0);
  world.search('a', 'b');
  expect([world.shown('a'), world.shown('b')]).toEqual(['SOURCE_FULL', 'SOURCE_FULL']);
  world.clock.advance(T_MS + 1);
  world.sweep();
  expect([world.clock.pendingCount, world.registrator.figures.waiting]).toEqual([0, 0]);
});

test('a stopped registrator looks for room no more', async () => {
  const world = new AdmissionWorld(1);
  world.search('a', 'b');
  await world.registrator.stop();
  expect(world.clock.pendingCount).toBe(0);
});

test('leases of other types are not taken for its own', () => {
  const world = new AdmissionWorld(1);
  world.searchElsewhere('b');
  world.search('b');
  world.clock.advance(UNUSED_MS + 1);
  world.renew('b');
  world.search('c');
  expect([world.observed(), world.flaws]).toEqual(['b', []]);
});

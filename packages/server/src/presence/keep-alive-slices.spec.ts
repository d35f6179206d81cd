import fc from 'fast-check';
import type { BulkUpdateResponse, KeepAliveItem, PresenceItem } from '@lampfield/protocol';
import { IDS_PER_TURN } from './presence-service.ts';
import { createPresenceLayer, T_SECONDS } from './presence-layer.fixture.ts';

function idOf(number: number): string {
  return `${String(2000 + number)}_JTAPI`;
}

function idsFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => idOf(first + index));
}

test('two long keep-alives at once renew so many ids a turn together, are both answered, and leave nothing behind', async () => {
  const { clock, cache, service } = createPresenceLayer({ idsPerUser: 1000 });
  const ids = { ann: idsFrom(0, 500), bob: idsFrom(500, 500) };
  for (const [username, watched] of Object.entries(ids)) service.subscribeFound(username, watched, 'test');
  await clock.advanceAsync(1000);
  const pendingCount = clock.pendingCount;
  const countRenewed = () => [...ids.ann, ...ids.bob].filter((id) => cache.findAgeMs(id, clock.monotonicMs()) === 0).length;
  const answering = Object.entries(ids).map(([username, watched]) =>
    service.keepAlive(
      username,
      watched.map((id) => ({ id })),
    ),
  );
  const renewed: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    await clock.turn();
    renewed.push(countRenewed());
  }
  expect(renewed).toEqual([2, 3, 4, 5, 5, 5].map((turns) => turns * IDS_PER_TURN));
  expect((await Promise.all(answering)).map((answer) => answer.renewed)).toEqual([ids.ann, ids.bob]);
  expect(clock.pendingCount).toBe(pendingCount);
});

test('a resync and what is on screen take their turns with keep-alives', async () => {
  const { clock, service, connect } = createPresenceLayer({ idsPerUser: 1000 });
  const ids = idsFrom(0, IDS_PER_TURN);
  service.subscribeFound('ann', ids, 'test');
  connect('ann');
  await clock.advanceAsync(1000);
  const settled: string[] = [];
  const works = [
    service.keepAlive(
      'ann',
      ids.map((id) => ({ id })),
    ),
    service.forcePush('ann', ids),
    service.show('ann', ids),
    service.forcePush('ann'),
  ];
  for (const [index, work] of works.entries()) void work.then(() => settled.push(String(index)));
  const settledATurn: string[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    await clock.turn();
    settledATurn.push(settled.splice(0).join());
  }
  expect(settledATurn).toEqual(['0,1', '2', '3', '', '']);
  expect(await works[1]).toBe(ids.length);
});

test('the lease that the answer promises is true for what was renewed first, however long the rest took', async () => {
  const { clock, cache, service } = createPresenceLayer({ idsPerUser: 1000 });
  const ids = idsFrom(0, 3 * IDS_PER_TURN);
  service.subscribeFound('ann', ids, 'test');
  clock.advance(1000);
  const answering = service.keepAlive(
    'ann',
    ids.map((id) => ({ id })),
  );
  await Promise.resolve();
  await clock.advanceAsync(9000, 9);
  const { renewed, serverTime, expiresInSeconds } = await answering;
  expect(renewed).toEqual(ids);
  const oldestAgeMs = Math.max(...ids.map((id) => cache.findAgeMs(id, clock.monotonicMs()) ?? Infinity));
  expect(oldestAgeMs).toBe(9000);
  expect(serverTime + expiresInSeconds * 1000).toBeLessThanOrEqual(clock.wallMs() - oldestAgeMs + T_SECONDS * 1000);
});

/** What may happen between two slices. */
type Happening =
  | { readonly kind: 'search' | 'renew'; readonly username: string; readonly numbers: readonly number[] }
  | { readonly kind: 'say'; readonly number: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'disconnect' | 'connect' };

const LINES = 40;
const anyNumber = fc.nat(LINES - 1);
const anyNumbers = fc.array(anyNumber, { minLength: 1, maxLength: 15 });
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('search' as const, 'renew' as const),
    username: fc.constantFrom('ann', 'bob'),
    numbers: anyNumbers,
  }),
  fc.record({ kind: fc.constant('say' as const), number: anyNumber }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 29, 31, 599, 631) }),
  fc.record({ kind: fc.constantFrom('disconnect' as const, 'connect' as const) }),
);

/**
 * Lines of the directory, lines that no directory has, and nonsense; with versions and without. None twice: an id that is sent twice is
 * answered once, which is the one thing that requests of one id each cannot know.
 */
const anyItems: fc.Arbitrary<KeepAliveItem[]> = fc.uniqueArray(
  fc.record(
    {
      id: fc.oneof(
        { weight: 10, arbitrary: anyNumber.map(idOf) },
        { weight: 1, arbitrary: fc.constantFrom('9001_JTAPI', '9002_JTAPI', 'x', '1_FAX') },
      ),
      version: fc.constantFrom(0, 1),
    },
    { requiredKeys: ['id'] },
  ),
  { minLength: 8, maxLength: LINES, selector: ({ id }) => id },
);

/** A layer in which rights are known and some lines are watched. */
class World {
  readonly #layer: ReturnType<typeof createPresenceLayer>;
  readonly #received: PresenceItem[][] = [];
  readonly #looked = new Set<string>();
  readonly #renew: (id: string, username: string, nowMs: number) => unknown;

  constructor(found: readonly number[], idsPerTurn: number) {
    this.#layer = createPresenceLayer({ idsPerUser: 30, idsPerTurn });
    const { service, cache, clock } = this.#layer;
    service.subscribeFound('carol', idsFrom(0, LINES / 2), 'test');
    service.subscribeFound('dora', idsFrom(LINES / 2, LINES / 2), 'test');
    service.subscribeFound('ann', found.map(idOf), 'test');
    this.#connect('ann');
    this.#connect('bob');
    clock.advance(60_000);
    const [renew, isWatching] = [cache.renew.bind(cache), cache.isWatching.bind(cache)];
    this.#renew = renew;
    cache.renew = (id, username, nowMs) => {
      this.#looked.add(id);
      return renew(id, username, nowMs);
    };
    cache.isWatching = (id, username) => {
      this.#looked.add(id);
      return isWatching(id, username);
    };
  }

  /** How many ids of keep-alives or forced pushes have been looked at. */
  get progress(): number {
    return this.#looked.size;
  }

  /** All that can be seen from outside. */
  get outcome() {
    const { cache, clock, source } = this.#layer;
    const leasesOf = (username: string) =>
      cache
        .watchedBy(username)
        .sort()
        .map((id) => ({ id, ...cache.findAges(id, username, clock.monotonicMs()) }));
    return { ann: leasesOf('ann'), bob: leasesOf('bob'), received: this.#received, calls: source.calls };
  }

  keepAlive(items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    return this.#layer.service.keepAlive('ann', items);
  }

  forcePush(items: readonly KeepAliveItem[]): Promise<number> {
    return this.#layer.service.forcePush(
      'ann',
      items.map(({ id }) => id),
    );
  }

  happen(happening: Happening): void {
    const { service, clock, source } = this.#layer;
    switch (happening.kind) {
      case 'search':
        service.subscribeFound(happening.username, happening.numbers.map(idOf), 'test');
        break;
      case 'renew':
        for (const number of happening.numbers) this.#renew(idOf(number), happening.username, clock.monotonicMs());
        break;
      case 'say':
        source.say(String(2000 + happening.number), { state: 'RINGING', since: happening.number });
        break;
      case 'wait':
        clock.advance(happening.seconds * 1000);
        break;
      case 'disconnect':
        service.disconnect('bob');
        break;
      case 'connect':
        this.#connect('bob');
    }
  }

  async settle(): Promise<void> {
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
  }

  async turn(): Promise<void> {
    await this.#layer.clock.turn();
    await this.settle();
  }

  #connect(username: string): void {
    this.#received.push(this.#layer.connect(username).items);
  }
}

function merged(answers: readonly BulkUpdateResponse[]) {
  return {
    renewed: answers.flatMap(({ renewed }) => renewed),
    recreated: answers.flatMap(({ recreated }) => recreated),
    rejected: answers.flatMap(({ rejected }) => rejected).sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}

const anyTrial = fc.record({
  items: anyItems,
  found: anyNumbers,
  happenings: fc.array(fc.array(anyHappening, { maxLength: 3 }), { maxLength: 8 }),
  idsPerTurn: fc.integer({ min: 1, max: 12 }),
});

/**
 * Does the work in slices in one world, and in another one id by id, each when the first has come to it; the same happens in both in between.
 *
 * @returns the answers of both; what can be seen from outside is the same
 */
async function doBoth<T>(
  { items, found, happenings, idsPerTurn }: typeof anyTrial extends fc.Arbitrary<infer Trial> ? Trial : never,
  work: (world: World, items: readonly KeepAliveItem[]) => Promise<T>,
): Promise<{ readonly sliced: T; readonly single: readonly T[] }> {
  const [sliced, single] = [new World(found, idsPerTurn), new World(found, Infinity)];
  const [slicedAnswer, singleAnswers] = [work(sliced, items), [] as Promise<T>[]];
  for (let turn = 0; turn < items.length + 10; turn += 1) {
    await sliced.settle();
    singleAnswers.push(...items.slice(single.progress, sliced.progress).map((item) => work(single, [item])));
    await single.settle();
    for (const happening of happenings[turn] ?? []) for (const world of [sliced, single]) world.happen(happening);
    for (const world of [sliced, single]) await world.turn();
  }
  expect(single.progress).toBe(items.length);
  expect(sliced.outcome).toEqual(single.outcome);
  return { sliced: await slicedAnswer, single: await Promise.all(singleAnswers) };
}

test('a keep-alive in slices does what as many of one id each do, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(anyTrial, async (trial) => {
      const { sliced, single } = await doBoth(trial, (world, items) => world.keepAlive(items));
      expect(merged([sliced])).toEqual(merged(single));
    }),
    { numRuns: 30 },
  );
});

test('a forced push in slices does what as many of one id each do, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(anyTrial, async (trial) => {
      const { sliced, single } = await doBoth(trial, (world, items) => world.forcePush(items));
      expect(sliced).toBe(single.reduce((sum, count) => sum + count, 0));
    }),
    { numRuns: 30 },
  );
});

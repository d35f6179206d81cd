import fc from 'fast-check';
import { SubscriptionCache } from './subscription-cache.ts';

const T_MS = 600_000;
const ID = '36110009100_JTAPI';

function setUp(idsPerUser = 1000) {
  const cache = new SubscriptionCache({ subscriptionTimeMs: T_MS, idsPerUser });
  let version = 0;
  const stamp = { version: () => (version += 1), wallMs: 1 };
  const watch = (id: string, username: string, nowMs: number) => cache.watch(id, username, { ...stamp, nowMs });
  const apply = (id: string, state: 'AVAILABLE' | 'RINGING') => cache.apply(id, { state, since: null }, stamp);
  return { cache, watch, apply };
}

describe('when the source last said so', () => {
  test('is now, unless the source says that it knew before; that alone is no news', () => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 0);
    const stamp = { version: () => 9, wallMs: 50 };
    const report = { state: 'AVAILABLE', since: null } as const;
    const confirmedAt = (): number | undefined => cache.findItem(ID)?.confirmedAt;
    expect([cache.apply(ID, report, stamp), confirmedAt()]).toEqual([true, 50]);
    expect([cache.apply(ID, { ...report, confirmedAt: 60 }, stamp), confirmedAt()]).toEqual([false, 60]);
    expect([cache.apply(ID, { ...report, stale: true, reason: 'SOURCE_DOWN', confirmedAt: 60 }, stamp), confirmedAt()]).toEqual([
      true,
      60,
    ]);
    expect(cache.findItem(ID)).toMatchObject({ confirmedAt: 60, stale: true });
  });
});

describe('watching', () => {
  test('the first watcher creates the subscription, the second joins, a repeated search changes nothing', () => {
    const { cache, watch } = setUp();
    expect([watch(ID, 'ann', 0), watch(ID, 'bob', 0), watch(ID, 'ann', 0)]).toEqual(['created', 'joined', 'watching']);
    expect([cache.subscriptionCount, cache.interestCount]).toEqual([1, 2]);
  });

  test('a new subscription is UNKNOWN, because its source has not spoken yet', () => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 0);
    expect(cache.findItem(ID)).toEqual({
      id: ID,
      identifier: '36110009100',
      type: 'JTAPI',
      state: 'UNKNOWN',
      reason: 'PENDING',
      since: null,
      version: 1,
      confirmedAt: 1,
    });
  });

  test('a user who has as many ids as he may is told so, and nothing is subscribed', () => {
    const { cache, watch } = setUp(2);
    expect([watch('1_JTAPI', 'ann', 0), watch('2_JTAPI', 'ann', 0), watch('3_JTAPI', 'ann', 0)]).toEqual([
      'created',
      'created',
      'limit',
    ]);
    expect([cache.has('3_JTAPI'), watch('1_JTAPI', 'ann', 0), watch('3_JTAPI', 'bob', 0)]).toEqual([
      false,
      'watching',
      'created',
    ]);
  });
});

describe('renewing', () => {
  test('only the keep-alive of a watcher renews', () => {
    const { cache, watch } = setUp();
    expect(cache.renew(ID, 'ann', 0)).toBe('absent');
    watch(ID, 'ann', 0);
    expect([cache.renew(ID, 'bob', 1000), cache.findAges(ID, 'ann', 1000)?.ageMs]).toEqual(['unwatched', 1000]);
    watch(ID, 'bob', 2000);
    expect(cache.findAges(ID, 'ann', 2000)).toEqual({ ageMs: 2000, interestAgeMs: 2000, watchers: 2 });
    expect([cache.renew(ID, 'bob', 3000), cache.findAges(ID, 'ann', 4000)]).toEqual([
      'renewed',
      { ageMs: 1000, interestAgeMs: 4000, watchers: 2 },
    ]);
  });

  test('a report renews nothing, however many come', () => {
    const { cache, watch, apply } = setUp();
    watch(ID, 'ann', 0);
    for (let count = 0; count < 10; count += 1) apply(ID, count % 2 === 0 ? 'RINGING' : 'AVAILABLE');
    expect(cache.removeExpired(T_MS + 1, 10).removedIds).toEqual([ID]);
  });
});

describe('what nobody uses any more', () => {
  const UNUSED_MS = 98_000;

  function visitAll(cache: SubscriptionCache, nowMs: number, most = 10) {
    const visited: string[] = [];
    const nextInMs = cache.visitUnused({ nowMs, unusedMs: UNUSED_MS }, (id) => visited.push(id) < most);
    return { visited, nextInMs };
  }

  test.each([
    { ageMs: UNUSED_MS - 1, expected: { visited: [], nextInMs: 1 } },
    { ageMs: UNUSED_MS, expected: { visited: [], nextInMs: 0 } },
    { ageMs: UNUSED_MS + 1, expected: { visited: [ID], nextInMs: Infinity } },
  ])('is found $ageMs ms after its last renewal: $expected', ({ ageMs, expected }) => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 5);
    expect(visitAll(cache, 5 + ageMs)).toEqual(expected);
  });

  test('is visited longest unused first, until the visitor has had enough; the next one is told of', () => {
    const { cache, watch } = setUp();
    for (const [index, id] of ['a_JTAPI', 'b_JTAPI', 'c_CUPS', 'd_JTAPI'].entries()) watch(id, 'ann', index);
    cache.renew('a_JTAPI', 'ann', 10);
    cache.renew('d_JTAPI', 'ann', 50_000);
    expect(visitAll(cache, UNUSED_MS + 11)).toEqual({ visited: ['b_JTAPI', 'c_CUPS', 'a_JTAPI'], nextInMs: 49_989 });
    expect(visitAll(cache, UNUSED_MS + 11, 2)).toEqual({ visited: ['b_JTAPI', 'c_CUPS'], nextInMs: 0 });
    expect(visitAll(setUp().cache, 0)).toEqual({ visited: [], nextInMs: Infinity });
  });

  test('has an age that anybody may ask for', () => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 5);
    cache.renew(ID, 'ann', 1000);
    expect([cache.findAgeMs(ID, 1500), cache.findAgeMs('1_JTAPI', 1500)]).toEqual([500, undefined]);
  });
});

test('what is shown of an item may change without its source: that is a new version and nothing else', () => {
  const { cache, watch } = setUp();
  watch(ID, 'ann', 0);
  const before = cache.findItem(ID);
  cache.touch(ID, () => 77);
  cache.touch('1_JTAPI', () => 78);
  expect(cache.findItem(ID)).toEqual({ ...before, version: 77 });
});

describe('reports', () => {
  test('news has a new version, the same again has not, and what is not subscribed is dropped', () => {
    const { cache, watch, apply } = setUp();
    expect([apply(ID, 'RINGING'), cache.versionOf(ID)]).toEqual([false, 0]);
    watch(ID, 'ann', 0);
    expect([apply(ID, 'RINGING'), cache.versionOf(ID)]).toEqual([true, 2]);
    expect([apply(ID, 'RINGING'), cache.versionOf(ID)]).toEqual([false, 2]);
    expect([apply(ID, 'AVAILABLE'), cache.versionOf(ID)]).toEqual([true, 3]);
  });
});

describe('expiry', () => {
  test.each([
    { ageMs: T_MS - 1, removed: [] },
    { ageMs: T_MS, removed: [] },
    { ageMs: T_MS + 1, removed: [ID] },
  ])('at a run of the job, an age of $ageMs ms with T = 600 s removes $removed', ({ ageMs, removed }) => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 5);
    expect(cache.removeExpired(5 + ageMs, 10).removedIds).toEqual(removed);
  });

  test("a user who stopped using a contact loses his interest though a colleague's keeps the subscription", () => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 0);
    watch(ID, 'bob', 0);
    cache.renew(ID, 'bob', T_MS);
    expect(cache.removeExpired(T_MS + 1, 10)).toEqual({ removedIds: [], isDone: true });
    const watchers: string[] = [];
    cache.forEachWatcher(ID, (username) => watchers.push(username));
    expect([watchers, cache.isWatching(ID, 'ann')]).toEqual([['bob'], false]);
  });

  test('an expired subscription takes even a young interest with it', () => {
    const { cache, watch } = setUp();
    watch(ID, 'ann', 0);
    watch(ID, 'bob', T_MS);
    expect(cache.removeExpired(T_MS + 1, 10).removedIds).toEqual([ID]);
    expect([cache.interestCount, cache.watchedBy('bob'), cache.findItem(ID)]).toEqual([0, [], undefined]);
  });

  test('a slice removes as many as it may and says that there is more', () => {
    const { cache, watch } = setUp();
    for (let index = 0; index < 5; index += 1) watch(`${String(index)}_JTAPI`, 'ann', 0);
    const slices = [cache.removeExpired(T_MS + 1, 2), cache.removeExpired(T_MS + 1, 2), cache.removeExpired(T_MS + 1, 2)];
    expect(slices.map(({ removedIds, isDone }) => [removedIds.length, isDone])).toEqual([
      [2, false],
      [2, false],
      [1, true],
    ]);
  });
});

describe('against a model that knows nothing of slots and chains', () => {
  interface Step {
    readonly kind: 'watch' | 'renew' | 'expire';
    readonly id: string;
    readonly username: string;
    readonly waitMs: number;
  }
  const steps = fc.array(
    fc.record<Step>({
      kind: fc.constantFrom('watch', 'watch', 'renew', 'renew', 'expire'),
      id: fc.constantFrom('1_JTAPI', '2_JTAPI', '3_CUPS', 'a_b_XMPP'),
      username: fc.constantFrom('ann', 'bob', 'cy'),
      waitMs: fc.integer({ min: 0, max: T_MS / 2 }),
    }),
    { maxLength: 120 },
  );

  interface Entry {
    renewedAtMs: number;
    readonly interests: Map<string, number>;
  }

  /** The same rules told with maps of times. */
  class Model {
    readonly entries = new Map<string, Entry>();

    watch(id: string, username: string, nowMs: number): void {
      const entry = this.entries.get(id) ?? { renewedAtMs: nowMs, interests: new Map<string, number>() };
      if (!entry.interests.has(username)) entry.interests.set(username, nowMs);
      this.entries.set(id, entry);
    }

    renew(id: string, username: string, nowMs: number): string {
      const entry = this.entries.get(id);
      if (entry === undefined) return 'absent';
      if (!entry.interests.has(username)) return 'unwatched';
      entry.renewedAtMs = nowMs;
      entry.interests.set(username, nowMs);
      return 'renewed';
    }

    expire(nowMs: number): void {
      for (const [id, { renewedAtMs, interests }] of this.entries) {
        if (nowMs - renewedAtMs > T_MS) this.entries.delete(id);
        for (const [watcher, atMs] of interests) if (nowMs - atMs > T_MS) interests.delete(watcher);
      }
    }
  }

  test('subscriptions and interests are those whose last renewal is at most T ago at the last run', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { cache, watch } = setUp();
        const model = new Model();
        let nowMs = 0;
        for (const { kind, id, username, waitMs } of sequence) {
          nowMs += waitMs;
          if (kind === 'watch') {
            watch(id, username, nowMs);
            model.watch(id, username, nowMs);
          } else if (kind === 'renew') expect(cache.renew(id, username, nowMs)).toBe(model.renew(id, username, nowMs));
          else {
            while (!cache.removeExpired(nowMs, 3).isDone);
            model.expire(nowMs);
          }
          expectSame(cache, model.entries);
        }
      }),
    );
  });

  function expectSame(cache: SubscriptionCache, model: ReadonlyMap<string, Entry>): void {
    expect(cache.subscriptionCount).toBe(model.size);
    for (const [id, { interests }] of model) {
      const watchers: string[] = [];
      cache.forEachWatcher(id, (username) => watchers.push(username));
      expect(watchers.sort()).toEqual([...interests.keys()].sort());
    }
    for (const username of ['ann', 'bob', 'cy']) {
      const expected = [...model].filter(([, { interests }]) => interests.has(username)).map(([id]) => id);
      expect(cache.watchedBy(username).sort()).toEqual(expected.sort());
    }
  }
});

import fc from 'fast-check';
import { MOST_IDS_PER_LOOK_UP } from './directory-contents.ts';
import { IdDirectory, setUp } from './right-to-see.fixture.ts';

describe('many questions at once', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `${String(index)}_JTAPI`);

  function setUpSlow() {
    const directory = new IdDirectory(...many(5000));
    let answer = (): void => undefined;
    directory.delay = new Promise((resolve) => (answer = resolve));
    return { directory, answer: () => answer(), ...setUp(directory) };
  }

  test('go into look-ups of bounded size, two at a time, each begun in a turn of its own', async () => {
    const { directory, answer, clock, ask } = setUpSlow();
    const asking = ask(...many(3 * MOST_IDS_PER_LOOK_UP + 1));
    const sizes = () => directory.lookUps.map(({ length }) => length);
    await clock.turn();
    expect(sizes()).toEqual([MOST_IDS_PER_LOOK_UP]);
    await clock.advanceAsync(0, 5);
    expect(sizes()).toEqual([MOST_IDS_PER_LOOK_UP, MOST_IDS_PER_LOOK_UP]);
    answer();
    await clock.advanceAsync(0, 5);
    expect(sizes()).toEqual([MOST_IDS_PER_LOOK_UP, MOST_IDS_PER_LOOK_UP, MOST_IDS_PER_LOOK_UP, 1]);
    expect(new Set(Object.values(await asking))).toEqual(new Set(['allowed']));
    expect(clock.pendingCount).toBe(0);
  });

  test('are asked once, also by those who come while the answer is on its way', async () => {
    const { directory, answer, clock, ask } = setUpSlow();
    const first = ask('1_JTAPI', '2_JTAPI');
    await clock.advanceAsync(0);
    const second = ask('2_JTAPI', '1_JTAPI', '3_JTAPI');
    await clock.advanceAsync(0);
    answer();
    await clock.advanceAsync(0);
    expect(directory.lookUps).toEqual([['1_JTAPI', '2_JTAPI'], ['3_JTAPI']]);
    expect([await first, await second].map((sights) => Object.values(sights))).toEqual([
      ['allowed', 'allowed'],
      ['allowed', 'allowed', 'allowed'],
    ]);
  });

  test('put nobody back by more than what is under way: of each user some are looked up in turn', async () => {
    const { directory, answer, clock, ask, askFor } = setUpSlow();
    void ask(...many(4000));
    await clock.advanceAsync(0, 5);
    const bob = askFor('bob', '4001_JTAPI', '4002_JTAPI', '5_JTAPI');
    const carol = askFor('carol', ...many(4400).slice(4100));
    answer();
    await clock.advanceAsync(0, 8);
    const owners = directory.lookUps.map((lookUp) =>
      lookUp.map((id) => (parseInt(id) < 4000 ? 'a' : parseInt(id) < 4100 ? 'b' : 'c')),
    );
    const shares = owners.map((lookUp) => ['a', 'b', 'c'].map((owner) => lookUp.filter((one) => one === owner).length));
    expect(shares.slice(0, 5)).toEqual([
      [500, 0, 0],
      [500, 0, 0],
      [200, 2, 200],
      [400, 0, 100],
      [500, 0, 0],
    ]);
    expect(Object.values({ ...(await bob), ...(await carol) })).toEqual(Array.from({ length: 303 }, () => 'allowed'));
  });

  test('are looked up when it is the turn of the first who waits for them, whoever asked before', async () => {
    const { directory, answer, clock, ask, askFor } = setUpSlow();
    void ask(...many(4000));
    await clock.advanceAsync(0, 5);
    const bob = askFor('bob', '3999_JTAPI', '4999_JTAPI', '0_JTAPI');
    answer();
    await clock.advanceAsync(0, 20);
    expect(await bob).toEqual({ '3999_JTAPI': 'allowed', '4999_JTAPI': 'allowed', '0_JTAPI': 'allowed' });
    const turnOf = (id: string): number => directory.lookUps.findIndex((lookUp) => lookUp.includes(id));
    expect(['0_JTAPI', '3999_JTAPI', '4999_JTAPI'].map(turnOf)).toEqual([0, 2, 2]);
    const lookedUp = directory.lookUps.flat();
    expect([lookedUp.length, new Set(lookedUp).size]).toEqual([4001, 4001]);
  });

  test('cost a user no turn if others have asked for them before', async () => {
    const { directory, answer, clock, ask, askFor } = setUpSlow();
    void ask(...many(100));
    for (let other = 1; other <= 30; other += 1)
      void askFor(`user${String(other)}`, ...many(300 * (other + 1)).slice(300 * other));
    const bob = askFor('bob', ...many(100), '4990_JTAPI', '4991_JTAPI');
    answer();
    await clock.advanceAsync(0, 60);
    expect(new Set(Object.values(await bob))).toEqual(new Set(['allowed']));
    // Each of the 31 others has a share of 100 before it is his turn, and he none for what ann has asked for.
    expect(directory.lookUps.findIndex((lookUp) => lookUp.includes('4990_JTAPI'))).toBe(6);
  });

  test('fill a look-up though several users share them', async () => {
    const { directory, answer, clock, askFor } = setUpSlow();
    for (let user = 0; user < 44; user += 1) void askFor(`user${String(user)}`, ...many(60 + 10 * user).slice(10 * user));
    answer();
    await clock.advanceAsync(0, 5);
    expect(directory.lookUps.map(({ length }) => length)).toEqual([490]);
  });

  test('are not taken for answered because others that one waits for are', async () => {
    const { directory, answer, clock, askFor } = setUpSlow();
    directory.isHeld = true;
    for (let user = 0; user < 12; user += 1) void askFor(`user${String(user)}`, ...many(100 * (user + 1)).slice(100 * user));
    const first = askFor('bob', '0_JTAPI');
    answer();
    await clock.advanceAsync(0, 5);
    const settled: unknown[] = [];
    directory.held[0]?.(false);
    await first;
    void askFor('bob', '4999_JTAPI').then((sights) => settled.push(sights));
    await clock.advanceAsync(0, 1);
    expect(settled).toEqual([]);
    for (let round = 0; round < 6; round += 1) {
      for (const end of directory.held.splice(0)) end(false);
      await clock.advanceAsync(0, 5);
    }
    expect(settled).toEqual([{ '4999_JTAPI': 'allowed' }]);
  });

  test('are answered by the look-up that asks for them, though another one fails meanwhile', async () => {
    const { directory, answer, clock, askFor } = setUpSlow();
    answer();
    directory.isHeld = true;
    const [ann, bob] = [askFor('ann', ...many(MOST_IDS_PER_LOOK_UP)), askFor('bob', '4998_JTAPI', '4999_JTAPI')];
    await clock.advanceAsync(0, 5);
    const [failing = [], other = []] = directory.lookUps;
    expect([failing.length, other.length]).toEqual([402, 100]);
    directory.held[0]?.(true);
    await clock.advanceAsync(0, 5);
    directory.held[1]?.(false);
    const sights = { ...(await ann), ...(await bob) };
    expect(new Set(failing.map((id) => sights[id]))).toEqual(new Set(['unknown']));
    expect(new Set(other.map((id) => sights[id]))).toEqual(new Set(['allowed']));
  });

  test('are allowed if a search has shown them while a look-up that knows nothing of them was under way', async () => {
    const { directory, answer, clock, rights, ask } = setUpSlow();
    const asking = ask('5000_JTAPI');
    await clock.advanceAsync(0, 2);
    rights.remember(directory.id, ['5000_JTAPI']);
    answer();
    await clock.advanceAsync(0, 2);
    expect([await asking, rights.find('ann', '5000_JTAPI')]).toEqual([{ '5000_JTAPI': 'allowed' }, 'allowed']);
  });

  /** Some ask, or a look-up that is under way ends, well or not. */
  const anyStep = fc.oneof(
    fc.record({
      user: fc.constantFrom('ann', 'bob', 'carol', 'dora'),
      from: fc.integer({ min: 4000, max: 4900 }),
      count: fc.integer({ min: 1, max: 700 }),
    }),
    fc.record({ ended: fc.nat(1), isDown: fc.boolean() }),
    fc.record({ turns: fc.integer({ min: 1, max: 3 }) }),
  );

  test('are all answered, and none asked for twice at a time, whoever asks when and whatever look-ups come to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 20 }), async (steps) => {
        const { directory, answer, clock, askFor } = setUpSlow();
        answer();
        directory.isHeld = true;
        let hasFailed = false;
        let settled = 0;
        const hasFailedSoFar = (): boolean => hasFailed;
        const end = (index: number, isDown: boolean): void => {
          hasFailed ||= isDown && index < directory.held.length;
          directory.held.splice(index, 1)[0]?.(isDown);
        };
        const check = (sights: Record<string, string>): void => {
          settled += 1;
          for (const [id, sight] of Object.entries(sights)) {
            const expected = parseInt(id) < 5000 ? 'allowed' : 'denied';
            expect(hasFailedSoFar() ? [expected, 'unknown'] : [expected]).toContain(sight);
          }
        };
        const asking: Promise<void>[] = [];
        for (const step of steps) {
          if ('user' in step) asking.push(askFor(step.user, ...many(step.from + step.count).slice(step.from)).then(check));
          else if ('turns' in step) await clock.advanceAsync(0, step.turns);
          else end(step.ended, step.isDown);
        }
        for (let round = 0; round < 30; round += 1) {
          await clock.advanceAsync(0, 3);
          end(0, false);
        }
        expect(settled).toBe(asking.length);
        await Promise.all(asking);
        const lookedUp = directory.lookUps.flat();
        if (!hasFailedSoFar()) expect(new Set(lookedUp).size).toBe(lookedUp.length);
        expect(Math.max(0, ...directory.lookUps.map(({ length }) => length))).toBeLessThanOrEqual(MOST_IDS_PER_LOOK_UP);
        expect(clock.pendingCount).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  test('do not each wait for a directory to fail: what waited while it did is unknown at once, what comes later is asked', async () => {
    const { directory, answer, clock, ask, check } = setUpSlow();
    directory.isDown = true;
    const asking = ask(...many(9 * MOST_IDS_PER_LOOK_UP));
    await clock.advanceAsync(0, 5);
    answer();
    await clock.advanceAsync(0, 12);
    expect(new Set(Object.values(await asking))).toEqual(new Set(['unknown']));
    expect(directory.lookUps.length).toBe(2);
    directory.isDown = false;
    clock.advance(1);
    expect(await check('1_JTAPI')).toEqual({ '1_JTAPI': 'allowed' });
  });
});

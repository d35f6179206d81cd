import fc from 'fast-check';
import { ManualClock } from '../testing/manual-clock.ts';
import { LoopTurns } from './loop-turns.ts';

const PER_TURN = 10;

/** Pieces of work of these sizes, all asked for at once; what was done in each turn, as `name` times units. */
async function workOff(sizes: readonly number[]): Promise<{ readonly turns: string[][]; readonly pendingCount: number }> {
  const clock = new ManualClock();
  const turns = new LoopTurns(clock, PER_TURN);
  const done: string[][] = [[]];
  const works = sizes.map(async (size, name) => {
    for (let left = size; left > 0;) {
      const granted = await turns.take(left);
      done.at(-1)?.push(...Array.from({ length: granted }, () => String(name)));
      left -= granted;
    }
  });
  for (let turn = 0; turn < sizes.length * 5 + 2; turn += 1) {
    for (let step = 0; step < 10; step += 1) await Promise.resolve();
    done.push([]);
    await clock.turn();
  }
  await Promise.all(works);
  return { turns: done.filter((units) => units.length > 0), pendingCount: clock.pendingCount };
}

test('one piece of work has every turn for itself', async () => {
  const { turns } = await workOff([25]);
  expect(turns.map((units) => units.length)).toEqual([10, 10, 5]);
});

test('small pieces share a turn; a large one waits for its next slice behind those that came meanwhile', async () => {
  const { turns } = await workOff([12, 3, 4, 9]);
  expect(turns.map((units) => [...new Set(units)])).toEqual([['0'], ['1', '2', '3'], ['0', '3']]);
});

test('whatever is asked for, no turn has more than its share, everything is done in as few turns as that takes, and no timer stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 35 }), { maxLength: 8 }), async (sizes) => {
      const { turns, pendingCount } = await workOff(sizes);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(turns.flat().length).toBe(total);
      expect(turns.slice(0, -1).every((units) => units.length === PER_TURN)).toBe(true);
      expect([turns.length, pendingCount]).toEqual([Math.ceil(total / PER_TURN), 0]);
    }),
  );
});

import { ManualClock } from '../testing/manual-clock.ts';
import { BODY_BYTES_PER_TURN, createBodyGate } from './body-turns.ts';
import { MAX_BODY_BYTES } from './json-body.ts';

/** How many of the bodies had been let in after each turn. */
async function countLetIn(lengths: readonly (number | undefined)[], turns: number): Promise<number[]> {
  const clock = new ManualClock();
  const letIn = createBodyGate(clock);
  let count = 0;
  for (const length of lengths) void letIn(length === undefined ? undefined : String(length)).then(() => (count += 1));
  const counts: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    counts.push(count);
    await clock.turn();
  }
  return counts;
}

test('bodies are let in at once while they are few, and else so many bytes a turn', async () => {
  const half = BODY_BYTES_PER_TURN / 2;
  expect(await countLetIn([half, half, half, half, half], 3)).toEqual([2, 4, 5]);
});

test('a long body takes as many turns as it has shares, and a short one does not wait for all of them', async () => {
  expect(await countLetIn([3 * BODY_BYTES_PER_TURN, 1], 4)).toEqual([0, 1, 1, 2]);
});

test.each([0, 1, undefined, Number.NaN, -5])('a length of %p counts as a small body', async (length) => {
  const perTurn = BODY_BYTES_PER_TURN / (8 * 1024);
  expect(
    await countLetIn(
      Array.from({ length: perTurn + 1 }, () => length),
      2,
    ),
  ).toEqual([perTurn, perTurn + 1]);
});

test('whoever claims more than a body may have waits no longer than for the longest', async () => {
  const turns = MAX_BODY_BYTES / BODY_BYTES_PER_TURN;
  const counts = await countLetIn([Number.MAX_SAFE_INTEGER], turns);
  expect(counts.at(-2)).toBe(0);
  expect(counts.at(-1)).toBe(1);
});

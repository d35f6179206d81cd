import { LoopTurns } from '../core/loop-turns.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { VisibleLists } from './visible-lists.ts';

const PER_TURN = 10;

function listOf(count: number, name: string): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${String(index)}`);
}

function setUp() {
  const clock = new ManualClock();
  const shown: string[] = [];
  const worked = { count: 0 };
  const lists = new VisibleLists({
    turns: new LoopTurns(clock, PER_TURN),
    canonicalId: (id) => {
      if (id === 'broken') throw new Error('broken');
      worked.count += 1;
      return id.toLowerCase();
    },
    show: (connectionId, visible) =>
      shown.push(`${connectionId}: ${[...visible].at(-1) ?? 'nothing'} of ${String(visible.size)}`),
  });
  return { clock, shown, worked, lists };
}

test('a list is shown whole, in the form of keys, once it is worked off', async () => {
  const { clock, shown, lists } = setUp();
  const whole = lists.take('c', listOf(25, 'A'));
  for (const turns of [1, 2]) {
    await clock.turn();
    expect({ turns, shown }).toEqual({ turns, shown: turns === 2 ? ['c: a24 of 25'] : [] });
  }
  await whole;
  await lists.take('c', []);
  expect(shown.at(-1)).toBe('c: nothing of 0');
});

test('what a connection says later takes the place of what is not worked off, and other connections are shown theirs', async () => {
  const { clock, shown, lists } = setUp();
  const [first, ...others] = [25, 1000, 12, 3].map((count) => lists.take('c', listOf(count, `${String(count)}-`)));
  const other = lists.take('d', listOf(2, 'x'));
  await Promise.all(others);
  for (let turn = 0; turn < 4; turn += 1) await clock.turn();
  await Promise.all([first, other]);
  expect(shown).toEqual(['d: x1 of 2', 'c: 3-2 of 3']);
  expect(clock.pendingCount).toBe(0);
});

test('nothing more is shown of a connection that is gone, nor worked off', async () => {
  const { clock, shown, worked, lists } = setUp();
  const gone = lists.take('c', listOf(25, 'a'));
  void lists.take('c', listOf(1, 'b'));
  lists.forget('c');
  for (let turn = 0; turn < 4; turn += 1) await clock.turn();
  await gone;
  expect({ shown, ...worked }).toEqual({ shown: [], count: PER_TURN });
});

test('a list that fails is told, and the next one is shown', async () => {
  const { shown, lists } = setUp();
  await expect(lists.take('c', ['broken'])).rejects.toThrow('broken');
  await lists.take('c', ['a']);
  expect(shown).toEqual(['c: a of 1']);
});

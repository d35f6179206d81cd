import { ManualClock } from '../testing/manual-clock.ts';
import { TurnQueue } from './turn-queue.ts';

function setUp(perSecond: number) {
  const clock = new ManualClock();
  const given: string[] = [];
  const queue = new TurnQueue<string>({
    clock,
    perSecond,
    onTurn: (one) => void given.push(`${one} ${String(clock.monotonicMs())}`),
  });
  return { clock, given, queue };
}

describe('a queue', () => {
  it('gives turns in order: a burst of one second’s worth, then one at a time', () => {
    const { clock, given, queue } = setUp(2);
    for (const one of ['a', 'b', 'c', 'd']) queue.enqueue(one);
    expect(given).toEqual([]);
    clock.advance(1000);
    expect(given).toEqual(['a 0', 'b 0', 'c 500', 'd 1000']);
    expect(clock.pendingCount).toBe(0);
  });

  it('gives one turn to whoever comes twice, and none to whoever has left', () => {
    const { clock, given, queue } = setUp(1);
    for (const one of ['a', 'b', 'a', 'c']) queue.enqueue(one);
    queue.leave('b');
    expect([queue.has('a'), queue.has('b')]).toEqual([true, false]);
    clock.advance(5000);
    expect(given).toEqual(['a 0', 'c 1000']);
    queue.enqueue('a');
    clock.tick();
    expect(given.at(-1)).toBe('a 5000');
  });

  it('can be hurried, and cleared', () => {
    const { clock, given, queue } = setUp(1);
    for (const one of ['a', 'b', 'c']) queue.enqueue(one);
    queue.hurry();
    expect(given).toEqual(['a 0', 'b 0', 'c 0']);
    queue.enqueue('d');
    queue.clear();
    clock.advance(5000);
    expect([given.length, clock.pendingCount]).toEqual([3, 0]);
  });
});

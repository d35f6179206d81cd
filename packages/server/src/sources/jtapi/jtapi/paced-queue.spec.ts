import { ManualClock } from '../../../testing/manual-clock.ts';
import { PacedQueue } from './paced-queue.ts';

describe('PacedQueue', () => {
  let clock: ManualClock;
  let turns: string[];
  let queue: PacedQueue;

  beforeEach(() => {
    clock = new ManualClock();
    turns = [];
    queue = new PacedQueue({ clock, perSecond: 2, onTurn: (name) => turns.push(name) });
  });

  const addAll = (...names: readonly string[]): void => names.forEach((name) => queue.add(name));

  it('lets a burst of one second through, then keeps the pace, in order', () => {
    addAll('a', 'b', 'c', 'd');
    expect(turns).toEqual(['a', 'b']);
    clock.advance(499);
    expect(turns).toEqual(['a', 'b']);
    clock.advance(1);
    expect(turns).toEqual(['a', 'b', 'c']);
    clock.advance(500);
    expect(turns).toEqual(['a', 'b', 'c', 'd']);
    expect(clock.pendingCount).toBe(0);
  });

  it('gives one turn to what is added twice before it', () => {
    addAll('a', 'b', 'c', 'c');
    clock.advance(2000);
    expect(turns).toEqual(['a', 'b', 'c']);
  });

  it('costs nothing for what is taken out before its turn', () => {
    addAll('a', 'b', 'c', 'd');
    queue.remove('c');
    clock.advance(500);
    expect(turns).toEqual(['a', 'b', 'd']);
  });

  it('forgets everything when it is cleared, and goes on with what comes then', () => {
    addAll('a', 'b', 'c');
    queue.clear();
    expect(clock.pendingCount).toBe(0);
    clock.advance(1000);
    queue.add('d');
    expect(turns).toEqual(['a', 'b', 'd']);
  });
});

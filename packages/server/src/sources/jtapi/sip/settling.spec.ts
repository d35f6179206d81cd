import { ManualClock } from '../../../testing/manual-clock.ts';
import { Settling } from './settling.ts';

function setUp(...silent: readonly string[]) {
  const clock = new ManualClock();
  const told: string[][] = [];
  const settling = new Settling(silent, { clock, mostMs: 5000, onSettled: (rest) => void told.push([...rest]) });
  return { clock, told, settling };
}

describe('settling', () => {
  it('is over when all have spoken', () => {
    const { clock, told, settling } = setUp('a', 'b');
    settling.heard('a');
    settling.heard('a');
    settling.heard('c');
    expect(told).toEqual([]);
    settling.heard('b');
    expect(told).toEqual([[]]);
    clock.advance(10_000);
    expect(told).toEqual([[]]);
  });

  it('is over in the end, without those who have not', () => {
    const { clock, told, settling } = setUp('a', 'b');
    settling.heard('a');
    clock.advance(4999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([['b']]);
    settling.heard('b');
    expect(told).toEqual([['b']]);
  });

  it('is over at the end of the tick where there is nobody', () => {
    const { clock, told } = setUp();
    expect(told).toEqual([]);
    clock.tick();
    expect(told).toEqual([[]]);
  });

  it('can be given up', () => {
    const { clock, told, settling } = setUp('a');
    settling.stop();
    settling.heard('a');
    clock.advance(10_000);
    expect(told).toEqual([]);
  });
});

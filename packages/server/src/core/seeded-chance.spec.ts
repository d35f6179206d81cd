import * as fc from 'fast-check';
import { createSeededChance, pickOne } from './seeded-chance.ts';

function draw(seed: number, count: number): number[] {
  const chance = createSeededChance(seed);
  return Array.from({ length: count }, () => chance.next());
}

describe('seeded chance', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(draw(1, 50)).toEqual(draw(1, 50));
    expect(draw(1, 50)).not.toEqual(draw(2, 50));
  });

  it('keeps its numbers for ever, because seeds are written down', () => {
    expect(draw(1, 3).map((value) => Math.floor(value * 1_000_000))).toEqual([627073, 2735, 527447]);
  });

  it('stays in [0, 1) for any seed', () => {
    fc.assert(fc.property(fc.integer(), (seed) => draw(seed, 20).every((value) => value >= 0 && value < 1)));
  });

  it('is spread evenly', () => {
    const buckets = new Array<number>(10).fill(0);
    for (const value of draw(7, 10_000)) buckets[Math.floor(value * 10)] = (buckets[Math.floor(value * 10)] ?? 0) + 1;
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('picks from what there is', () => {
    const chance = createSeededChance(3);
    expect(new Set(Array.from({ length: 100 }, () => pickOne(['a', 'b', 'c'], chance)))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => pickOne([], chance)).toThrow(RangeError);
  });
});

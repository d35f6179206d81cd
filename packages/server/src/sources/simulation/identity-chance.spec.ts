import fc from 'fast-check';
import { chanceOf } from './identity-chance.ts';

describe('the chance of an identifier', () => {
  it('is the same however often it is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer(), (identifier, seed, stretch) => {
        expect(chanceOf(identifier, seed, stretch).next()).toBe(chanceOf(identifier, seed, stretch).next());
      }),
    );
  });

  it('differs between identifiers, seeds and stretches, and is even over many', () => {
    const draws = Array.from({ length: 2000 }, (_, number) => chanceOf(`user${String(number)}@example.org`, 1).next());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(new Set(draws).size).toBeGreaterThan(1990);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(chanceOf('a', 1).next()).not.toBe(chanceOf('a', 2).next());
    expect(chanceOf('a', 1, 1).next()).not.toBe(chanceOf('a', 1, 2).next());
    expect(chanceOf('a', 1, -1).next()).not.toBe(chanceOf('a', 1, 1).next());
  });
});

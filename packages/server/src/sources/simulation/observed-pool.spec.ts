import fc from 'fast-check';
import { createSeededChance } from '../../core/seeded-chance.ts';
import { ObservedPool } from './observed-pool.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), name, isPickable: fc.boolean() }),
  fc.record({ kind: fc.constant('delete' as const), name }),
);

describe('the pool of the observed', () => {
  it('holds exactly the members and picks exactly the pickable, whatever was done before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pool = new ObservedPool();
        const expected = new Map<string, boolean>();
        for (const one of steps) {
          if (one.kind === 'set') {
            pool.set(one.name, one.isPickable);
            expected.set(one.name, one.isPickable);
          } else {
            expect(pool.delete(one.name)).toBe(expected.delete(one.name));
          }
        }
        const pickable = [...expected].filter(([, isPickable]) => isPickable).map(([member]) => member);
        expect(pool.size).toBe(expected.size);
        expect(pool.pickableCount).toBe(pickable.length);
        const places = Array.from({ length: pool.pickableCount }, (_, place) => pool.findAt(place));
        expect(places.toSorted()).toEqual(pickable.toSorted());
        for (const member of expected.keys()) expect(pool.has(member)).toBe(true);
      }),
    );
  });

  it('picks each as often as the other', () => {
    const pool = new ObservedPool();
    for (const member of ['a', 'b', 'c', 'd']) pool.set(member);
    pool.set('never', false);
    const counts = new Map<string | undefined, number>();
    const chance = createSeededChance(7);
    for (let round = 0; round < 4000; round += 1) {
      const picked = pool.findAny(chance);
      counts.set(picked, (counts.get(picked) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(Math.min(...counts.values())).toBeGreaterThan(900);
  });

  it('picks nobody when there is nobody', () => {
    const pool = new ObservedPool();
    expect(pool.findAny(createSeededChance(1))).toBeUndefined();
    pool.set('a', false);
    expect(pool.findAny(createSeededChance(1))).toBeUndefined();
  });

  it('misses nobody on a walk from the last place to the first, though members go meanwhile', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 10 }), (removals) => {
        const pool = new ObservedPool();
        const members = Array.from({ length: 20 }, (_, number) => `m${String(number)}`);
        for (const member of members) pool.set(member);
        const seen = new Set<string>();
        for (let place = pool.pickableCount - 1; place >= 0; place -= 1) {
          for (const [when, which] of removals) if (when === place) pool.delete(`m${String(which)}`);
          const member = pool.findAt(place);
          if (member !== undefined) seen.add(member);
        }
        for (const member of members) if (pool.has(member)) expect(seen.has(member)).toBe(true);
      }),
    );
  });
});

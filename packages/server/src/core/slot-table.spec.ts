import fc from 'fast-check';
import { NONE } from './lease-order.ts';
import { SlotTable } from './slot-table.ts';

const SLOTS = 400;

/** Keys that lie together, keys that lie anywhere, and such as a hash of their lower or higher bits would put in one place. */
const anyKeys = fc.oneof(
  fc.constant(Int32Array.from({ length: SLOTS }, (_, slot) => slot)),
  fc.constant(Int32Array.from({ length: SLOTS }, (_, slot) => slot * 1024)),
  fc.constant(Int32Array.from({ length: SLOTS }, (_, slot) => Math.imul(slot, 0x144c_bc89) >>> 1)),
  fc.uniqueArray(fc.nat(0x7fff_ffff), { minLength: SLOTS, maxLength: SLOTS }).map((keys) => Int32Array.from(keys)),
);

test('finds what a Map would find, whatever was taken in and out', () => {
  const anySteps = fc.array(fc.tuple(fc.nat(SLOTS - 1), fc.boolean()), { maxLength: 1200 });
  fc.assert(
    fc.property(anyKeys, anySteps, (keys, steps) => {
      const table = new SlotTable();
      const truth = new Map<number, number>();
      const keyOf = (slot: number): number => keys[slot] ?? 0;
      for (const [slot, isAdded] of steps) {
        if (isAdded === truth.has(keyOf(slot))) continue;
        if (isAdded) {
          table.add(slot, keys);
          truth.set(keyOf(slot), slot);
        } else {
          table.delete(slot, keys);
          truth.delete(keyOf(slot));
        }
      }
      expect(table.size).toBe(truth.size);
      expect(table.all().sort((one, other) => one - other)).toEqual([...truth.values()].sort((one, other) => one - other));
      for (let slot = 0; slot < SLOTS; slot += 1) expect(table.find(keyOf(slot), keys)).toBe(truth.get(keyOf(slot)) ?? NONE);
    }),
  );
});

test('takes many in and all of them out again', () => {
  const keys = Int32Array.from({ length: 20_000 }, (_, slot) => slot * 7);
  const table = new SlotTable();
  for (const slot of keys.keys()) table.add(slot, keys);
  for (const slot of keys.keys()) if (slot % 100 !== 0) table.delete(slot, keys);
  expect(table.all().sort((one, other) => one - other)).toEqual(Array.from({ length: 200 }, (_, index) => index * 100));
  for (let slot = 0; slot < 20_000; slot += 100) table.delete(slot, keys);
  expect([table.size, table.all(), table.find(700, keys)]).toEqual([0, [], NONE]);
});

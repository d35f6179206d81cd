import fc from 'fast-check';
import { NONE } from './columns.ts';
import { SlotTable } from './slot-table.ts';

const SLOTS = 300;

function ascending(slots: Iterable<number>): number[] {
  return [...slots].sort((one, other) => one - other);
}

function slotsOf(table: SlotTable, key: number): number[] {
  const slots: number[] = [];
  for (let place = table.seek(key); place !== NONE; place = table.seekNext(key, place)) slots.push(table.slotAt(place));
  return ascending(slots);
}

/** The key of each slot: such as follow one another, such as lie anywhere, and such as several slots share. */
const anyKeys = fc.oneof(
  fc.constant((slot: number) => slot),
  fc.constant((slot: number) => slot * 1024),
  fc.constant((slot: number) => -slot),
  fc.constant((slot: number) => slot % 50),
  fc.array(fc.integer(), { minLength: SLOTS, maxLength: SLOTS }).map((keys) => (slot: number) => keys[slot] ?? 0),
);

test('has what was put in and not taken out', () => {
  const anySteps = fc.array(fc.tuple(fc.nat(SLOTS - 1), fc.boolean()), { maxLength: 1200 });
  fc.assert(
    fc.property(anyKeys, anySteps, (keyOf, steps) => {
      const table = new SlotTable();
      const truth = new Set<number>();
      for (const [slot, isAdded] of steps) {
        if (isAdded === truth.has(slot)) continue;
        if (isAdded) table.add(keyOf(slot), slot);
        else table.delete(keyOf(slot), slot);
        if (isAdded) truth.add(slot);
        else truth.delete(slot);
      }
      expect(table.size).toBe(truth.size);
      expect(ascending(table.all())).toEqual(ascending(truth));
      for (let slot = 0; slot < SLOTS; slot += 1) {
        const expected = ascending(truth).filter((one) => keyOf(one) === keyOf(slot));
        expect(slotsOf(table, keyOf(slot))).toEqual(expected);
        expect(expected.length > 0 ? expected : [NONE]).toContain(table.find(keyOf(slot)));
      }
    }),
    { numRuns: 60 },
  );
});

test('takes many in and all of them out again', () => {
  const table = new SlotTable();
  const leastCapacity = table.capacity;
  for (let slot = 0; slot < 20_000; slot += 1) table.add(slot * 7, slot);
  expect(table.capacity).toBeLessThanOrEqual(40_000);
  for (let slot = 0; slot < 20_000; slot += 1) if (slot % 100 !== 0) table.delete(slot * 7, slot);
  expect(ascending(table.all())).toEqual(Array.from({ length: 200 }, (_, index) => index * 100));
  expect(table.capacity).toBeLessThanOrEqual(800);
  for (let slot = 0; slot < 20_000; slot += 100) table.delete(slot * 7, slot);
  expect([table.size, table.all(), table.find(700), table.capacity]).toEqual([0, [], NONE, leastCapacity]);
});

test('what is not there cannot be taken out', () => {
  const table = new SlotTable();
  table.add(1, 10);
  table.delete(1, 11);
  table.delete(2, 10);
  expect([table.size, table.all()]).toEqual([1, [10]]);
});

import fc from 'fast-check';
import { OrderedRows, type Place } from './ordered-rows.ts';

const FULL_ROWS = 8;

function seek(rows: OrderedRows<number>, key: number): Place {
  return rows.seek((leaf, row) => leaf.getKey(row) >= key);
}

function insert(rows: OrderedRows<number>, key: number): void {
  rows.insert(seek(rows, key), key, [key * 2, -key]);
}

function contentsOf(rows: OrderedRows<number>, from: Place): [number, number, number][] {
  return [...rows.from(from)].map(({ key, cell }) => [key, cell(0), cell(1)]);
}

function leafSizesOf(rows: OrderedRows<number>): number[] {
  const sizes = Array.from({ length: rows.seek(() => false).leaf + 1 }, () => 0);
  for (let position = 0; position < rows.size; position += 1) {
    const { leaf } = rows.placeOf(position);
    sizes[leaf] = (sizes[leaf] ?? 0) + 1;
  }
  return rows.size === 0 ? [] : sizes;
}

/** Removes what is there, inserts what is not. */
const toggles = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 300, size: 'max' });

function toggle(keys: readonly number[]): { rows: OrderedRows<number>; model: number[] } {
  const rows = new OrderedRows<number>(2, FULL_ROWS);
  const model = new Set<number>();
  for (const key of keys) {
    const place = seek(rows, key);
    const isThere = rows.findKey(place) === key;
    if (isThere !== model.has(key)) throw new Error(`${String(key)} was not found, or found in vain`);
    if (isThere) rows.remove(place);
    else rows.insert(place, key, [key * 2, -key]);
    if (!model.delete(key)) model.add(key);
  }
  return { rows, model: [...model].sort((one, other) => one - other) };
}

describe('rows in order', () => {
  it('hold what was inserted and not removed, in order, with its numbers', () => {
    fc.assert(
      fc.property(toggles, (keys) => {
        const { rows, model } = toggle(keys);
        expect(rows.size).toBe(model.length);
        expect(contentsOf(rows, rows.placeOf(0))).toEqual(model.map((key) => [key, key * 2, -key]));
      }),
    );
  });

  it('know how many are before a place, and which is the one with a number', () => {
    fc.assert(
      fc.property(toggles, fc.integer({ min: -1, max: 61 }), (keys, sought) => {
        const { rows, model } = toggle(keys);
        const position = model.filter((key) => key < sought).length;
        expect(rows.countBefore(seek(rows, sought))).toBe(position);
        expect(rows.placeOf(position)).toEqual(seek(rows, sought));
        expect(contentsOf(rows, rows.placeOf(position)).map(([key]) => key)).toEqual(model.slice(position));
        expect(rows.findKey(rows.placeOf(model.length))).toBeUndefined();
      }),
    );
  });

  it('take another number for one of a row, and for no other', () => {
    fc.assert(
      fc.property(toggles, fc.nat(60), (keys, key) => {
        const { rows, model } = toggle([...keys, key]);
        if (model.includes(key)) rows.write(seek(rows, key), 1, 1000);
        const numbers = contentsOf(rows, rows.placeOf(0)).map(([, , second]) => second);
        expect(numbers).toEqual(model.map((each) => (each === key ? 1000 : -each)));
      }),
    );
  });

  it.each([
    ['ascending', (number: number) => number, 15],
    ['descending', (number: number) => -number, 30],
  ])('fill their leaves when they come %s', (_order, keyOf, mostLeaves) => {
    const rows = new OrderedRows<number>(2, FULL_ROWS);
    for (let number = 0; number < 100; number += 1) insert(rows, keyOf(number));
    expect(rows.seek(() => false).leaf).toBeLessThan(mostLeaves);
  });

  it.each([
    ['from the first on', (number: number) => number],
    ['from the last on', (number: number) => 99 - number],
    ['all over', (number: number) => (number * 37) % 100],
  ])('shrink again when they leave %s', (_order, keyOf) => {
    const rows = new OrderedRows<number>(2, FULL_ROWS);
    for (let number = 0; number < 100; number += 1) insert(rows, number);
    for (let number = 0; number < 100; number += 1) {
      rows.remove(seek(rows, keyOf(number)));
      const sizes = leafSizesOf(rows);
      const pairs = sizes.slice(1).map((size, index) => size + (sizes[index] ?? 0));
      expect(Math.min(FULL_ROWS, ...sizes)).toBeGreaterThan(0);
      expect(Math.min(FULL_ROWS, ...pairs)).toBeGreaterThan(FULL_ROWS / 2);
    }
    expect(rows.seek(() => true)).toEqual({ leaf: 0, row: 0 });
    expect(rows.size).toBe(0);
  });
});

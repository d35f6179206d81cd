import { firstIndex } from './first-index.ts';
import { RowLeaf } from './row-leaf.ts';

/**
 * A leaf with so many rows is split. Inserting into one moves half of them, which takes about a microsecond; a million rows make some three
 * thousand leaves, whose sizes are added up in a few.
 */
const FULL_ROWS = 512;

/** Where a row is, or would be inserted. Good until the next insertion or removal. */
export interface Place {
  readonly leaf: number;
  readonly row: number;
}

/** One row; good until the next insertion or removal. */
interface Row<K> {
  readonly key: K;
  /** One of its numbers. */
  readonly cell: (column: number) => number;
}

/**
 * Rows in order, each a key and some numbers. A list of short leaves instead of one long array: insertion, removal, search, and the number of
 * rows before a place cost a few microseconds among a million rows, and never more, because nothing is ever copied as a whole. Numbers instead of
 * objects: the garbage collector has nothing to look at but keys.
 *
 * The order is the caller's: all searches must go by the same one, and insertions by what they find.
 *
 * @typeParam K what rows are known by
 */
export class OrderedRows<K> {
  /** At least one; none is empty unless it is the only one. */
  readonly #leaves: RowLeaf<K>[];
  readonly #fullRows: number;
  #size = 0;

  /**
   * @param width how many numbers a row has
   * @param fullRows rows of a leaf that is split
   */
  constructor(width: number, fullRows = FULL_ROWS) {
    this.#leaves = [new RowLeaf(width)];
    this.#fullRows = fullRows;
  }

  get size(): number {
    return this.#size;
  }

  /** Where the first row is for which the condition holds, else the end. It must hold for all rows behind one for which it does. */
  seek(isReached: (leaf: RowLeaf<K>, row: number) => boolean): Place {
    const leaves = this.#leaves;
    const index = firstIndex(1, leaves.length, (at) => isReached(this.#leafAt(at), 0)) - 1;
    const leaf = this.#leafAt(index);
    const row = firstIndex(0, leaf.size, (at) => isReached(leaf, at));
    return row === leaf.size && index + 1 < leaves.length ? { leaf: index + 1, row: 0 } : { leaf: index, row };
  }

  /** Key of the row there; undefined at the end. */
  findKey({ leaf, row }: Place): K | undefined {
    return this.#leafAt(leaf).findKey(row);
  }

  /** One number of the row there. */
  cell({ leaf, row }: Place, column: number): number {
    return this.#leafAt(leaf).cell(row, column);
  }

  /** Changes one number of a row; not one that the order depends on. */
  write({ leaf, row }: Place, column: number, value: number): void {
    this.#leafAt(leaf).write(row, column, value);
  }

  /** Puts a row in at that place. @param cells as many numbers as a row has */
  insert({ leaf: index, row }: Place, key: K, cells: readonly number[]): void {
    const leaf = this.#leafAt(index);
    leaf.insert(row, key, cells);
    this.#size += 1;
    if (leaf.size < this.#fullRows) return;
    // Rows that come in order fill leaf after leaf instead of leaving each half full.
    const isAtEnd = index === this.#leaves.length - 1 && row === leaf.size - 1;
    this.#leaves.splice(index + 1, 0, leaf.splitOff(isAtEnd ? row : leaf.size >>> 1));
  }

  /** Takes the row out. */
  remove({ leaf, row }: Place): void {
    this.#leafAt(leaf).remove(row);
    this.#size -= 1;
    this.#joinWithNext(leaf);
    if (leaf > 0) this.#joinWithNext(leaf - 1);
  }

  /** How many rows are before that place. */
  countBefore({ leaf, row }: Place): number {
    let count = row;
    for (let index = 0; index < leaf; index += 1) count += this.#leafAt(index).size;
    return count;
  }

  /** Where the row with that number is, counted from 0; the end when there are not so many. */
  placeOf(number: number): Place {
    let row = number;
    let index = 0;
    let leaf = this.#leafAt(0);
    while (row >= leaf.size && index + 1 < this.#leaves.length) {
      row -= leaf.size;
      index += 1;
      leaf = this.#leafAt(index);
    }
    return { leaf: index, row: Math.min(row, leaf.size) };
  }

  /** The rows from that place on, in order. */
  *from({ leaf: firstLeaf, row: firstRow }: Place): Generator<Row<K>> {
    for (let index = firstLeaf; index < this.#leaves.length; index += 1) {
      const leaf = this.#leafAt(index);
      for (let row = index === firstLeaf ? firstRow : 0; row < leaf.size; row += 1) {
        yield { key: leaf.getKey(row), cell: (column) => leaf.cell(row, column) };
      }
    }
  }

  #leafAt(index: number): RowLeaf<K> {
    const leaf = this.#leaves[index];
    if (leaf === undefined) throw new RangeError(`There is no leaf ${index}`);
    return leaf;
  }

  /** Two leaves that are half of a full one together become one: so few that joining and splitting do not undo each other. */
  #joinWithNext(index: number): void {
    const leaf = this.#leafAt(index);
    const next = this.#leaves[index + 1];
    if (next === undefined) return;
    if (leaf.size > 0 && next.size > 0 && leaf.size + next.size > this.#fullRows / 2) return;
    leaf.append(next);
    this.#leaves.splice(index + 1, 1);
  }
}

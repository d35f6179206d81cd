/** Rows a leaf has room for at first: a domain with few users should not cost much. */
const FIRST_ROOM = 8;

/**
 * Consecutive rows: the key of each in an array, the numbers of all in one column, row by row. Inserting and removing move the rows behind, so
 * a leaf has to be short.
 *
 * @typeParam K what rows are known by
 */
export class RowLeaf<K> {
  readonly #keys: K[] = [];
  readonly #width: number;
  #numbers: Float64Array;

  /** @param width how many numbers a row has */
  constructor(width: number) {
    this.#width = width;
    this.#numbers = new Float64Array(FIRST_ROOM * width);
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Undefined behind the last row. */
  findKey(row: number): K | undefined {
    return this.#keys[row];
  }

  /** @throws RangeError when there is no such row */
  getKey(row: number): K {
    const key = this.#keys[row];
    if (key === undefined) throw new RangeError(`There is no row ${row}`);
    return key;
  }

  /** One number of a row. */
  cell(row: number, column: number): number {
    return this.#numbers[row * this.#width + column] ?? Number.NaN;
  }

  write(row: number, column: number, value: number): void {
    this.#numbers[row * this.#width + column] = value;
  }

  insert(row: number, key: K, cells: readonly number[]): void {
    this.#reserve(this.size + 1);
    const start = row * this.#width;
    this.#numbers.copyWithin(start + this.#width, start, this.size * this.#width);
    this.#numbers.set(cells, start);
    this.#keys.splice(row, 0, key);
  }

  remove(row: number): void {
    const start = row * this.#width;
    this.#numbers.copyWithin(start, start + this.#width, this.size * this.#width);
    this.#keys.splice(row, 1);
  }

  /** Takes the rows from that one on out, into a leaf of their own. */
  splitOff(row: number): RowLeaf<K> {
    const rest = new RowLeaf<K>(this.#width);
    rest.append(this, row);
    this.#keys.length = row;
    return rest;
  }

  /** Adds the rows of another leaf behind its own, from one of them on. */
  append(other: RowLeaf<K>, fromRow = 0): void {
    const end = this.size * this.#width;
    this.#reserve(this.size + other.size - fromRow);
    this.#numbers.set(other.#numbers.subarray(fromRow * this.#width, other.size * this.#width), end);
    this.#keys.push(...other.#keys.slice(fromRow));
  }

  #reserve(rows: number): void {
    const needed = rows * this.#width;
    if (needed <= this.#numbers.length) return;
    const numbers = new Float64Array(Math.max(needed, 2 * this.#numbers.length));
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}

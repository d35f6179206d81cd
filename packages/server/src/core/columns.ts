/** No slot. */
export const NONE = -1;

/** Next size of a set of columns that has to hold the slot: growing by half keeps both copying and slack bounded. */
export function grownSize(size: number, slot: number): number {
  return Math.max(slot + 1, size + (size >> 1));
}

/** Copies a column into a larger one. */
export function grown<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

import { decodeProblem } from '../problem.ts';

/** Which parameter, and how long it may be. */
export interface TextRule {
  readonly path: string;
  readonly min: number;
  readonly max: number;
}

/** Reads a text. Given twice, a parameter comes as a list, and is refused like a missing one. */
export function readText(value: unknown, { path, min, max }: TextRule): string {
  if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
  throw decodeProblem({ path, expected: `one text of ${String(min)} to ${String(max)} characters` });
}

/** Reads `limit`: how many entries a page may have, from 1 to `max`. */
export function readLimit(value: unknown, { usual, max }: { readonly usual: number; readonly max: number }): number {
  if (value === undefined) return usual;
  const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= max) return limit;
  throw decodeProblem({ path: 'limit', expected: `a whole number from 1 to ${String(max)}` });
}

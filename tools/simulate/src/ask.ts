import { parseArgs } from 'node:util';

/** What a run of the simulation is asked for. */
export type Wish =
  | { readonly what: 'REPLAY'; readonly seed: number }
  | { readonly what: 'DAY' }
  | { readonly what: 'WORLDS'; readonly from: number; readonly worlds: number; readonly seconds: number };

/** Unless asked otherwise: a minute's worth. */
const DEFAULT_SECONDS = 60;

/**
 * Reads the command line.
 *
 * @throws TypeError when an option is unknown or not a whole number from 1 up; the message says which
 */
export function readWish(args: readonly string[]): Wish {
  const text = { type: 'string' } as const;
  const options = { seed: text, from: text, worlds: text, seconds: text, day: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const numbers = { seed: values.seed, from: values.from, worlds: values.worlds, seconds: values.seconds };
  const given = new Map(
    Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, toNumber(name, value)]])),
  );
  const seed = given.get('seed');
  if (seed !== undefined) return { what: 'REPLAY', seed };
  if (values.day === true) return { what: 'DAY' };
  const worlds = given.get('worlds') ?? Number.POSITIVE_INFINITY;
  const isBounded = Number.isFinite(worlds);
  const seconds = given.get('seconds') ?? (isBounded ? Number.POSITIVE_INFINITY : DEFAULT_SECONDS);
  return { what: 'WORLDS', from: given.get('from') ?? 1, worlds, seconds };
}

function toNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new TypeError(`--${name} has to be a whole number from 1 up, not ${value}`);
  return number;
}

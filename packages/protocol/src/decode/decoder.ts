/** What came in was not what was expected; `path` says where, in the manner of `items[3].id` (empty at the root). */
export interface DecodeFailure {
  readonly ok: false;
  readonly path: string;
  /** What would have been right, as the end of "expected ...". */
  readonly expected: string;
}

/** A decoded value. */
export interface DecodeSuccess<T> {
  readonly ok: true;
  readonly value: T;
}

/** Unknown input, decoded: a value of the type or a failure that can be shown to whoever sent it. */
export type Decoded<T> = DecodeSuccess<T> | DecodeFailure;

/** Turns unknown input into a value. Never throws; unknown fields are left out of the result. */
export type Decoder<T> = (input: unknown) => Decoded<T>;

/** Makes the successful result of a decoder. */
export function success<T>(value: T): DecodeSuccess<T> {
  return { ok: true, value };
}

/** Makes the failed result of a decoder. */
export function failure(expected: string, path = ''): DecodeFailure {
  return { ok: false, path, expected };
}

/** A decoder of whatever passes a test. */
export function matching<T>(test: (input: unknown) => input is T, expected: string): Decoder<T> {
  return (input) => (test(input) ? success(input) : failure(expected));
}

/** Text of at most so many UTF-16 code units. */
export function text(maxLength: number, minLength = 0): Decoder<string> {
  return matching(
    (input): input is string => typeof input === 'string' && input.length <= maxLength && input.length >= minLength,
    `a string of ${String(minLength)} to ${String(maxLength)} characters`,
  );
}

/** A whole number between two bounds, both included. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Decoder<number> {
  return matching(
    (input): input is number => Number.isSafeInteger(input) && (input as number) >= min && (input as number) <= max,
    `a whole number from ${String(min)} to ${String(max)}`,
  );
}

/** One of a closed list of words. */
export function oneOf<const T extends string>(words: readonly T[]): Decoder<T> {
  return matching((input): input is T => (words as readonly unknown[]).includes(input), `one of ${words.join(', ')}`);
}

/** True or false. */
export const boolean: Decoder<boolean> = matching((input): input is boolean => typeof input === 'boolean', 'true or false');

/** Literally `true`: the protocol leaves false flags out. */
export const flag: Decoder<true> = matching((input): input is true => input === true, 'true, or no such field');

/** The value, or null. */
export function nullable<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (input) => (input === null ? success(null) : decoder(input));
}

/** A list; the first wrong element fails it. */
export function list<T>(element: Decoder<T>, maxLength: number): Decoder<T[]> {
  return (input) => {
    if (!Array.isArray(input)) return failure('a list');
    if (input.length > maxLength) return failure(`a list of at most ${String(maxLength)}`);
    const values: T[] = [];
    for (let index = 0; index < input.length; index += 1) {
      const decoded = element(input[index]);
      if (!decoded.ok) return failure(decoded.expected, `[${String(index)}]${joint(decoded.path)}${decoded.path}`);
      values.push(decoded.value);
    }
    return success(values);
  };
}

/** A list of words of which only those of a closed list are taken: a newer server may know more. */
export function knownOf<const T extends string>(words: readonly T[]): Decoder<T[]> {
  return (input) => {
    if (!Array.isArray(input)) return failure('a list');
    return success(words.filter((word) => (input as readonly unknown[]).includes(word)));
  };
}

/** Decoders by the name of the field they read. */
type Fields = Readonly<Record<string, Decoder<unknown>>>;

/** What a set of field decoders yields together. */
type Values<F> = { [K in keyof F]: F[K] extends Decoder<infer T> ? T : never };

/** Decoders of an object's fields; those of `optional` may be absent (undefined). */
export interface Shape<R, O> {
  readonly required: R;
  readonly optional: O;
}

/** An object with known fields; others are ignored, as the protocol grows by new fields. */
export function object<R extends Fields, O extends Fields>({
  required,
  optional,
}: Shape<R, O>): Decoder<Values<R> & Partial<Values<O>>> {
  const requiredFields = Object.entries(required);
  const optionalFields = Object.entries(optional);
  return (input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return failure('an object');
    const value: Record<string, unknown> = {};
    const decodeField = (name: string, decoder: Decoder<unknown>): DecodeFailure | undefined => {
      const decoded = decoder(Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : undefined);
      if (!decoded.ok) return failure(decoded.expected, `${name}${joint(decoded.path)}${decoded.path}`);
      value[name] = decoded.value;
      return undefined;
    };
    for (const [name, decoder] of requiredFields) {
      const failed = decodeField(name, decoder);
      if (failed) return failed;
    }
    for (const [name, decoder] of optionalFields) {
      if (!Object.hasOwn(input, name) || (input as Record<string, unknown>)[name] === undefined) continue;
      const failed = decodeField(name, decoder);
      if (failed) return failed;
    }
    return success(value as Values<R> & Partial<Values<O>>);
  };
}

/** A dictionary with free keys; keys that would reach an object's prototype are refused. */
export function dictionary<T>(element: Decoder<T>, maxEntries: number): Decoder<Record<string, T>> {
  return (input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return failure('an object');
    const entries = Object.entries(input);
    if (entries.length > maxEntries) return failure(`at most ${String(maxEntries)} fields`);
    const value: Record<string, T> = {};
    for (const [key, raw] of entries) {
      if (key === '__proto__') return failure('another name for a field', key);
      const decoded = element(raw);
      if (!decoded.ok) return failure(decoded.expected, `${key}${joint(decoded.path)}${decoded.path}`);
      value[key] = decoded.value;
    }
    return success(value);
  };
}

function joint(innerPath: string): string {
  return innerPath === '' || innerPath.startsWith('[') ? '' : '.';
}

import type { TSchema } from '@sinclair/typebox';

/** A JSON Schema as far as the configuration uses it. `expected` is the schema author's own wording. */
interface DescribedSchema {
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly anyOf?: readonly TSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly expected?: string;
}

/** What a schema accepts, in words: the end of "expected ...". */
export function describeExpected(schema: TSchema): string {
  const described: DescribedSchema = schema as unknown as DescribedSchema;
  const { expected, anyOf, type, const: literal } = described;
  if (expected !== undefined) return expected;
  if (literal !== undefined) return String(literal);
  if (anyOf !== undefined) return describeChoices(anyOf);
  switch (type) {
    case 'integer':
      return `a whole number${describeRange(described)}`;
    case 'number':
      return `a number${describeRange(described)}`;
    case 'string':
      return describeString(described);
    case 'boolean':
      return 'true or false';
    case 'array':
      return described.minItems === undefined ? 'a list' : 'a list that is not empty';
    default:
      return 'a section (lines of "key: value")';
  }
}

/** Bounds of a number as ` from 1 to 9`; empty without any. */
function describeRange({ minimum, maximum }: DescribedSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${String(minimum)} to ${String(maximum)}`;
  if (minimum !== undefined) return ` of at least ${String(minimum)}`;
  return maximum === undefined ? '' : ` of at most ${String(maximum)}`;
}

function describeString({ pattern, minLength, maxLength }: DescribedSchema): string {
  if (pattern !== undefined) return `text that matches ${pattern}`;
  if (maxLength !== undefined) return `text of ${String(minLength ?? 0)} to ${String(maxLength)} characters`;
  return minLength === undefined ? 'text' : 'text that is not empty';
}

function describeChoices(choices: readonly TSchema[]): string {
  const words = [...new Set(choices.map(describeExpected))];
  const isWords = choices.every((choice) => (choice as unknown as DescribedSchema).const !== undefined);
  return isWords ? `one of ${words.join(', ')}` : words.join(', or ');
}

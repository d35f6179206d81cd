import type { TObject, TSchema } from '@sinclair/typebox';
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value';
import { findClosestName } from './closest-name.ts';
import { isObjectSchema } from './connector-schemas.ts';
import { childPath, describeFound, type ConfigMistake } from './config-mistake.ts';
import { describeExpected } from './describe-expected.ts';
import { isSection, type RawSection } from './raw-config.ts';

/** Where a section stands, and what is known of its values. */
export interface SectionPlace {
  readonly path: string;
  readonly fromEnvironment: ReadonlyMap<string, string>;
  /** Mistakes are added here. */
  readonly mistakes: ConfigMistake[];
}

/**
 * Checks one section: unknown keys, wrong types, bounds. Defaults are filled in. The result is only to be relied on while there are
 * no mistakes.
 */
export function checkSection(schema: TObject, value: unknown, place: SectionPlace): RawSection {
  const cleaned = clean(schema, value ?? {}, place);
  if (!isSection(cleaned)) {
    place.mistakes.push({ path: place.path, expected: describeExpected(schema), ...foundPart(place.path, value) });
    return {};
  }
  const filled = Value.Default(schema, cleaned) as RawSection;
  reportErrors(schema, filled, place);
  return filled;
}

/** Leaves out what is empty or unknown (the latter is a mistake) and reads numbers and flags that came from the environment. */
function clean(schema: TSchema, value: unknown, place: SectionPlace): unknown {
  if (isObjectSchema(schema) && isSection(value)) return cleanObject(schema, value, place);
  const { items, patternProperties } = schema as { items?: TSchema; patternProperties?: Record<string, TSchema> };
  if (items !== undefined && Array.isArray(value)) {
    return value.map((element, index) => clean(items, element, { ...place, path: childPath(place.path, index) }));
  }
  const dictionaryValue = Object.values(patternProperties ?? {})[0];
  if (dictionaryValue !== undefined && isSection(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, clean(dictionaryValue, inner, { ...place, path: childPath(place.path, key) })]),
    );
  }
  return typeof value === 'string' && place.fromEnvironment.has(place.path) ? readText(schema, value) : value;
}

/** Filling in defaults assigns what is given to the default: a map would become a list by that, or a list a map, and nobody would notice. */
function wouldBeMerged(schema: TSchema, value: unknown): boolean {
  const { default: given } = schema as { default?: unknown };
  const areObjects = typeof given === 'object' && typeof value === 'object' && value !== null;
  return areObjects && Array.isArray(given) !== Array.isArray(value);
}

function cleanObject(schema: TObject, section: RawSection, place: SectionPlace): RawSection {
  const cleaned: RawSection = {};
  for (const [key, inner] of Object.entries(section)) {
    const path = childPath(place.path, key);
    const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (property === undefined) place.mistakes.push(unknownKey(path, key, Object.keys(schema.properties)));
    else if (wouldBeMerged(property, inner)) {
      place.mistakes.push({ path, expected: describeExpected(property), ...foundPart(path, inner) });
    } else if (inner !== null) cleaned[key] = clean(property, inner, { ...place, path });
  }
  return cleaned;
}

/** A key nobody knows, with the one that was probably meant. */
export function unknownKey(path: string, key: string, known: readonly string[]): ConfigMistake {
  const meant = findClosestName(key, known);
  const expected = meant === undefined ? `no such key; known are ${known.join(', ')}` : `no such key; did you mean ${meant}?`;
  return { path, expected };
}

/** The environment has only text: where a number or a flag is wanted, it is read as one if it is one. */
function readText(schema: TSchema, text: string): unknown {
  const { type } = schema as { type?: string };
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumeric = type === 'integer' || type === 'number';
  return isNumeric && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** One mistake a path: the first is the most telling, the rest follow from it. */
function reportErrors(schema: TObject, filled: RawSection, place: SectionPlace): void {
  const seen = new Set<string>();
  for (const error of Value.Errors(schema, filled)) {
    const path = pathOf(error, place.path);
    if (error.type === ValueErrorType.ObjectAdditionalProperties || seen.has(path)) continue;
    seen.add(path);
    const from = place.fromEnvironment.get(path);
    place.mistakes.push({
      path,
      expected: describeExpected(error.schema),
      ...(from === undefined ? foundPart(path, error.value) : { from }),
    });
  }
}

function foundPart(path: string, value: unknown): { found?: string } {
  const found = describeFound(path, value);
  return found === undefined ? {} : { found };
}

/** From a JSON pointer (`/details/0/label`) to the way paths are written here. */
function pathOf(error: ValueError, base: string): string {
  const keys = error.path.split('/').slice(1);
  return keys
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, key) => childPath(path, /^\d+$/.test(key) ? Number(key) : key), base);
}

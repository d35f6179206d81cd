import { PRESENCE_TYPES, type PresenceType } from '@lampfield/protocol';
import type { TObject } from '@sinclair/typebox';
import { checkRelations } from './check-relations.ts';
import { checkSection, unknownKey, type SectionPlace } from './check-section.ts';
import { childPath, describeFound, type ConfigMistake } from './config-mistake.ts';
import { checkRoles } from './check-roles.ts';
import { authSchema, directorySchema, sourceNames, sourceSchema } from './connector-schemas.ts';
import type { Connectors } from './connectors.ts';
import type { LampfieldConfig } from './lampfield-config.ts';
import { isSection, type RawConfig, type RawSection } from './raw-config.ts';
import {
  CLUSTER_SCHEMA,
  LIMITS_SCHEMA,
  LOG_SCHEMA,
  OPS_SCHEMA,
  PERMISSIONS_SCHEMA,
  PRESENCE_SCHEMA,
  PRIVACY_SCHEMA,
  SERVER_SCHEMA,
} from './section-schemas.ts';

/** Sections whose keys do not depend on a `type`. */
export const PLAIN_SECTIONS = {
  server: SERVER_SCHEMA,
  presence: PRESENCE_SCHEMA,
  limits: LIMITS_SCHEMA,
  permissions: PERMISSIONS_SCHEMA,
  privacy: PRIVACY_SCHEMA,
  ops: OPS_SCHEMA,
  log: LOG_SCHEMA,
} as const;

const SECTION_NAMES = [...Object.keys(PLAIN_SECTIONS), 'auth', 'directories', 'sources', 'roles', 'cluster'];

/** What a check found. The configuration is only to be used when there are no mistakes. */
export interface CheckedConfig {
  readonly config: LampfieldConfig;
  readonly mistakes: readonly ConfigMistake[];
  readonly warnings: readonly string[];
}

/** Checks everything and goes on after each mistake, so that all are reported at once, those known before included. */
export function checkConfig(raw: RawConfig, connectors: Connectors, known: readonly ConfigMistake[]): CheckedConfig {
  const mistakes: ConfigMistake[] = [...known];
  const { sections } = raw;
  for (const key of Object.keys(sections)) {
    if (!SECTION_NAMES.includes(key)) mistakes.push(unknownKey(key, key, SECTION_NAMES));
  }
  const at = (path: string): SectionPlace => ({ path, fromEnvironment: raw.fromEnvironment, mistakes });
  const draft: RawSection = {
    ...Object.fromEntries(
      Object.entries(PLAIN_SECTIONS).map(([name, schema]) => [name, checkSection(schema, sections[name], at(name))]),
    ),
    auth: checkAuth(sections['auth'] ?? {}, at('auth'), connectors),
    directories: checkDirectories(sections['directories'] ?? [], at('directories'), connectors),
    sources: checkSources(sections['sources'] ?? {}, at('sources'), connectors),
    ...(isPresent(sections['roles']) && { roles: checkRoles(sections['roles'], at('roles')) }),
    ...(isPresent(sections['cluster']) && { cluster: checkSection(CLUSTER_SCHEMA, sections['cluster'], at('cluster')) }),
  };
  const related = checkRelations(draft, mistakes);
  return { config: related.config, mistakes: firstOfEachPath(mistakes), warnings: related.warnings };
}

/** What is wrong at one path is said once: further complaints follow from the first. */
function firstOfEachPath(mistakes: readonly ConfigMistake[]): ConfigMistake[] {
  const seen = new Set<string>();
  return mistakes.filter(({ path }) => {
    const isFirst = !seen.has(path);
    seen.add(path);
    return isFirst;
  });
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function checkAuth(value: unknown, place: SectionPlace, connectors: Connectors): RawSection {
  const withType = isSection(value) ? { ...value, type: value['type'] ?? 'demo' } : value;
  const names = connectors.authMethods.map(({ name }) => name);
  return checkTyped(withType, place, { names, findSchema: (name) => authSchema(name, connectors) });
}

function checkDirectories(value: unknown, place: SectionPlace, connectors: Connectors): RawSection[] {
  if (!Array.isArray(value)) {
    place.mistakes.push({ path: place.path, expected: 'a list' });
    return [];
  }
  const names = connectors.directories.map(({ name }) => name);
  return value.map((entry: unknown, index) =>
    checkTyped(
      entry,
      { ...place, path: childPath(place.path, index) },
      { names, findSchema: (name) => directorySchema(name, connectors) },
    ),
  );
}

function checkSources(value: unknown, place: SectionPlace, connectors: Connectors): RawSection {
  if (!isSection(value)) {
    place.mistakes.push({ path: place.path, expected: `a section with ${PRESENCE_TYPES.join(', ')}` });
    return {};
  }
  const checked: RawSection = {};
  for (const [key, entry] of Object.entries(value)) {
    const path = childPath(place.path, key);
    const presenceType = PRESENCE_TYPES.find((type): type is PresenceType => type === key);
    if (presenceType === undefined) {
      place.mistakes.push(unknownKey(path, key, PRESENCE_TYPES));
      continue;
    }
    const names = sourceNames(presenceType, connectors);
    const findSchema = (name: string): TObject | undefined => sourceSchema(presenceType, name, connectors);
    checked[key] = checkTyped(entry, { ...place, path }, { names, findSchema });
  }
  return checked;
}

/** A section whose `type` says which keys it has. */
interface TypedKinds {
  readonly names: readonly string[];
  readonly findSchema: (name: string) => TObject | undefined;
}

function checkTyped(value: unknown, place: SectionPlace, { names, findSchema }: TypedKinds): RawSection {
  if (!isSection(value)) {
    place.mistakes.push({ path: place.path, expected: 'a section (lines of "key: value") with a type' });
    return {};
  }
  const type = value['type'];
  const schema = typeof type === 'string' ? findSchema(type) : undefined;
  if (schema !== undefined) return checkSection(schema, value, place);
  const path = childPath(place.path, 'type');
  const found = describeFound(path, type);
  const expected = names.length > 0 ? `one of ${names.join(', ')}` : 'no such entry, as nothing serves it yet';
  place.mistakes.push({ path, expected, ...(found !== undefined && { found }) });
  return {};
}

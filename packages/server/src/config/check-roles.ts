import { checkSection, type SectionPlace } from './check-section.ts';
import { childPath } from './config-mistake.ts';
import type { RawSection } from './raw-config.ts';
import { ROLE_SCHEMA } from './role-schema.ts';

/** Checks `roles`, each for itself. */
export function checkRoles(value: unknown, place: SectionPlace): RawSection[] {
  if (!Array.isArray(value)) {
    place.mistakes.push({ path: place.path, expected: 'a list' });
    return [];
  }
  return value.map((entry: unknown, index) => checkSection(ROLE_SCHEMA, entry, { ...place, path: childPath(place.path, index) }));
}

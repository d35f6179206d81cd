import type { Contact } from '@lampfield/protocol';

/** One fixed order for all languages at once: the same on every machine, whatever its locale. */
const BY_NAME = new Intl.Collator('en', { numeric: true });

/** Sorts by display name, then by id, so that the same answer always comes in the same order. */
export function inDisplayOrder(contacts: readonly Contact[]): Contact[] {
  return [...contacts].sort((a, b) => BY_NAME.compare(a.displayName, b.displayName) || (a.id < b.id ? -1 : 1));
}

import { parsePresenceId, presenceId, type Contact, type PresenceItem } from '@lampfield/protocol';

/** A line that is free, unless said otherwise. */
export function anItem(changes: Partial<PresenceItem> = {}): PresenceItem {
  const identifier = changes.identifier ?? '9100';
  const type = changes.type ?? 'JTAPI';
  return {
    id: presenceId(identifier, type),
    identifier,
    type,
    state: 'AVAILABLE',
    since: null,
    version: 1,
    confirmedAt: 1,
    ...changes,
  };
}

/** A free line by its id. */
export function itemOf(id: string, changes: Partial<PresenceItem> = {}): PresenceItem {
  const parsed = parsePresenceId(id);
  if (typeof parsed === 'string') throw new Error(`not an id: ${id}`);
  return anItem({ ...parsed, ...changes });
}

/** A contact with one detail for each id. */
export function aContact(name: string, ids: readonly string[]): Contact {
  const details = ids.map((id, index) => {
    const { identifier, type } = itemOf(id);
    return [`key${String(index)}`, { label: type, value: identifier, presence: { id, identifier, type } }] as const;
  });
  return { id: name, displayName: name, details: Object.fromEntries(details) };
}

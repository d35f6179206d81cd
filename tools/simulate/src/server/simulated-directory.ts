import type { Contact, ParsedPresenceId } from '@lampfield/protocol';
import type { Directory } from '@lampfield/server/testing';

/** The directory of a world: everybody in it is found by every search that names him, or by `everybody`. */
export function simulatedDirectory(contacts: readonly Contact[]): Directory {
  const known = new Map(
    contacts.flatMap(({ displayName, details }) =>
      Object.values(details).flatMap(({ presence }) => (presence === undefined ? [] : [[presence.id, { displayName }] as const])),
    ),
  );
  return {
    id: 'corp',
    name: 'Corporate directory',
    search: (query) => {
      const found = contacts.filter(({ displayName }) => query === EVERYBODY || query.split(' ').includes(displayName));
      return Promise.resolve({ contacts: found, truncated: false });
    },
    findPresentities: (ids: readonly ParsedPresenceId[]) =>
      Promise.resolve(
        new Map(
          ids.flatMap(({ id }) => {
            const found = known.get(id);
            return found === undefined ? [] : [[id, found] as const];
          }),
        ),
      ),
    stop: () => Promise.resolve(),
  };
}

/** The query that finds all. */
export const EVERYBODY = 'everybody';

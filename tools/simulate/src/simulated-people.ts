import { presenceId, type Contact, type ContactDetail, type PresenceType } from '@lampfield/protocol';

/** The types that a world has sources for. */
export const SIMULATED_TYPES = ['JTAPI', 'CUPS'] as const satisfies readonly PresenceType[];

/** Everybody in a world's directory: each with a phone line and a chat address. */
export const PEOPLE: readonly Contact[] = ['anna', 'bela', 'cili'].map((name, index) => ({
  id: name,
  displayName: name,
  details: {
    phone: detailOf('JTAPI', `910${String(index)}`),
    chat: detailOf('CUPS', `${name}@example.org`),
  },
}));

/** Every presentity of a world. */
export const PRESENTITIES = PEOPLE.flatMap(({ details }) => Object.values(details).flatMap(({ presence }) => presence ?? []));

function detailOf(type: PresenceType, identifier: string): ContactDetail {
  return { label: type, value: identifier, presence: { id: presenceId(identifier, type), identifier, type } };
}

import { PRESENCE_TYPES, type Contact, type ContactDetail, type PresenceType } from '@lampfield/protocol';

/** The presence types that at least one of the contacts has, in the fixed order of the protocol: one column of lamps each. */
export function presenceColumns(contacts: readonly Contact[]): readonly PresenceType[] {
  const present = new Set(contacts.flatMap((contact) => detailsOf(contact).map(({ presence }) => presence?.type)));
  return PRESENCE_TYPES.filter((type) => present.has(type));
}

/** What stands below a name: what the directory says beyond presence (department, room), then the numbers of the lines. */
export function contactSubtitle(contact: Contact): string {
  const details = detailsOf(contact);
  const plain = details.filter(({ presence }) => presence === undefined);
  const lines = details.filter(({ presence }) => presence?.type === 'JTAPI');
  return [...new Set([...plain, ...lines].map(({ value }) => value))].join(' · ');
}

function detailsOf(contact: Contact): readonly ContactDetail[] {
  return Object.values(contact.details);
}

import type { Contact, ContactDetail, PresenceType } from '@lampfield/protocol';

/** The contacts without the presence of types that somebody may not see; the values themselves are the directory's, and stay. */
export function permittedContacts(contacts: readonly Contact[], maySeeType: (type: PresenceType) => boolean): readonly Contact[] {
  const isPermitted = ({ presence }: ContactDetail): boolean => presence === undefined || maySeeType(presence.type);
  const isAllPermitted = contacts.every(({ details }) => Object.values(details).every(isPermitted));
  return isAllPermitted ? contacts : contacts.map((contact) => ({ ...contact, details: permittedDetails(contact, isPermitted) }));
}

function permittedDetails({ details }: Contact, isPermitted: (detail: ContactDetail) => boolean): Contact['details'] {
  const entries = Object.entries(details);
  return Object.fromEntries(
    entries.map(([key, detail]) => [key, isPermitted(detail) ? detail : { label: detail.label, value: detail.value }]),
  );
}

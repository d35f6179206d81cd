import type { ShownPresence } from '@lampfield/client-presence';
import { PRESENCE_TYPES, type Contact, type PresenceId, type PresenceType } from '@lampfield/protocol';

/** One labelled value of a contact and, where there is a presentity behind it, what it does. */
export interface DetailView {
  /** Another one for every contact, so that what is opened in the details of one is not open in those of the next. */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly type?: PresenceType;
  readonly presenceId?: PresenceId;
  /** Undefined while nothing of it is in the store. */
  readonly item?: ShownPresence;
}

/** The details of a contact: those with a lamp first, in the order of the columns, then the rest as the directory has it. */
export function toDetailViews(contact: Contact, items: readonly ShownPresence[]): readonly DetailView[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const views = Object.entries(contact.details).map(([key, { label, value, presence }]): DetailView => {
    const item = presence === undefined ? undefined : byId.get(presence.id);
    return {
      key: `${contact.id} ${key}`,
      label,
      value,
      ...(presence === undefined ? {} : { type: presence.type, presenceId: presence.id }),
      ...(item === undefined ? {} : { item }),
    };
  });
  return views.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ type }: DetailView): number {
  return type === undefined ? PRESENCE_TYPES.length : PRESENCE_TYPES.indexOf(type);
}

import {
  presenceId,
  type Contact,
  type ContactDetail,
  type ContactPresence,
  type PresenceId,
  type PresenceType,
} from '@lampfield/protocol';
import type { Canonicalize } from './canonical-identifier.ts';

/** What a directory knows of one person or thing. */
export interface DirectoryEntry {
  /** Stable within its directory. */
  readonly id: string;
  readonly displayName: string;
  /** Values by attribute name in lower case (names are case-insensitive in directories). */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/** How one attribute becomes a detail of a contact. */
export interface DetailRule {
  readonly attribute: string;
  readonly label: string;
  /** The presence type its values stand for; without it the detail is only shown. */
  readonly presence?: PresenceType;
  /** Turns a value into an identifier, `{value}@example.org`; without it the value is one. */
  readonly identifier?: string;
}

/** Details by their key. */
export type DetailRules = Readonly<Record<string, DetailRule>>;

/** Stands for the attribute's value in an identifier template. */
export const VALUE_PLACE = '{value}';

/** Of an attribute with more values, these are shown: nobody reads on, and some attributes have thousands. */
const MOST_VALUES_OF_A_DETAIL = 10;

/** Turns directory entries into contacts. */
export type MapContact = (entry: DirectoryEntry) => Contact;

/**
 * Makes contacts by the configured details. Several details may share an attribute; further values of one get the keys `key#2`, `key#3`. A value that
 * is no identifier of its type is shown without presence.
 */
export function createContactMapper(details: DetailRules, canonicalize: Canonicalize): MapContact {
  const rules = Object.entries(details);
  return (entry) => {
    const mapped = rules.flatMap(([key, rule]) => {
      const values = entry.attributes.get(rule.attribute.toLowerCase()) ?? [];
      return values.slice(0, MOST_VALUES_OF_A_DETAIL).map((value, index): [string, ContactDetail] => {
        const presence = mapPresence(rule, value, canonicalize);
        return [index === 0 ? key : `${key}#${String(index + 1)}`, { label: rule.label, value, ...(presence && { presence }) }];
      });
    });
    return { id: entry.id, displayName: entry.displayName, details: Object.fromEntries(mapped) };
  };
}

/** Every presentity the contact stands for. */
export function presentitiesOf(contact: Contact): readonly PresenceId[] {
  return Object.values(contact.details).flatMap(({ presence }) => (presence === undefined ? [] : [presence.id]));
}

function mapPresence(rule: DetailRule, value: string, canonicalize: Canonicalize): ContactPresence | undefined {
  const { presence: type, identifier: template = VALUE_PLACE } = rule;
  if (type === undefined) return undefined;
  // A function, because in a replacement text `$&` and the like would be read as commands.
  const identifier = canonicalize(
    type,
    template.replace(VALUE_PLACE, () => value),
  );
  return identifier === undefined ? undefined : { id: presenceId(identifier, type), identifier, type };
}

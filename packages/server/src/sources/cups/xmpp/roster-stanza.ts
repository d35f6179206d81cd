import { readChatAddress } from './chat-address.ts';
import { xml, type XmlElement } from './xmpp-library.ts';

/** An entry of the account's contact list, as the server has it (RFC 6121, section 2.1). */
export interface RosterEntry {
  /** Folded bare address. */
  readonly bare: string;
  readonly subscription: 'none' | 'to' | 'from' | 'both';
  /** A subscription was asked for and nobody has answered yet. */
  readonly isAsked: boolean;
  readonly groups: readonly string[];
}

/** What a roster push says of one address: its entry, or that it is gone. */
export interface RosterNews {
  readonly bare: string;
  readonly entry: RosterEntry | undefined;
}

/** Namespace of everything about contact lists. */
export const ROSTER_NAMESPACE = 'jabber:iq:roster';

const SUBSCRIPTIONS = ['none', 'to', 'from', 'both'] as const;

/** The contact lets us see its presence. */
export function isAuthorised(entry: RosterEntry | undefined): boolean {
  return entry?.subscription === 'to' || entry?.subscription === 'both';
}

/** Reads all items of a roster result or push; items without an address are left out. */
export function readRosterItems(iq: XmlElement): RosterNews[] {
  const items = iq.getChild('query', ROSTER_NAMESPACE)?.getChildren('item') ?? [];
  return items.flatMap((item) => readRosterItem(item) ?? []);
}

function readRosterItem(item: XmlElement): RosterNews | undefined {
  const bare = readChatAddress(item.attrs['jid'])?.bare;
  if (bare === undefined) return undefined;
  const { subscription, ask } = item.attrs;
  if (subscription === 'remove') return { bare, entry: undefined };
  const groups = item.getChildren('group').map((group) => group.text());
  const known = SUBSCRIPTIONS.find((candidate) => candidate === subscription) ?? 'none';
  return { bare, entry: { bare, subscription: known, isAsked: ask === 'subscribe', groups } };
}

/** Asks for the whole contact list. */
export function rosterGet(): XmlElement {
  return xml('iq', { type: 'get' }, xml('query', { xmlns: ROSTER_NAMESPACE }));
}

/** Puts an address on the contact list, in one group; asks nobody. */
export function rosterSet(bare: string, group: string): XmlElement {
  return rosterChange(xml('item', { jid: bare }, xml('group', {}, group)));
}

/** Takes an address off the contact list; the server ends the subscription with it (RFC 6121, section 2.5.2). */
export function rosterRemove(bare: string): XmlElement {
  return rosterChange(xml('item', { jid: bare, subscription: 'remove' }));
}

/** Asks for or gives up a subscription, refuses one to us, or asks a contact's server for its presence (`probe`). */
export function presenceTo(bare: string, type: 'subscribe' | 'unsubscribe' | 'unsubscribed' | 'probe'): XmlElement {
  return xml('presence', { type, to: bare });
}

/** Our own presence: there, but never to be written to (a negative priority, RFC 6121, section 4.7.2.3). */
export function ownPresence(): XmlElement {
  return xml('presence', {}, xml('priority', {}, '-1'));
}

/** Asks the server for a sign of life (XEP-0199). */
export function pingRequest(domain: string): XmlElement {
  return xml('iq', { type: 'get', to: domain }, xml('ping', { xmlns: 'urn:xmpp:ping' }));
}

function rosterChange(item: XmlElement): XmlElement {
  return xml('iq', { type: 'set' }, xml('query', { xmlns: ROSTER_NAMESPACE }, item));
}

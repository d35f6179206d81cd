import { readChatAddress } from './chat-address.ts';
import type { XmlElement } from './xmpp-library.ts';

/** What one of a contact's clients last said of itself. */
export interface ResourcePresence {
  /** The `show` word; plainly available has none (RFC 6121, section 4.7.2.1). */
  readonly show: 'chat' | 'away' | 'xa' | 'dnd' | undefined;
  /** -128 to 127; below 0 the client does not want to be written to. */
  readonly priority: number;
  /** The user's own words, as they came. */
  readonly status: string | undefined;
  /** When the client said it, if the server told (XEP-0203); epoch milliseconds. */
  readonly stampMs: number | undefined;
}

/** What a presence stanza says. */
export type PresenceNews = { readonly bare: string; readonly resource: string; readonly stampMs: number | undefined } & (
  | { readonly kind: 'available'; readonly presence: ResourcePresence }
  | { readonly kind: 'unavailable' | 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed' }
  | { readonly kind: 'error'; readonly condition: string }
);

const DELAY_NAMESPACE = 'urn:xmpp:delay';
const SHOW_WORDS = ['chat', 'away', 'xa', 'dnd'] as const;
const PLAIN_KINDS = ['unavailable', 'subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const;
const LOWEST_PRIORITY = -128;
const HIGHEST_PRIORITY = 127;

/**
 * Reads a presence stanza; undefined when it is none, has no sender or a type that is not for clients. Never throws.
 *
 * @param nowMs wall clock: a stamp from the future (a server whose clock is ahead) counts as now
 */
export function readPresence(stanza: XmlElement, nowMs: number): PresenceNews | undefined {
  const address = readChatAddress(stanza.attrs['from']);
  if (stanza.name !== 'presence' || address === undefined) return undefined;
  const stampMs = readStamp(stanza, nowMs);
  const sender = { ...address, stampMs };
  const { type } = stanza.attrs;
  if (type === undefined) return { ...sender, kind: 'available', presence: readResource(stanza, stampMs) };
  if (type === 'error') return { ...sender, kind: 'error', condition: readErrorCondition(stanza) };
  const kind = PLAIN_KINDS.find((candidate) => candidate === type);
  return kind && { ...sender, kind };
}

/** The defined condition of an error stanza (RFC 6120, section 8.3.3). */
export function readErrorCondition(stanza: XmlElement): string {
  const conditions = stanza.getChild('error')?.getChildElements() ?? [];
  return conditions.find(({ name }) => name !== 'text')?.name ?? 'undefined-condition';
}

function readResource(stanza: XmlElement, stampMs: number | undefined): ResourcePresence {
  const show = stanza.getChild('show')?.text().trim();
  return {
    show: SHOW_WORDS.find((word) => word === show),
    priority: readPriority(stanza.getChild('priority')?.text()),
    status: readStatus(stanza),
    stampMs,
  };
}

/** The status without a language comes first: it is in the language of the stream. */
function readStatus(stanza: XmlElement): string | undefined {
  const statuses = stanza.getChildren('status');
  return (statuses.find(({ attrs }) => attrs['xml:lang'] === undefined) ?? statuses[0])?.text();
}

function readPriority(text: string | undefined): number {
  const trimmed = text?.trim() ?? '';
  if (!/^[+-]?\d{1,5}$/.test(trimmed)) return 0;
  return Math.min(HIGHEST_PRIORITY, Math.max(LOWEST_PRIORITY, Number(trimmed)));
}

function readStamp(stanza: XmlElement, nowMs: number): number | undefined {
  const stampMs = Date.parse(stanza.getChild('delay', DELAY_NAMESPACE)?.attrs['stamp'] ?? '');
  return Number.isNaN(stampMs) || stampMs < 0 ? undefined : Math.min(stampMs, nowMs);
}

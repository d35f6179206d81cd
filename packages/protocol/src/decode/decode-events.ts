import type { HelloEvt, PresenceWebEvt, ServerDrainingEvt, SourceStateEvt, VisiblePresence } from '../events.ts';
import { MAX_BULK_ITEMS } from '../defaults.ts';
import type { PresenceItem } from '../presence-item.ts';
import { PRESENCE_REASONS } from '../presence-item.ts';
import { PRESENCE_TYPES } from '../presence-type.ts';
import { decodeIdText, decodePresenceItem } from './decode-item.ts';
import { failure, integer, list, object, oneOf, success, text, type Decoded, type Decoder } from './decoder.ts';

/** Decodes the first event of a connection. */
export const decodeHelloEvt: Decoder<HelloEvt> = object({
  optional: {},
  required: { serverEpoch: text(128, 1), serverTime: integer(0) },
});

/** Decodes the coming or going of a source. */
export const decodeSourceStateEvt: Decoder<SourceStateEvt> = object({
  required: { type: oneOf(PRESENCE_TYPES), state: oneOf(['UP', 'DOWN']), since: integer(0) },
  optional: { reason: oneOf(PRESENCE_REASONS) },
});

/** Longest time that a server may spread reconnections over: more would be an outage; milliseconds. */
const LONGEST_SPREAD_MS = 60_000;

/** Decodes what a server says before it stops. */
export const decodeServerDrainingEvt: Decoder<ServerDrainingEvt> = object({
  optional: {},
  required: { reconnectWithinMs: integer(0, LONGEST_SPREAD_MS) },
});

/**
 * Decodes pushed items. An item that cannot be read is left out instead of taking its neighbours with it: a newer server may know
 * a type or state that this client does not. Only when nothing can be read the whole event fails.
 */
export function decodePresenceWebEvt(input: unknown): Decoded<PresenceWebEvt> {
  const envelope = decodeEnvelope(input);
  if (!envelope.ok) return envelope;
  const presenceItems: PresenceItem[] = [];
  for (const raw of envelope.value.presenceItems) {
    const item = decodePresenceItem(raw);
    if (item.ok) presenceItems.push(item.value);
  }
  return presenceItems.length > 0 ? success({ presenceItems }) : failure('at least one readable item', 'presenceItems');
}

const decodeEnvelope: Decoder<{ presenceItems: unknown[] }> = object({
  optional: {},
  required: { presenceItems: list<unknown>(success, Number.MAX_SAFE_INTEGER) },
});

/** Decodes what a client says it has on screen. */
export const decodeVisiblePresence: Decoder<VisiblePresence> = object({
  optional: {},
  required: { ids: list(decodeIdText, MAX_BULK_ITEMS) },
});

import type { EncodedItem, OutgoingItem } from '../ports/push-sink.ts';

const TEXT_FRAME = 0x81;
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;
const NOT_ASCII = /\P{ASCII}/u;

/** An event of Socket.IO's protocol version 5 inside a message of Engine.IO's version 4: `4`, `2`, a list of its name and its payload. */
const ITEMS_BEGIN = '42["PresenceWebEvt",{"presenceItems":[';
const ITEMS_END = ']}]';

/**
 * A WebSocket text frame as a server sends it: unmasked, in one piece (RFC 6455 section 5.2). Texts stand for bytes here, one character
 * each: Node writes them to a socket as they are (`latin1`), joins them without copying and needs no buffer for each.
 */
export function textFrame(bytes: string): string {
  const { length } = bytes;
  if (length < LENGTH_IN_2_BYTES) return String.fromCharCode(TEXT_FRAME, length) + bytes;
  if (length < 2 ** 16) return String.fromCharCode(TEXT_FRAME, LENGTH_IN_2_BYTES, length >> 8, length & 0xff) + bytes;
  const places = [24, 16, 8, 0].map((place) => (length >>> place) & 0xff);
  return String.fromCharCode(TEXT_FRAME, LENGTH_IN_8_BYTES, 0, 0, 0, 0, ...places) + bytes;
}

/** A text as the bytes of its UTF-8, a character each. */
function utf8Bytes(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** One event in a frame of its own. */
export function eventFrame(event: string, payload: unknown): string {
  return textFrame(utf8Bytes(`42${JSON.stringify([event, payload])}`));
}

/** A `PresenceWebEvt` with this item alone; made once, whoever else gets it. */
export function itemFrame(outgoing: OutgoingItem): string {
  const encoded = encode(outgoing);
  return (encoded.message ??= itemsFrame(encoded.json));
}

/** The item as JSON; made once, whoever else gets it. */
export function itemJson(outgoing: OutgoingItem): string {
  return encode(outgoing).json;
}

/** A `PresenceWebEvt` with the items of this list, which is their JSON with commas between. */
export function itemsFrame(jsonList: string): string {
  return textFrame(ITEMS_BEGIN + jsonList + ITEMS_END);
}

function encode(outgoing: OutgoingItem): EncodedItem {
  return (outgoing.encoded ??= { json: utf8Bytes(JSON.stringify(outgoing.item)), message: undefined });
}

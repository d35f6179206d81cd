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

/** `PresenceWebEvt`s with these items, so many in each at most. The frame of an item alone is made once, whoever else gets it. */
export function itemsFrames(items: readonly OutgoingItem[], mostInEvent: number): string {
  const [first] = items;
  if (first !== undefined && items.length === 1) return aloneFrame(encode(first));
  let frames = '';
  let list = '';
  let count = 0;
  for (const item of items) {
    const { json } = encode(item);
    list += count === 0 ? json : `,${json}`;
    count += 1;
    if (count === mostInEvent) {
      frames += listFrame(list);
      list = '';
      count = 0;
    }
  }
  return count === 0 ? frames : frames + listFrame(list);
}

function aloneFrame(encoded: EncodedItem): string {
  return (encoded.message ??= listFrame(encoded.json));
}

/** @param list items as JSON, with commas between */
function listFrame(list: string): string {
  return textFrame(ITEMS_BEGIN + list + ITEMS_END);
}

/** Made once, whoever else gets it. */
function encode(outgoing: OutgoingItem): EncodedItem {
  return (outgoing.encoded ??= { json: utf8Bytes(JSON.stringify(outgoing.item)), message: undefined });
}

/** Ids of attribute pairs that matter here (MS-NLMP, section 2.2.2.1). */
export const AV_FLAGS = 6;
/** The server's time: whoever gets it has to show the integrity of the three messages. */
export const AV_TIMESTAMP = 7;
/** The service that is called, `HTTP/mail.example.org`. */
export const AV_TARGET_NAME = 9;
/** What ties the sign-in to its TLS connection; Windows calls it Extended Protection. */
export const AV_CHANNEL_BINDINGS = 10;
const AV_END = 0;

/** Bytes of the values that are read further. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [AV_FLAGS, 4],
  [AV_TIMESTAMP, 8],
]);

/** Of {@link AV_FLAGS}: the last message has an integrity code. */
export const HAS_INTEGRITY_CODE = 2;

/** What a server says of itself, and a client adds to it; in the order of the message. */
export type TargetInfo = readonly (readonly [id: number, value: Buffer])[];

/** Reads pairs up to their end; undefined when they do not end, reach beyond the bytes, or have a value of a wrong size. */
export function readTargetInfo(bytes: Buffer): TargetInfo | undefined {
  const pairs: [number, Buffer][] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length) return undefined;
    if (id === AV_END) return pairs;
    const value = bytes.subarray(at + 4, end);
    if ((SIZES.get(id) ?? value.length) !== value.length) return undefined;
    pairs.push([id, value]);
    at = end;
  }
  return undefined;
}

/** Writes pairs with their end. */
export function writeTargetInfo(pairs: TargetInfo): Buffer {
  return Buffer.concat(
    [...pairs, [AV_END, Buffer.alloc(0)] as const].flatMap(([id, value]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(id);
      head.writeUInt16LE(value.length, 2);
      return [head, value];
    }),
  );
}

/** The value of the first pair of an id. */
export function findPair(pairs: TargetInfo, id: number): Buffer | undefined {
  return pairs.find(([other]) => other === id)?.[1];
}

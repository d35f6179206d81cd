import { createHash } from 'node:crypto';

const SEQUENCE = 0x30;

/** Signatures with another hash than SHA-256, by the DER of their object identifiers. */
const HASHES: readonly (readonly [identifier: string, hash: string])[] = [
  ['2a864886f70d01010c', 'sha384'], // sha384WithRSAEncryption
  ['2a864886f70d01010d', 'sha512'], // sha512WithRSAEncryption
  ['2a8648ce3d040303', 'sha384'], // ecdsa-with-SHA384
  ['2a8648ce3d040304', 'sha512'], // ecdsa-with-SHA512
];

/**
 * What ties a sign-in to the TLS connection it is made on, so that nobody between can pass it on (Extended Protection): the MD5 of the channel bindings
 * (RFC 2744, section 3.11, with no addresses) for `tls-server-end-point` (RFC 5929, section 4). 16 bytes.
 *
 * @param certificate the far end's, DER
 */
export function channelBindingOf(certificate: Buffer): Buffer {
  return hashChannelBinding(createHash(signatureHashOf(certificate)).update(certificate).digest());
}

/** The same of the certificate's hash. */
export function hashChannelBinding(certificateHash: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), certificateHash]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash('md5').update(head).update(data).digest();
}

/** The hash of the certificate's own signature; SHA-256 in place of the weak ones, and where it cannot be told. */
function signatureHashOf(certificate: Buffer): string {
  const whole = readElement(certificate);
  const signed = whole && readElement(whole.content);
  const algorithm = signed && readElement(signed.rest);
  const identifier = algorithm && readElement(algorithm.content)?.content.toString('hex');
  return HASHES.find(([known]) => known === identifier)?.[1] ?? 'sha256';
}

/** The first DER element of some bytes, and what comes after it. */
function readElement(bytes: Buffer): { readonly content: Buffer; readonly rest: Buffer } | undefined {
  const [tag, short] = bytes;
  if (tag === undefined || short === undefined || (tag !== SEQUENCE && tag !== 0x06)) return undefined;
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  if (lengthBytes > 4 || bytes.length < 2 + lengthBytes) return undefined;
  const length = lengthBytes === 0 ? short : bytes.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  return { content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

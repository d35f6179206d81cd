import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { channelBindingOf, hashChannelBinding } from './channel-binding.ts';

/** A DER element with a short or a long length. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80 ? Buffer.from([content.length]) : Buffer.from([0x82, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

/** The outline of a certificate: what is signed, by which algorithm, and the signature. */
function certificateSignedBy(identifier: string): Buffer {
  const algorithm = der(0x30, der(0x06, Buffer.from(identifier, 'hex')));
  return der(0x30, der(0x30, Buffer.alloc(300, 7)), algorithm, der(0x03, Buffer.alloc(64)));
}

describe('channel bindings', () => {
  it.each([
    ['sha256WithRSAEncryption', '2a864886f70d01010b', 'sha256'],
    ['sha384WithRSAEncryption', '2a864886f70d01010c', 'sha384'],
    ['sha512WithRSAEncryption', '2a864886f70d01010d', 'sha512'],
    ['ecdsa-with-SHA256', '2a8648ce3d040302', 'sha256'],
    ['ecdsa-with-SHA384', '2a8648ce3d040303', 'sha384'],
    ['ecdsa-with-SHA512', '2a8648ce3d040304', 'sha512'],
    ['sha1WithRSAEncryption', '2a864886f70d010105', 'sha256'],
  ])('of a certificate signed with %s are those of RFC 5929', (_name, identifier, hash) => {
    const certificate = certificateSignedBy(identifier);
    const expected = hashChannelBinding(createHash(hash).update(certificate).digest());
    expect(channelBindingOf(certificate)).toEqual(expected);
  });

  it('are made of whatever bytes there are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(channelBindingOf(Buffer.from(bytes))).toHaveLength(16);
      }),
    );
  });
});

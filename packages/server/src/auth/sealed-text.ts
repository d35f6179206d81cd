import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a text is sealed for, so that it cannot be used for anything else. */
export type SealPurpose = 'sign-in' | 'sign-out';

/** Seals a text, so that whoever carries it can neither read nor change it. */
export function sealText(text: string, key: Buffer, purpose: SealPurpose): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyFor(key, purpose), iv);
  const sealed = [iv, cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([...sealed, cipher.getAuthTag()]).toString('base64url');
}

/** The text, if it was sealed with that key for that purpose. */
export function unsealText(sealed: string, key: Buffer, purpose: SealPurpose): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, keyFor(key, purpose), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(text).toString('utf8');
  } catch {
    return undefined;
  }
}

function keyFor(key: Buffer, purpose: SealPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `lampfield sealed ${purpose}`, 32));
}

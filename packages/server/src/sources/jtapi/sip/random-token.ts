import { randomBytes } from 'node:crypto';

/** Gives a text that nobody has had before and nobody can guess: for branches, tags, Call-IDs and client nonces. */
export type RandomToken = () => string;

/** 96 bits as hexadecimal digits. Tags need 32 (RFC 3261, section 19.3); knowing a dialog's is what lets somebody speak in it. */
export const randomToken: RandomToken = () => randomBytes(12).toString('hex');

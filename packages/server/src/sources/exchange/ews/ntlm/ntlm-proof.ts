import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';

/** Who signs in. */
export interface NtlmAccount {
  readonly username: string;
  readonly password: string;
  /** Name of the Windows domain; empty when the user name says it (`name@example.org`). */
  readonly domain: string;
}

/** Text as NTLM has it in its messages and digests: UTF-16, little endian. */
export function encodeUnicode(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** HMAC-MD5, which all of NTLMv2 is made of. */
export function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  return parts.reduce((hmac, part) => hmac.update(part), createHmac('md5', key)).digest();
}

/** NTOWFv2 (MS-NLMP, section 3.3.2): the key that a password is worth for NTLMv2. As secret as the password. */
export function passwordKey({ username, password, domain }: NtlmAccount): Buffer {
  return hmacMd5(md4(encodeUnicode(password)), encodeUnicode(username.toUpperCase() + domain));
}

/** The client's part of a proof: the `temp` of MS-NLMP, section 3.3.2. */
export interface ProofInput {
  /** Windows FILETIME, 8 bytes. */
  readonly time: Buffer;
  /** 8 bytes by chance. */
  readonly clientChallenge: Buffer;
  /** Attribute pairs with their end. */
  readonly targetInfo: Buffer;
}

/** What proves to know a password. */
export interface NtlmProof {
  /** The NtChallengeResponse: the proof and what it is about. */
  readonly response: Buffer;
  /** SessionBaseKey: what the integrity of the messages is shown with. 16 bytes. */
  readonly sessionKey: Buffer;
}

/** Answers a server's challenge by NTLMv2. */
export function prove(key: Buffer, serverChallenge: Buffer, { time, clientChallenge, targetInfo }: ProofInput): NtlmProof {
  const temp = Buffer.concat([
    Buffer.from('0101000000000000', 'hex'),
    time,
    clientChallenge,
    Buffer.alloc(4),
    targetInfo,
    Buffer.alloc(4),
  ]);
  const proof = hmacMd5(key, serverChallenge, temp);
  return { response: Buffer.concat([proof, temp]), sessionKey: hmacMd5(key, proof) };
}

/** LMv2: the old answer beside the new one, for servers that send no time. */
export function proveOldWay(key: Buffer, serverChallenge: Buffer, clientChallenge: Buffer): Buffer {
  return Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge]);
}

import type { Decoded } from '@lampfield/protocol';
import { encodeUnicode, hmacMd5, passwordKey, prove, proveOldWay, type NtlmAccount } from './ntlm-proof.ts';
import {
  AV_CHANNEL_BINDINGS,
  AV_FLAGS,
  AV_TARGET_NAME,
  AV_TIMESTAMP,
  findPair,
  HAS_INTEGRITY_CODE,
  readTargetInfo,
  writeTargetInfo,
  type TargetInfo,
} from './target-info.ts';

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const NEGOTIATE = 1;
const CHALLENGE = 2;
const AUTHENTICATE = 3;

const UNICODE = 0x1;
const TARGET_INFO = 0x800000;
/** Unicode, the target's name, NTLM, always sign, extended session security: all that signing in over HTTP needs (MS-NLMP, section 2.2.2.5). */
const WANTED = UNICODE | 0x4 | 0x200 | 0x8000 | 0x80000;

/** Up to the integrity code of an AUTHENTICATE_MESSAGE, and with it. */
const FIXED_BYTES = 72;
const INTEGRITY_CODE_BYTES = 16;
/** Longest challenge that is read; real ones have a few hundred bytes. */
const LONGEST_CHALLENGE_BYTES = 4096;

/** A CHALLENGE_MESSAGE (MS-NLMP, section 2.2.1.2). */
export interface NtlmChallenge {
  /** As it came: its integrity is shown later on. */
  readonly message: Buffer;
  readonly flags: number;
  readonly serverChallenge: Buffer;
  readonly targetInfo: TargetInfo;
}

/** What the third message is made of, besides the challenge. */
export interface AuthenticateInput {
  readonly account: NtlmAccount;
  /** 8 bytes by chance. */
  readonly clientChallenge: Buffer;
  /** Now, epoch milliseconds; for servers that do not say the time. */
  readonly wallMs: number;
  /** The service, `HTTP/mail.example.org`. */
  readonly targetName: string;
  /** What ties it to its TLS connection: 16 bytes. */
  readonly channelBinding?: Buffer;
}

/** The first message: what we can. It names neither user nor machine. */
export function writeNegotiate(): Buffer {
  const message = Buffer.alloc(40);
  message.set(SIGNATURE);
  message.writeUInt32LE(NEGOTIATE, 8);
  message.writeUInt32LE(WANTED, 12);
  return message;
}

/** Reads the second message, as base64. Whatever comes, the outcome is a value. */
export function readChallenge(base64: string): Decoded<NtlmChallenge> {
  const message = Buffer.from(base64.slice(0, LONGEST_CHALLENGE_BYTES * 2), 'base64');
  const isChallenge = message.length >= 48 && message.subarray(0, 8).equals(SIGNATURE) && message.readUInt32LE(8) === CHALLENGE;
  if (!isChallenge || message.length > LONGEST_CHALLENGE_BYTES) return refusal('a CHALLENGE_MESSAGE');
  const flags = message.readUInt32LE(20);
  if ((flags & UNICODE) === 0) return refusal('a challenge in Unicode');
  const targetInfo = findTargetInfo(message, flags);
  if (targetInfo === undefined) return refusal('a challenge with attribute pairs within its bytes');
  return { ok: true, value: { message, flags, serverChallenge: message.subarray(24, 32), targetInfo } };
}

function refusal(expected: string): Decoded<never> {
  return { ok: false, path: '', expected };
}

function findTargetInfo(message: Buffer, flags: number): TargetInfo | undefined {
  if ((flags & TARGET_INFO) === 0) return [];
  const offset = message.readUInt32LE(44);
  const end = offset + message.readUInt16LE(40);
  return end > message.length ? undefined : readTargetInfo(message.subarray(offset, end));
}

/** The third message: the proof, tied to the service and its connection, and where the server asks for it with a code over all three (section 3.1.5.1.2). */
export function writeAuthenticate(challenge: NtlmChallenge, input: AuthenticateInput): Buffer {
  const { account, clientChallenge } = input;
  const serverTime = findPair(challenge.targetInfo, AV_TIMESTAMP);
  const targetInfo = writeTargetInfo(extendTargetInfo(challenge.targetInfo, input));
  const key = passwordKey(account);
  const time = serverTime ?? toFileTime(input.wallMs);
  const { response, sessionKey } = prove(key, challenge.serverChallenge, { time, clientChallenge, targetInfo });
  const oldResponse = serverTime === undefined ? proveOldWay(key, challenge.serverChallenge, clientChallenge) : Buffer.alloc(24);
  const fields = [
    oldResponse,
    response,
    encodeUnicode(account.domain),
    encodeUnicode(account.username),
    Buffer.alloc(0),
    Buffer.alloc(0),
  ];
  const message = layOut(fields, (challenge.flags & (WANTED | TARGET_INFO)) >>> 0);
  if (serverTime !== undefined) message.set(hmacMd5(sessionKey, writeNegotiate(), challenge.message, message), FIXED_BYTES);
  return message;
}

function extendTargetInfo(pairs: TargetInfo, { targetName, channelBinding }: AuthenticateInput): TargetInfo {
  if (pairs.length === 0) return pairs;
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(((findPair(pairs, AV_FLAGS)?.readUInt32LE() ?? 0) | HAS_INTEGRITY_CODE) >>> 0);
  return [
    ...pairs.filter(([id]) => id !== AV_FLAGS && id !== AV_CHANNEL_BINDINGS && id !== AV_TARGET_NAME),
    ...(findPair(pairs, AV_TIMESTAMP) === undefined ? [] : ([[AV_FLAGS, flags]] as const)),
    ...(channelBinding === undefined ? [] : ([[AV_CHANNEL_BINDINGS, channelBinding]] as const)),
    [AV_TARGET_NAME, encodeUnicode(targetName)],
  ];
}

/** The header with where each field is, zeros for version and integrity code, then the fields. */
function layOut(fields: readonly Buffer[], flags: number): Buffer {
  const head = Buffer.alloc(FIXED_BYTES + INTEGRITY_CODE_BYTES);
  head.set(SIGNATURE);
  head.writeUInt32LE(AUTHENTICATE, 8);
  let offset = head.length;
  fields.forEach((field, index) => {
    const at = 12 + index * 8;
    head.writeUInt16LE(field.length, at);
    head.writeUInt16LE(field.length, at + 2);
    head.writeUInt32LE(offset, at + 4);
    offset += field.length;
  });
  head.writeUInt32LE(flags, 60);
  return Buffer.concat([head, ...fields]);
}

/** Tenths of a microsecond since 1601, as Windows counts. */
function toFileTime(wallMs: number): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE((BigInt(Math.floor(wallMs)) + 11_644_473_600_000n) * 10_000n);
  return time;
}

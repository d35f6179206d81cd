import { createHash } from 'node:crypto';
import { quote } from '../message/header-parameters.ts';
import type { HeaderLine } from '../message/write-message.ts';
import type { Challenger, DigestAlgorithm, DigestChallenge } from './digest-challenge.ts';

/** Who we are to the proxy. */
export interface DigestAccount {
  readonly username: string;
  readonly password: string;
}

/** What is answered for, and how often the nonce has been used before. */
export interface AnsweredRequest {
  readonly method: string;
  readonly uri: string;
  /** 1 for the first answer to a nonce. */
  readonly count: number;
  /** Random, new for each answer. */
  readonly clientNonce: string;
}

const HEADERS: Readonly<Record<Challenger, string>> = { server: 'authorization', proxy: 'proxy-authorization' };
const HASHES: Readonly<Record<DigestAlgorithm, string>> = { MD5: 'md5', 'SHA-256': 'sha256' };

/** The header that answers a challenge (RFC 7616, section 3.4; RFC 3261, section 22.4). */
export function answerChallenge(challenge: DigestChallenge, account: DigestAccount, request: AnsweredRequest): HeaderLine {
  const { realm, nonce, opaque, algorithm, isCounted } = challenge;
  const { uri, clientNonce } = request;
  const count = request.count.toString(16).padStart(8, '0');
  const fields = [
    `username=${quote(account.username)}`,
    ...[`realm=${quote(realm)}`, `nonce=${quote(nonce)}`, `uri=${quote(uri)}`],
    `response="${computeResponse(challenge, account, request)}"`,
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(isCounted ? ['qop=auth', `nc=${count}`, `cnonce=${quote(clientNonce)}`] : []),
  ];
  return [HEADERS[challenge.challenger], `Digest ${fields.join(', ')}`];
}

function computeResponse(challenge: DigestChallenge, account: DigestAccount, request: AnsweredRequest): string {
  const { realm, nonce, algorithm, isCounted } = challenge;
  const hash = (...parts: readonly string[]): string =>
    createHash(HASHES[algorithm]).update(parts.join(':'), 'utf8').digest('hex');
  const secret = hash(account.username, realm, account.password);
  const what = hash(request.method, request.uri);
  const count = request.count.toString(16).padStart(8, '0');
  return isCounted ? hash(secret, nonce, count, request.clientNonce, 'auth', what) : hash(secret, nonce, what);
}

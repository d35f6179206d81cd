import { readParameters } from '../message/header-parameters.ts';
import type { SipHeaders } from '../message/sip-headers.ts';
import { splitOutside } from '../message/split-outside.ts';

/** Who asks: the server the request was for, or a proxy on the way (RFC 3261, section 22). */
export type Challenger = 'server' | 'proxy';

/** A question for the password that can be answered. */
export interface DigestChallenge {
  readonly challenger: Challenger;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: DigestAlgorithm;
  /** Whether the request has to be counted (`qop=auth`); without, as in RFC 2069, it is not. */
  readonly isCounted: boolean;
  /** The answer was right, but its nonce too old. */
  readonly isStale: boolean;
}

/** Those of RFC 7616 and RFC 8760 that are supported. */
export type DigestAlgorithm = 'MD5' | 'SHA-256';

const HEADERS: Readonly<Record<Challenger, string>> = { server: 'www-authenticate', proxy: 'proxy-authenticate' };

/**
 * The challenges of a response that can be answered, at most one a realm and challenger: the first, because the server sorts them by its
 * preference (RFC 8760, section 2.4). Others (another scheme, algorithm or quality of protection) are left out.
 */
export function readChallenges(headers: SipHeaders): readonly DigestChallenge[] {
  const found = new Map<string, DigestChallenge>();
  for (const challenger of ['server', 'proxy'] as const) {
    for (const value of headers.lines(HEADERS[challenger])) {
      const challenge = readChallenge(challenger, value);
      const key = JSON.stringify([challenger, challenge?.realm]);
      if (challenge !== undefined && !found.has(key)) found.set(key, challenge);
    }
  }
  return [...found.values()];
}

function readChallenge(challenger: Challenger, text: string): DigestChallenge | undefined {
  if (!/^Digest\s/i.test(text)) return undefined;
  const parameters = readParameters(splitOutside(text.slice('Digest '.length), ',') ?? []) ?? new Map<string, string>();
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  if (realm === undefined || nonce === undefined) return undefined;
  const algorithm = readAlgorithm(parameters.get('algorithm'));
  const protection = readProtection(parameters.get('qop'));
  if (algorithm === undefined || protection === 'unsupported') return undefined;
  const isStale = /^true$/i.test(parameters.get('stale') ?? '');
  return { challenger, realm, nonce, opaque: parameters.get('opaque'), algorithm, isCounted: protection === 'auth', isStale };
}

function readProtection(text: string | undefined): 'auth' | 'none' | 'unsupported' {
  if (text === undefined) return 'none';
  const offered = text.split(',').map((quality) => quality.trim().toLowerCase());
  return offered.includes('auth') ? 'auth' : 'unsupported';
}

function readAlgorithm(token = 'MD5'): DigestAlgorithm | undefined {
  const upper = token.toUpperCase();
  return upper === 'MD5' || upper === 'SHA-256' ? upper : undefined;
}

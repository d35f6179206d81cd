import { SipHeaders } from '../message/sip-headers.ts';
import { readDatagram } from '../message/read-message.ts';
import type { SipResponse } from '../message/sip-message.ts';
import { answerChallenge } from './digest-answer.ts';
import { readChallenges, type DigestChallenge } from './digest-challenge.ts';
import { DigestKeyring } from './digest-keyring.ts';

const challengesOf = (...values: readonly string[]): readonly DigestChallenge[] =>
  readChallenges(new SipHeaders(values.map((value) => ['WWW-Authenticate', value])));

function firstChallenge(value: string): DigestChallenge {
  const [challenge] = challengesOf(value);
  if (challenge === undefined) throw new Error('no challenge');
  return challenge;
}

describe('the answer to a challenge', () => {
  it.each([
    // RFC 7616, section 3.9.1
    [
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
      { username: 'Mufasa', password: 'Circle of Life', clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    ],
    [
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
      { username: 'Mufasa', password: 'Circle of Life', clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
      '8ca523f5e9506fed4657c9700eebdbec',
    ],
    // RFC 2617, section 3.5
    [
      'digest realm="testrealm@host.com",qop="auth,auth-int",nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      { username: 'Mufasa', password: 'Circle Of Life', clientNonce: '0a4f113b' },
      '6629fae49393a05397450978507c4ef1',
    ],
    // RFC 2069, section 2.4, as its errata correct it: no quality of protection
    [
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      { username: 'Mufasa', password: 'CircleOfLife', clientNonce: 'unused' },
      '1949323746fe6a43ef61f9606e7febea',
    ],
  ])('%s', (challenge, { username, password, clientNonce }, response) => {
    const request = { method: 'GET', uri: '/dir/index.html', count: 1, clientNonce };
    const [name, value] = answerChallenge(firstChallenge(challenge), { username, password }, request);
    expect(name).toBe('authorization');
    expect(value).toContain(`response="${response}"`);
    expect(value).not.toContain(password);
  });

  it('counts in eight hexadecimal digits, and answers a proxy in its own header', () => {
    const headers = new SipHeaders([['Proxy-Authenticate', 'Digest realm="a \\"b\\"", nonce="n", qop="auth"']]);
    const [challenge] = readChallenges(headers);
    if (challenge === undefined) throw new Error('no challenge');
    const account = { username: 'u', password: 'p' };
    const [name, value] = answerChallenge(challenge, account, { method: 'M', uri: 'sip:a', count: 300, clientNonce: 'c' });
    expect(name).toBe('proxy-authorization');
    expect(value).toMatch(
      /^Digest username="u", realm="a \\"b\\"", nonce="n", uri="sip:a", response="[\da-f]{32}", algorithm=MD5/,
    );
    expect(value).toMatch(/, qop=auth, nc=0000012c, cnonce="c"$/);
  });
});

describe('challenges', () => {
  it('of one realm are taken by the server’s preference, as far as they are supported', () => {
    const challenges = challengesOf(
      'Digest realm="a", nonce="1", algorithm=SHA-512-256, qop="auth"',
      'Digest realm="a", nonce="2", algorithm=SHA-256, qop="auth"',
      'Digest realm="a", nonce="3", algorithm=MD5, qop="auth"',
      'Digest realm="b", nonce="4"',
    );
    expect(challenges.map(({ realm, nonce, algorithm }) => [realm, nonce, algorithm])).toEqual([
      ['a', '2', 'SHA-256'],
      ['b', '4', 'MD5'],
    ]);
  });

  it.each([
    'Basic realm="a"',
    'Digest',
    'Digest realm="a"',
    'Digest nonce="n"',
    'Digest realm="a", nonce="n", qop="auth-int"',
    'Digest realm="a", nonce="n", algorithm=MD5-sess',
    'Digest realm="a, nonce="n"',
    'Digestrealm="a", nonce="n"',
  ])('%s cannot be answered', (value) => {
    expect(challengesOf(value)).toEqual([]);
  });
});

/** A 401 (or 407) with the challenge. */
function refusal(challenge: string, status = 401): SipResponse {
  const header = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  const lines = [
    'Via: SIP/2.0/UDP a;branch=z9hG4bK1',
    'From: <sip:a@b>;tag=1',
    'To: <sip:c@b>',
    'Call-ID: 1',
    'CSeq: 1 SUBSCRIBE',
  ];
  const text = [`SIP/2.0 ${String(status)} Unauthorized`, ...lines, `${header}: ${challenge}`].join('\r\n');
  const message = readDatagram(Buffer.from(`${text}\r\n\r\n`));
  if ('malformed' in message || message.kind !== 'response') throw new Error('not a response');
  return message;
}

describe('a keyring', () => {
  const create = (): DigestKeyring => new DigestKeyring({ username: 'u', password: 'p' }, () => 'c');
  const countsOf = (keyring: DigestKeyring): (string | undefined)[] =>
    keyring.authorize('SUBSCRIBE', 'sip:c@b').map(([name, value]) => `${name} ${/nc=0*(\d+)/.exec(value)?.[1] ?? ''}`);

  it('answers in advance whoever has asked before, counting', () => {
    const keyring = create();
    expect(countsOf(keyring)).toEqual([]);
    expect(keyring.learn(refusal('Digest realm="a", nonce="n", qop="auth"'), new Map())).toBe('answer');
    expect(keyring.learn(refusal('Digest realm="a", nonce="n", qop="auth"', 407), new Map())).toBe('answer');
    expect(countsOf(keyring)).toEqual(['authorization 1', 'proxy-authorization 1']);
    expect(countsOf(keyring)).toEqual(['authorization 2', 'proxy-authorization 2']);
  });

  it('knows a wrong password: the answer to this very challenge is challenged again', () => {
    const keyring = create();
    const answered = new Map<string, number>();
    expect(keyring.learn(refusal('Digest realm="a", nonce="1"'), answered)).toBe('answer');
    expect(keyring.learn(refusal('Digest realm="a", nonce="2"'), answered)).toBe('refused');
  });

  it('takes a nonce that ran out for no refusal, a few times', () => {
    const keyring = create();
    const answered = new Map<string, number>();
    const outcomes = [1, 2, 3, 4, 5].map((round) =>
      keyring.learn(refusal(`Digest realm="a", nonce="${String(round)}", stale=TRUE`), answered),
    );
    expect(outcomes).toEqual(['answer', 'answer', 'answer', 'answer', 'refused']);
  });

  it('answers each of several proxies on the way', () => {
    const keyring = create();
    const answered = new Map<string, number>();
    expect(keyring.learn(refusal('Digest realm="a", nonce="1"', 407), answered)).toBe('answer');
    expect(keyring.learn(refusal('Digest realm="b", nonce="2"', 407), answered)).toBe('answer');
    expect(keyring.learn(refusal('Digest realm="a", nonce="3"'), answered)).toBe('answer');
    expect(countsOf(keyring)).toHaveLength(3);
  });

  it('cannot answer without an account, nor what it does not understand', () => {
    expect(new DigestKeyring(undefined, () => 'c').learn(refusal('Digest realm="a", nonce="1"'), new Map())).toBe('unanswerable');
    expect(create().learn(refusal('Bearer realm="a"'), new Map())).toBe('unanswerable');
  });

  it('remembers a bounded number of realms', () => {
    const keyring = create();
    for (let realm = 0; realm < 50; realm += 1) keyring.learn(refusal(`Digest realm="${String(realm)}", nonce="1"`), new Map());
    expect(countsOf(keyring)).toHaveLength(8);
  });
});

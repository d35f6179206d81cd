import fc from 'fast-check';
import { hashChannelBinding } from './channel-binding.ts';
import { NtlmDoorkeeper, type DoorkeeperOptions } from './ntlm-doorkeeper.fixture.ts';
import { readChallenge, writeAuthenticate, writeNegotiate, type AuthenticateInput } from './ntlm-messages.ts';
import { passwordKey, prove, proveOldWay } from './ntlm-proof.ts';
import { readTargetInfo, writeTargetInfo } from './target-info.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** MS-NLMP, section 4.2.1: what its examples have in common. */
const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };
const SERVER_CHALLENGE = hex('0123456789abcdef');
const CLIENT_CHALLENGE = hex('aaaaaaaaaaaaaaaa');
/** Section 4.2.4.3: the challenge of the server. */
const CHALLENGE =
  hex(`4e544c4d53535000 02000000 0c000c00 38000000 33828ae2 0123456789abcdef 0000000000000000 24002400 44000000 06007017 0000000f
  530065007200760065007200 02000c00 44006f006d00610069006e00 01000c00 530065007200760065007200 00000000`);

const INPUT: AuthenticateInput = {
  account: ACCOUNT,
  clientChallenge: CLIENT_CHALLENGE,
  wallMs: 0,
  targetName: 'HTTP/mail.example.org',
};

describe("the examples of MS-NLMP's section 4.2.4", () => {
  const key = passwordKey(ACCOUNT);
  const targetInfo = writeTargetInfo([
    [2, Buffer.from('Domain', 'utf16le')],
    [1, Buffer.from('Server', 'utf16le')],
  ]);
  const proof = prove(key, SERVER_CHALLENGE, { time: Buffer.alloc(8), clientChallenge: CLIENT_CHALLENGE, targetInfo });

  it.each([
    ['NTOWFv2 (4.2.4.1.1)', key, '0c868a403bfd7a93a3001ef22ef02e3f'],
    ['SessionBaseKey (4.2.4.1.2)', proof.sessionKey, '8de40ccadbc14a82f15cb0ad0de95ca3'],
    [
      'the LMv2 response (4.2.4.2.1)',
      proveOldWay(key, SERVER_CHALLENGE, CLIENT_CHALLENGE),
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
    ],
    ['the proof of the NTLMv2 response (4.2.4.2.2)', proof.response.subarray(0, 16), '68cd0ab851e51c96aabc927bebef6a1c'],
  ])('%s', (_name, value, expected) => {
    expect(value.toString('hex')).toBe(expected);
  });

  it('the challenge (4.2.4.3) is read', () => {
    expect(readChallenge(CHALLENGE.toString('base64'))).toEqual({
      ok: true,
      value: {
        message: CHALLENGE,
        flags: 0xe28a8233,
        serverChallenge: SERVER_CHALLENGE,
        targetInfo: readTargetInfo(targetInfo),
      },
    });
  });

  it('channel bindings, as Microsoft published them for a certificate of its own', () => {
    const certificateHash = hex('ea05fefecc6b0bd571dbbc5baa3ed45386d0446835f7b74c85621b9983475f95');
    expect(hashChannelBinding(certificateHash).toString('hex')).toBe('6586e99d81c2fc984e47172fd4dd0310');
  });
});

describe('a handshake', () => {
  const keeper: DoorkeeperOptions = { username: 'User', domain: 'Domain', ntHash: 'a4f49c406510bdcab6824ee7c30fd852' };

  const shake = (options: Partial<DoorkeeperOptions> = {}, input: Partial<AuthenticateInput> = {}) => {
    const doorkeeper = new NtlmDoorkeeper({ ...keeper, ...options });
    const greeting = doorkeeper.take(writeNegotiate().toString('base64'));
    if (typeof greeting === 'string' || !('say' in greeting)) throw new Error('no challenge');
    const challenge = readChallenge(greeting.say);
    if (!challenge.ok) throw new Error(challenge.expected);
    return doorkeeper.take(writeAuthenticate(challenge.value, { ...INPUT, ...input }).toString('base64'));
  };

  it.each<[string, Partial<DoorkeeperOptions>, Partial<AuthenticateInput>]>([
    ['as Windows has it today', {}, {}],
    ['with a server that says no time', { isOld: true }, {}],
    [
      'tied to its connection',
      { channelBinding: '6586e99d81c2fc984e47172fd4dd0310' },
      { channelBinding: hex('6586e99d81c2fc984e47172fd4dd0310') },
    ],
    [
      'with a name that carries its domain',
      { username: 'user@example.org', domain: '' },
      { account: { ...ACCOUNT, username: 'user@example.org', domain: '' } },
    ],
  ])('%s gets in', (_name, options, input) => {
    expect(shake(options, input)).toBe('in');
  });

  it.each<[string, Partial<DoorkeeperOptions>, Partial<AuthenticateInput>]>([
    ['a wrong proof', {}, { account: { ...ACCOUNT, password: 'password' } }],
    ['another user', {}, { account: { ...ACCOUNT, username: 'Other' } }],
    ['another domain', {}, { account: { ...ACCOUNT, domain: 'Other' } }],
    ['another connection by its channel bindings', { channelBinding: '00' }, { channelBinding: Buffer.alloc(16, 1) }],
    ['another connection by its channel bindings', { channelBinding: '00' }, {}],
  ])('with %s does not', (refusal, options, input) => {
    expect(shake(options, input)).toEqual({ refusal });
  });

  it('says neither user nor password in its first message', () => {
    expect(writeNegotiate()).toHaveLength(40);
  });
});

describe('a challenge', () => {
  it.each([
    ['', 'a CHALLENGE_MESSAGE'],
    [writeNegotiate().toString('base64'), 'a CHALLENGE_MESSAGE'],
    [Buffer.concat([CHALLENGE, Buffer.alloc(4096)]).toString('base64'), 'a CHALLENGE_MESSAGE'],
    [CHALLENGE.subarray(0, 80).toString('base64'), 'a challenge with attribute pairs within its bytes'],
    [Buffer.concat([CHALLENGE.subarray(0, 20), Buffer.alloc(28)]).toString('base64'), 'a challenge in Unicode'],
  ])('%.30s is refused', (base64, expected) => {
    expect(readChallenge(base64)).toEqual({ ok: false, path: '', expected });
  });

  it('never makes the client throw, however it was damaged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: CHALLENGE.length - 1 }), fc.nat({ max: 255 })), { maxLength: 12 }),
        (damages) => {
          const damaged = Buffer.from(CHALLENGE);
          for (const [at, byte] of damages) damaged[at] = byte;
          const challenge = readChallenge(damaged.toString('base64'));
          if (challenge.ok) expect(writeAuthenticate(challenge.value, INPUT).length).toBeGreaterThan(88);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

import { createHmac, randomBytes } from 'node:crypto';

/**
 * A FAKE: the server's side of NTLM over HTTP, as a strict Windows server would have it. It works out NTLMv2 by itself, with node:crypto and the NT hash of a password
 * as openssl's legacy provider gives it, and shares no code with the client. After Microsoft's public specifications:
 * - "[MS-NLMP]: NT LAN Manager (NTLM) Authentication Protocol", sections 2.2.1 (messages), 3.2.5.1.2 (what a server checks), 3.3.2 (NTLMv2)
 *   https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/
 * - "[MS-NTHT]: NTLM Over HTTP Protocol": https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-ntht/
 * - "Configure Windows Extended Protection in Exchange Server" (what is required of channel bindings)
 *   https://learn.microsoft.com/en-us/exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-extended-protection
 */
export interface DoorkeeperOptions {
  readonly username: string;
  readonly domain: string;
  /** MD4 of the password in UTF-16, hexadecimal. */
  readonly ntHash: string;
  /** Where Extended Protection is required: the channel bindings that have to come, hexadecimal. */
  readonly channelBinding?: string;
  /** Says no time, as servers before Windows Server 2008 did; then no integrity code is asked for. */
  readonly isOld?: boolean;
}

/** One connection's handshake. */
export class NtlmDoorkeeper {
  readonly #options: DoorkeeperOptions;
  #negotiate: Buffer | undefined;
  #challenge: Buffer | undefined;

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
  }

  /** Answers a message: another one, 'in', or why not. */
  take(base64: string): { readonly say: string } | 'in' | { readonly refusal: string } {
    const message = Buffer.from(base64, 'base64');
    if (message.toString('latin1', 0, 8) !== 'NTLMSSP\0') return { refusal: 'no NTLM message' };
    const type = message.readUInt32LE(8);
    if (type === 1) return { say: this.#greet(message).toString('base64') };
    if (type !== 3) return { refusal: `a message of type ${String(type)}` };
    const refusal = this.#findRefusal(message);
    this.#challenge = undefined;
    return refusal === undefined ? 'in' : { refusal };
  }

  #greet(negotiate: Buffer): Buffer {
    this.#negotiate = negotiate;
    const pairs = Buffer.concat([
      pair(2, utf16('EXAMPLE')),
      pair(1, utf16('MAIL')),
      ...(this.#options.isOld === true ? [] : [pair(7, TIME)]),
      pair(0),
    ]);
    const name = utf16('EXAMPLE');
    const head = Buffer.alloc(56);
    head.write('NTLMSSP\0', 'latin1');
    head.writeUInt32LE(2, 8);
    put(head, 12, { length: name.length, offset: 56 });
    head.writeUInt32LE(FLAGS, 20);
    head.set(randomBytes(8), 24);
    put(head, 40, { length: pairs.length, offset: 56 + name.length });
    this.#challenge = Buffer.concat([head, name, pairs]);
    return this.#challenge;
  }

  #findRefusal(message: Buffer): string | undefined {
    const { username, domain, ntHash } = this.#options;
    const [negotiate, challenge] = [this.#negotiate, this.#challenge];
    if (negotiate === undefined || challenge === undefined) return 'no challenge was given on this connection';
    if (field(message, 36).toString('utf16le').toLowerCase() !== username.toLowerCase()) return 'another user';
    if (field(message, 28).toString('utf16le') !== domain) return 'another domain';
    const response = field(message, 20);
    if (response.length <= 24) return 'NTLM version 1';
    const key = hmac(Buffer.from(ntHash, 'hex'), utf16(username.toUpperCase() + domain));
    const proof = hmac(key, challenge.subarray(24, 32), response.subarray(16));
    if (!proof.equals(response.subarray(0, 16))) return 'a wrong proof';
    return this.#findOtherRefusal(message, {
      pairs: readPairs(response.subarray(44)),
      sessionKey: hmac(key, proof),
      negotiate,
      challenge,
    });
  }

  #findOtherRefusal(message: Buffer, { pairs, sessionKey, negotiate, challenge }: Proven): string | undefined {
    const { isOld, channelBinding } = this.#options;
    if (channelBinding !== undefined && pairs.get(10)?.toString('hex') !== channelBinding)
      return 'another connection by its channel bindings';
    if (isOld === true) return undefined;
    if (field(message, 12).some((byte) => byte !== 0)) return 'an LM response though the time was told';
    if ((pairs.get(6)?.readUInt32LE() ?? 0) !== 2) return 'no announcement of the integrity code';
    const code = message.subarray(72, 88);
    const bare = Buffer.concat([message.subarray(0, 72), Buffer.alloc(16), message.subarray(88)]);
    return hmac(sessionKey, negotiate, challenge, bare).equals(code) ? undefined : 'a wrong integrity code';
  }
}

interface Proven {
  readonly pairs: ReadonlyMap<number, Buffer>;
  readonly sessionKey: Buffer;
  readonly negotiate: Buffer;
  readonly challenge: Buffer;
}

/** Unicode, target, NTLM, always sign, target type domain, extended session security, target info. */
const FLAGS = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000;
const TIME = Buffer.from('0090d336b734c301', 'hex');

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const hmac = (key: Buffer, ...parts: readonly Buffer[]): Buffer => createHmac('md5', key).update(Buffer.concat(parts)).digest();

function pair(id: number, value: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function put(head: Buffer, at: number, { length, offset }: { readonly length: number; readonly offset: number }): void {
  head.writeUInt16LE(length, at);
  head.writeUInt16LE(length, at + 2);
  head.writeUInt32LE(offset, at + 4);
}

function field(message: Buffer, at: number): Buffer {
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}

function readPairs(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; bytes.readUInt16LE(at) !== 0; at += 4 + bytes.readUInt16LE(at + 2))
    pairs.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, at + 4 + bytes.readUInt16LE(at + 2)));
  return pairs;
}

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@lampfield/test-servers';
import { answerText, headerLines, headerValue, sipText } from './sip-text.ts';

/** The SIP domain of the test server. */
const DOMAIN = 'pbx.test';
/** Nobody watches who calls, and no directory knows him. */
const CALLER = `sip:4711@${DOMAIN}`;
/** A phone takes a moment before it rings; the proxy has said `Trying` of the call by then. */
const BEFORE_RINGING_MS = 50;
/** REGISTERs on their way at once: few enough for the proxy's socket buffer. */
const REGISTERS_AT_ONCE = 20;
const CALL_TIMEOUT_MS = 30_000;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** A call that rings. */
export interface RingingCall {
  readonly callId: string;
  /** Just before the phone sent its 180; milliseconds of `performance.now()`. */
  readonly rangAtMs: number;
  /** The caller gives up; settles when both ends have agreed on that. */
  cancel(): Promise<void>;
}

interface Call {
  readonly callId: string;
  readonly number: string;
  rangAtMs: number | undefined;
  /** The INVITE as the phone got it. */
  invite: string;
  isOver: boolean;
}

/** Phones that ring when they are called, and somebody who calls them: the few messages that it takes, so that each can be dated by this process. */
export class RingingPhones {
  readonly #phones: Socket;
  readonly #caller: Socket;
  readonly #proxyPort: number;
  readonly #calls = new Map<string, Call>();
  readonly #registered = new Set<string>();
  #count = 0;

  private constructor(proxyPort: number, sockets: { phones: Socket; caller: Socket }) {
    this.#proxyPort = proxyPort;
    this.#phones = sockets.phones;
    this.#caller = sockets.caller;
    this.#phones.on('message', (bytes) => {
      this.#atPhone(bytes.toString('latin1'));
    });
    this.#caller.on('message', (bytes) => {
      this.#atCaller(bytes.toString('latin1'));
    });
  }

  /** Settles when all are registered. */
  static async start(proxyPort: number, numbers: readonly string[]): Promise<RingingPhones> {
    const phones = new RingingPhones(proxyPort, { phones: await bind(), caller: await bind() });
    for (let start = 0; start < numbers.length; start += REGISTERS_AT_ONCE) {
      const some = numbers.slice(start, start + REGISTERS_AT_ONCE);
      for (const number of some) phones.#register(number);
      await waitUntil(() => some.every((number) => phones.#registered.has(number)), { what: 'the phones to be registered' });
    }
    return phones;
  }

  /** Calls a number; settles when it rings. */
  async ring(number: string): Promise<RingingCall> {
    this.#count += 1;
    const call: Call = { callId: `bench-${String(this.#count)}-x`, number, rangAtMs: undefined, invite: '', isOver: false };
    this.#calls.set(call.callId, call);
    this.#fromCaller(call, 'INVITE', [`To: <${uriOf(number)}>`, `Contact: <${CALLER.replace(DOMAIN, addressOf(this.#caller))}>`]);
    const rangAtMs = await waitUntil(() => call.rangAtMs, { what: `${number} to ring`, timeoutMs: CALL_TIMEOUT_MS });
    return { callId: call.callId, rangAtMs, cancel: () => this.#cancel(call) };
  }

  async stop(): Promise<void> {
    await Promise.all(
      [this.#phones, this.#caller].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }

  async #cancel(call: Call): Promise<void> {
    this.#fromCaller(call, 'CANCEL', [`To: <${uriOf(call.number)}>`]);
    await waitUntil(() => call.isOver, { what: `the call of ${call.number} to end`, timeoutMs: CALL_TIMEOUT_MS });
    this.#calls.delete(call.callId);
  }

  #register(number: string): void {
    const text = sipText(`REGISTER sip:${DOMAIN} SIP/2.0`, [
      `Via: SIP/2.0/UDP ${addressOf(this.#phones)};branch=z9hG4bK-register-${number}`,
      'Max-Forwards: 70',
      `From: <${uriOf(number)}>;tag=phone`,
      `To: <${uriOf(number)}>`,
      `Call-ID: register-${number}`,
      'CSeq: 1 REGISTER',
      `Contact: <sip:${number}@${addressOf(this.#phones)}>`,
      'Expires: 3600',
    ]);
    this.#phones.send(text, this.#proxyPort, '127.0.0.1');
  }

  #fromCaller({ callId, number }: Call, method: string, headers: readonly string[]): void {
    const text = sipText(`${method} ${uriOf(number)} SIP/2.0`, [
      // One branch for all of a call: CANCEL and the ACK of a refusal have to name the INVITE's (RFC 3261, sections 9.1 and 17.1.1.3).
      `Via: SIP/2.0/UDP ${addressOf(this.#caller)};branch=z9hG4bK-${callId}`,
      'Max-Forwards: 70',
      `From: <${CALLER}>;tag=caller`,
      ...headers,
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
    ]);
    this.#caller.send(text, this.#proxyPort, '127.0.0.1');
  }

  #atPhone(text: string): void {
    if (text.startsWith('SIP/2.0 200')) this.#registered.add(/<sip:([^@]+)@/.exec(headerValue(text, 'To'))?.[1] ?? '');
    const call = this.#calls.get(headerValue(text, 'Call-ID'));
    if (call === undefined) return;
    if (text.startsWith('INVITE ') && call.invite === '') {
      call.invite = text;
      void this.#ringSoon(call);
    } else if (text.startsWith('CANCEL ')) {
      this.#answer(text, '200 OK');
      this.#answer(call.invite, '487 Request Terminated');
    }
  }

  async #ringSoon(call: Call): Promise<void> {
    await pause(BEFORE_RINGING_MS);
    call.rangAtMs = performance.now();
    this.#answer(call.invite, '180 Ringing', [`Contact: <sip:${call.number}@${addressOf(this.#phones)}>`]);
  }

  #answer(request: string, status: string, headers: readonly string[] = []): void {
    this.#phones.send(answerText(request, status, { toTag: 'phone', headers }), this.#proxyPort, '127.0.0.1');
  }

  #atCaller(text: string): void {
    const call = this.#calls.get(headerValue(text, 'Call-ID'));
    if (call === undefined || !text.startsWith('SIP/2.0 487')) return;
    this.#fromCaller(call, 'ACK', headerLines(text, 'To'));
    call.isOver = true;
  }
}

const uriOf = (number: string): string => `sip:${number}@${DOMAIN}`;

const addressOf = (socket: Socket): string => `127.0.0.1:${String(socket.address().port)}`;

async function bind(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

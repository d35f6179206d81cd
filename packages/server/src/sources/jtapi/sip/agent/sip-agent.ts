import type { Clock } from '../../../../ports/clock.ts';
import type { DigestKeyring } from '../digest/digest-keyring.ts';
import type { SipMessage, SipRequest } from '../message/sip-message.ts';
import { readSipUri, writeHost } from '../message/sip-uri.ts';
import type { HeaderLine } from '../message/write-message.ts';
import type { RandomToken } from '../random-token.ts';
import { NO_SUBSCRIPTION } from '../subscription/notify-check.ts';
import type { CallOutcome, DialogRequest, SipCaller } from '../subscription/subscription-parts.ts';
import type { Subscription } from '../subscription/subscription.ts';
import type { Outcome } from '../transaction/client-transaction.ts';
import { TransactionLayer, type PendingRequest } from '../transaction/transaction-layer.ts';
import type { Answer } from '../transaction/write-response.ts';
import type { Hop, Origin, SipTransport } from '../transport/sip-transport.ts';
import { DigestRequest, MAX_FORWARDS, USER_AGENT } from './digest-request.ts';

/** Parts of an agent. */
export interface SipAgentParts {
  readonly clock: Clock;
  readonly randomToken: RandomToken;
  readonly transport: SipTransport;
  readonly proxy: Hop;
  readonly keyring: DigestKeyring;
  /** Who we are; a SIP address. */
  readonly from: string;
}

const ALLOW: HeaderLine = ['allow', 'NOTIFY, OPTIONS'];
const FINE: Answer = { status: 200, reasonPhrase: 'OK', headers: [ALLOW] };
const NOT_FOR_US: Answer = { status: 405, reasonPhrase: 'Method Not Allowed', headers: [ALLOW] };

/** Our end of the signalling, as long as one transport lives: sends requests and takes NOTIFYs to their subscriptions. */
export class SipAgent implements SipCaller {
  readonly proxy: Hop;
  readonly contact: string;
  readonly #parts: SipAgentParts;
  readonly #layer: TransactionLayer;
  readonly #subscriptions = new Map<string, Subscription>();
  #heardAtMs = -Infinity;

  /** @param parts with a transport that is open */
  constructor(parts: SipAgentParts) {
    this.#parts = parts;
    this.proxy = parts.proxy;
    this.contact = contactOf(parts);
    this.#layer = new TransactionLayer({
      ...parts,
      onRequest: (request, answer) => {
        this.#onRequest(request, answer);
      },
      onAnswered: () => {
        this.#noteHeard();
      },
    });
  }

  /** When somebody last answered us, or told us something that we had asked for; monotonic milliseconds. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  request(request: DialogRequest, onOutcome: (outcome: CallOutcome) => void): PendingRequest {
    return new DigestRequest({ layer: this.#layer, keyring: this.#parts.keyring }, request, onOutcome);
  }

  /** Asks the proxy for a sign of life: whatever it answers is one. */
  greet(onOutcome: (outcome: Outcome) => void): PendingRequest {
    const { from, proxy, randomToken } = this.#parts;
    const uri = `sip:${writeHost(proxy.host)}:${String(proxy.port)}${transportParameter(proxy)}`;
    const headers: HeaderLine[] = [
      MAX_FORWARDS,
      ['from', `<${from}>;tag=${randomToken()}`],
      ['to', `<${uri}>`],
      ['call-id', randomToken()],
      ['cseq', '1 OPTIONS'],
      ['contact', `<${this.contact}>`],
      USER_AGENT,
    ];
    const message = { startLine: `OPTIONS ${uri} SIP/2.0`, headers };
    return this.#layer.request({ method: 'OPTIONS', message, hop: proxy }, onOutcome);
  }

  enter(callId: string, subscription: Subscription): void {
    this.#subscriptions.set(callId, subscription);
  }

  leave(callId: string): void {
    this.#subscriptions.delete(callId);
  }

  /** Takes what the transport brought. */
  receive(message: SipMessage, origin: Origin): void {
    this.#layer.receive(message, origin);
  }

  /** Ends all that is under way; the transport is closed by whoever opened it. */
  close(): void {
    this.#layer.close();
    this.#subscriptions.clear();
  }

  #onRequest(request: SipRequest, answer: (answer: Answer) => void): void {
    if (request.method === 'OPTIONS') answer(FINE);
    else if (request.method !== 'NOTIFY') answer(NOT_FOR_US);
    else {
      const subscription = this.#subscriptions.get(request.callId);
      if (subscription === undefined) answer(NO_SUBSCRIPTION);
      else {
        this.#noteHeard();
        subscription.notify(request, answer);
      }
    }
  }

  #noteHeard(): void {
    this.#heardAtMs = this.#parts.clock.monotonicMs();
  }
}

function contactOf({ from, transport, proxy }: SipAgentParts): string {
  const { host, port } = transport.local;
  const user = readSipUri(from)?.user ?? 'lampfield';
  return `sip:${user}@${writeHost(host)}:${String(port)}${transportParameter(proxy)}`;
}

/** Without it an address means UDP. */
function transportParameter({ transport }: Hop): string {
  return transport === 'UDP' ? '' : `;transport=${transport.toLowerCase()}`;
}

import { readFileSync } from 'node:fs';
import type { ConnectorContext } from '../../../ports/connector.ts';
import type { Timer } from '../../../ports/clock.ts';
import { describeError } from '../../describe-error.ts';
import { GOOD_CONNECTION_MS, reconnectDelayMs, type EndKind } from '../../reconnect-delay.ts';
import { SipAgent } from './agent/sip-agent.ts';
import { DigestKeyring } from './digest/digest-keyring.ts';
import { ProxyPulse } from './proxy-pulse.ts';
import type { RandomToken } from './random-token.ts';
import type { SipOptions } from './sip-options.ts';
import type { OpenTransport } from './transport/open-transport.ts';
import type { Hop, SipTransport } from './transport/sip-transport.ts';

/** What a link tells. */
export interface SipLinkEvents {
  /** The proxy answers; the agent can be used until `onLost`. */
  onReady(agent: SipAgent): void;
  /** It is time to see whether the proxy still knows our subscriptions. */
  onCheck(): void;
  /** The proxy is gone, or the try to reach it failed; the next is planned already. */
  onLost(): void;
}

/** Parts of a link. */
export interface SipLinkParts {
  readonly options: SipOptions;
  readonly proxy: Hop;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  readonly randomToken: RandomToken;
  readonly openTransport: OpenTransport;
  readonly events: SipLinkEvents;
}

/** Longest time a connection to the proxy may take to be made; milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Keeps a way to the proxy: opens it, makes sure that somebody answers there, and opens another, at growing intervals, when it is lost. */
export class SipLink {
  readonly #parts: SipLinkParts;
  readonly #keyring: DigestKeyring;
  #transport: SipTransport | undefined;
  #agent: SipAgent | undefined;
  #pulse: ProxyPulse | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  /** Monotonic milliseconds; undefined while the proxy does not answer. */
  #readyAtMs: number | undefined;
  #trouble: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: SipLinkParts) {
    const { options, randomToken } = parts;
    const { username = userOf(options.from), password } = options;
    this.#parts = parts;
    this.#keyring = new DigestKeyring(password === undefined ? undefined : { username, password }, randomToken);
  }

  /** The agent; undefined while the proxy does not answer. */
  get agent(): SipAgent | undefined {
    return this.#readyAtMs === undefined ? undefined : this.#agent;
  }

  /** Why there is no way to the proxy, in words for an operator; undefined while there is one, or it is just being looked for. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  open(): void {
    const { context, options, proxy, openTransport } = this.#parts;
    try {
      const { localAddress, localPort } = options;
      const settings = { proxy, localAddress, localPort, ca: readCa(options), connectTimeoutMs: CONNECT_TIMEOUT_MS };
      const transport = openTransport(context.clock, settings, {
        onOpen: () => this.#greet(transport),
        onMessage: (message, origin) => this.#agent?.receive(message, origin),
        onMalformed: (detail) => context.log.debug({ detail }, 'what arrived is no SIP message'),
        onLost: (kind, detail) => this.#lose(kind, detail),
      });
      this.#transport = transport;
    } catch (error) {
      this.#lose('refused', describeError(error));
    }
  }

  /** Opens no other; settles when all sockets are closed. */
  async close(): Promise<void> {
    this.#drop();
    await this.#closing;
  }

  /** A socket that is open says little, over UDP nothing: somebody has to answer. */
  #greet(transport: SipTransport): void {
    const { context, proxy, randomToken, options } = this.#parts;
    const { clock } = context;
    const agent = new SipAgent({ clock, randomToken, transport, proxy, keyring: this.#keyring, from: options.from });
    this.#agent = agent;
    this.#timer = clock.startTimer(options.pingTimeoutSeconds * 1000, () => this.#lose('lost', 'the proxy does not answer'));
    agent.greet((outcome) => {
      if (outcome.kind === 'response') this.#onReady(agent);
      else this.#lose('lost', outcome.kind === 'unsent' ? outcome.detail : 'the proxy does not answer');
    });
  }

  #onReady(agent: SipAgent): void {
    const { context, options, events } = this.#parts;
    const { clock } = context;
    this.#timer?.cancel();
    this.#readyAtMs = clock.monotonicMs();
    this.#trouble = undefined;
    this.#pulse = new ProxyPulse({
      clock,
      periodMs: options.pingSeconds * 1000,
      timeoutMs: options.pingTimeoutSeconds * 1000,
      heardAtMs: () => agent.heardAtMs,
      ask: () => {
        agent.greet(() => undefined);
        events.onCheck();
      },
      onSilent: () => this.#lose('lost', 'the proxy does not answer any more'),
    });
    events.onReady(agent);
  }

  #lose(kind: EndKind, detail: string): void {
    const { context, proxy, events } = this.#parts;
    const { clock, chance, log } = context;
    const livedMs = this.#readyAtMs === undefined ? 0 : clock.monotonicMs() - this.#readyAtMs;
    if (livedMs >= GOOD_CONNECTION_MS) this.#failures = 0;
    const retryInMs = Math.round(reconnectDelayMs(kind, this.#failures, chance));
    this.#failures += 1;
    this.#drop();
    this.#trouble = `no SIP proxy at ${proxy.host}:${String(proxy.port)} over ${proxy.transport}: ${detail}`;
    log.warn({ ...proxy, kind, detail, retryInMs }, 'no way to the SIP proxy');
    this.#timer = clock.startTimer(retryInMs, () => this.open());
    events.onLost();
  }

  #drop(): void {
    this.#timer?.cancel();
    this.#pulse?.stop();
    this.#agent?.close();
    this.#agent = undefined;
    this.#readyAtMs = undefined;
    const transport = this.#transport;
    this.#transport = undefined;
    if (transport !== undefined) this.#closing = transport.close();
  }
}

function userOf(from: string): string {
  return from.replace(/^sip:/i, '').split('@', 1)[0] ?? '';
}

/** Read for each transport, so that a renewed file needs no restart. */
function readCa({ caFile }: SipOptions): string | undefined {
  if (caFile === undefined) return undefined;
  try {
    return readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new Error(`caFile ${caFile} cannot be read`, { cause: error });
  }
}

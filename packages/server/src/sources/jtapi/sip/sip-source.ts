import type { PresenceType } from '@lampfield/protocol';
import type { ConnectorContext } from '../../../ports/connector.ts';
import type { PresenceSource, SourceSink } from '../../../ports/source.ts';
import { within } from '../../within.ts';
import { LineWatches } from './line/line-watches.ts';
import { getProxy } from './proxy-address.ts';
import { randomToken as systemToken, type RandomToken } from './random-token.ts';
import { Settling } from './settling.ts';
import { SipLink } from './sip-link.ts';
import type { SipOptions } from './sip-options.ts';
import type { Subscription } from './subscription/subscription.ts';
import { openTransport as openRealTransport, type OpenTransport } from './transport/open-transport.ts';

/** Parts of the source. */
export interface SipSourceParts {
  readonly type: PresenceType;
  readonly options: SipOptions;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  /** Replaced in tests. */
  readonly openTransport?: OpenTransport;
  readonly randomToken?: RandomToken;
}

/** After the proxy is back, lines that have not answered within this are said to be pending; milliseconds. */
const SETTLE_MS = 5000;
/** What stop() leaves to the ending of subscriptions; what it does not reach expires at the proxy. Milliseconds. */
const DRAIN_MS = 3000;
/** What it leaves to the closing of sockets; milliseconds. */
const CLOSE_MS = 1000;

/** Phone lines by SIP: one subscription for each address of a line that somebody observes, at one proxy. */
export class SipSource implements PresenceSource {
  readonly type: PresenceType;
  readonly connector = 'sip';
  readonly capacity: number;
  readonly #parts: SipSourceParts;
  readonly #link: SipLink;
  readonly #watches: LineWatches;
  #sink: SourceSink | undefined;
  #settling: Settling<Subscription> | undefined;
  #state: 'new' | 'up' | 'down' | 'stopped' = 'new';

  constructor(parts: SipSourceParts) {
    const { options, context, openTransport = openRealTransport, randomToken = systemToken } = parts;
    this.type = parts.type;
    this.capacity = Math.max(1, Math.floor(options.maxSubscriptions / options.addresses.length));
    this.#parts = parts;
    this.#link = new SipLink({
      options,
      proxy: getProxy(options),
      context,
      randomToken,
      openTransport,
      events: { onReady: () => this.#onReady(), onCheck: () => this.#watches.checkOldest(), onLost: () => this.#onLost() },
    });
    this.#watches = new LineWatches({
      options,
      context,
      randomToken,
      findCaller: () => this.#link.agent,
      onReport: (identifier, report) => this.#sink?.report(identifier, report),
      onHeard: (subscription) => this.#settling?.heard(subscription),
    });
  }

  get trouble(): string | undefined {
    return this.#link.trouble ?? this.#watches.trouble;
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    this.#link.open();
  }

  observe(identifier: string): void {
    if (this.#state !== 'stopped') this.#watches.watch(identifier);
  }

  release(identifier: string): void {
    this.#watches.unwatch(identifier);
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#settling?.stop();
    this.#watches.unwatchAll();
    const { clock } = this.#parts.context;
    await within(clock, DRAIN_MS, this.#watches.drain());
    this.#watches.stop();
    await within(clock, CLOSE_MS, this.#link.close());
  }

  /** Whatever was said before the proxy was lost is said anew, or taken back, before the source counts as up. */
  #onReady(): void {
    const { context, options } = this.#parts;
    const resumed = this.#watches.resume();
    this.#settling = new Settling(resumed, {
      clock: context.clock,
      // The last of them is asked when all others have had their turn.
      mostMs: SETTLE_MS + (resumed.length / options.subscriptionsPerSecond) * 1000,
      onSettled: (silent) => this.#onSettled(silent),
    });
  }

  #onSettled(silent: ReadonlySet<Subscription>): void {
    for (const subscription of silent) this.#watches.forget(subscription, 'PENDING');
    this.#state = 'up';
    const { registrar, transport } = this.#parts.options;
    this.#parts.context.log.info({ registrar, transport }, 'SIP proxy is watched');
    this.#sink?.up();
  }

  #onLost(): void {
    this.#settling?.stop();
    this.#watches.suspend();
    if (this.#state === 'down' || this.#state === 'stopped') return;
    this.#state = 'down';
    this.#sink?.down('SOURCE_DOWN');
  }
}

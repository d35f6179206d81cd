import type { PresenceReason } from '@lampfield/protocol';
import type { ConnectorContext } from '../../../../ports/connector.ts';
import type { SourceReport } from '../../../../ports/source.ts';
import type { RandomToken } from '../random-token.ts';
import { Refusals } from '../refusals.ts';
import type { SipOptions } from '../sip-options.ts';
import type { SipCaller, StateNews, SubscriptionEvents, SubscriptionParts } from '../subscription/subscription-parts.ts';
import { Subscription } from '../subscription/subscription.ts';
import { EVENT_PACKAGES } from './address-reader.ts';
import { AskingOrder } from './asking-order.ts';
import { lineAddresses } from './line-addresses.ts';
import { Suspects } from './suspects.ts';
import { WatchedLine } from './watched-line.ts';

/** Parts of the watches. */
export interface LineWatchesParts {
  readonly options: SipOptions;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  readonly randomToken: RandomToken;
  readonly findCaller: () => SipCaller | undefined;
  readonly onReport: (identifier: string, report: SourceReport) => void;
  /** A subscription brought a state, or a reason for having none. */
  readonly onHeard: (subscription: Subscription) => void;
}

interface Watch {
  readonly line: WatchedLine;
  readonly subscriptions: readonly Subscription[];
}

/** How many others are asked when one turns out to be forgotten: if they are, too, each of them has two more asked, so that all are in no time. */
const SUSPECTS_OF_ONE = 2;

/** All lines that are watched, and their subscriptions, those that are being ended included. */
export class LineWatches implements SubscriptionEvents {
  readonly #parts: LineWatchesParts;
  readonly #watches = new Map<string, Watch>();
  /** Whose line it is; undefined when it is being ended. */
  readonly #lines = new Map<Subscription, WatchedLine | undefined>();
  readonly #suspects = new Suspects<Subscription>();
  readonly #order: AskingOrder<Subscription>;
  readonly #refusals: Refusals;
  readonly #subscriptionParts: SubscriptionParts;
  #onDrained: (() => void) | undefined;

  constructor(parts: LineWatchesParts) {
    const { options, context, randomToken, findCaller } = parts;
    const { clock, chance, log } = context;
    this.#parts = parts;
    this.#refusals = new Refusals(log);
    this.#order = new AskingOrder({
      ...{ clock, chance, perSecond: options.subscriptionsPerSecond },
      places: Math.max(options.maxSubscriptions, options.addresses.length),
      onRefused: (detail) => {
        const { from, username } = options;
        log.error({ from, username, detail }, 'the SIP proxy refuses the account; lines are tried one at a time');
      },
    });
    this.#subscriptionParts = {
      ...{ clock, chance, randomToken, findCaller, events: this },
      settings: {
        from: options.from,
        eventPackage: options.package,
        contentTypes: EVENT_PACKAGES[options.package].contentTypes,
        expiresSeconds: options.expiresSeconds,
      },
      permits: this.#order,
    };
  }

  /** What keeps lines from being watched, in words for an operator; undefined while nothing does. */
  get trouble(): string | undefined {
    return this.#order.trouble ?? this.#refusals.trouble;
  }

  /** Watches a line, once however often it is asked. */
  watch(identifier: string): void {
    if (this.#watches.has(identifier)) return;
    const { options, context, onReport } = this.#parts;
    const addresses = lineAddresses(identifier, options);
    const maxMs = options.maxRingingSeconds * 1000;
    const line = new WatchedLine({
      clock: context.clock,
      addresses,
      eventPackage: EVENT_PACKAGES[options.package],
      maxDwellMs: { RINGING: maxMs, DIALING: maxMs },
      onReport: (report) => onReport(identifier, report),
      onOverdue: () => this.#readAgain(identifier),
    });
    const subscriptions = addresses.map((address) => new Subscription(address, this.#subscriptionParts));
    this.#watches.set(identifier, { line, subscriptions });
    for (const subscription of subscriptions) {
      this.#lines.set(subscription, line);
      this.#order.wish(subscription);
    }
  }

  /** Nothing is reported of the line from now on. */
  unwatch(identifier: string): void {
    const watch = this.#watches.get(identifier);
    this.#watches.delete(identifier);
    watch?.line.stop();
    for (const subscription of watch?.subscriptions ?? []) {
      this.#lines.set(subscription, undefined);
      this.#suspects.leave(subscription);
      this.#order.leave(subscription);
      subscription.end();
      this.#parts.onHeard(subscription);
    }
  }

  /** Nothing is reported of any line. */
  unwatchAll(): void {
    for (const identifier of [...this.#watches.keys()]) this.unwatch(identifier);
  }

  /** The way to the proxy is gone. */
  suspend(): void {
    this.#order.clear();
    for (const subscription of [...this.#lines.keys()]) subscription.suspend();
  }

  /** There is a way again. All are asked; gives those that are wanted. */
  resume(): readonly Subscription[] {
    const all = [...this.#lines.keys()];
    for (const subscription of all) subscription.resume();
    return all.filter(({ isWanted }) => isWanted);
  }

  /** Asks the subscription that was confirmed longest ago for its state. */
  checkOldest(): void {
    for (const oldest of this.#takeSuspects(1)) oldest.takeTurn();
  }

  /** Nothing is known of what it watches. */
  forget(subscription: Subscription, reason: PresenceReason): void {
    this.#lines.get(subscription)?.forget(subscription.uri, reason);
  }

  /** Hurries all that are being ended; settles when the far end knows, as far as it can be told. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained = resolve;
      this.#order.hurry();
      const isGone = this.#parts.findCaller() === undefined;
      for (const subscription of isGone ? [...this.#lines.keys()] : this.#order.held) subscription.drop();
      this.#noteDrained();
    });
  }

  /** Lets go of everything. */
  stop(): void {
    this.#order.stop();
    for (const subscription of [...this.#lines.keys()]) subscription.drop();
  }

  onWish(subscription: Subscription): void {
    this.#order.wish(subscription);
  }

  onState(subscription: Subscription, news: StateNews): void {
    this.#order.pass(subscription);
    this.#refusals.clear();
    this.#suspects.confirm(subscription, news.isRead);
    const reading = this.#lines.get(subscription)?.take(subscription.uri, news);
    if (reading?.flaw !== undefined) this.#refusals.note(subscription.uri, `unreadable state, ${reading.flaw}`, 'NOT_CONTROLLED');
    // Whoever was asked for everything and did not give it will not give it when asked again.
    if (reading?.isComplete === false && !news.isRead) this.#order.wish(subscription);
    this.#parts.onHeard(subscription);
  }

  onUnknown(subscription: Subscription, reason: PresenceReason): void {
    this.#suspects.leave(subscription);
    this.forget(subscription, reason);
    this.#parts.onHeard(subscription);
  }

  onForgotten(subscription: Subscription): void {
    this.#suspects.leave(subscription);
    for (const suspect of this.#takeSuspects(SUSPECTS_OF_ONE)) this.#order.wish(suspect);
  }

  onAuthorized(subscription: Subscription): void {
    this.#order.accept(subscription);
  }

  onUnauthorized(subscription: Subscription, detail: string | undefined): void {
    this.#order.hold(subscription, detail);
  }

  onRefused({ uri }: Subscription, detail: string, reason: PresenceReason): void {
    this.#refusals.note(uri, detail, reason);
  }

  onOver(subscription: Subscription): void {
    this.#order.leave(subscription);
    this.#lines.delete(subscription);
    this.#noteDrained();
  }

  /** Those that may be asked; the others will have their turn by themselves. */
  #readAgain(identifier: string): void {
    const quiet = this.#watches.get(identifier)?.subscriptions.filter(({ isQuiet }) => isQuiet) ?? [];
    for (const subscription of quiet) this.#order.wish(subscription);
  }

  #takeSuspects(count: number): readonly Subscription[] {
    return this.#suspects.take(count, (subscription) => !this.#order.isWaiting(subscription));
  }

  #noteDrained(): void {
    if (this.#lines.size === 0) this.#onDrained?.();
  }
}

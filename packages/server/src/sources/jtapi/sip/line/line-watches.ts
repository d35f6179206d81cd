import type { PresenceReason } from '@lampfield/protocol';
import type { ConnectorContext } from '../../../../ports/connector.ts';
import type { SourceReport } from '../../../../ports/source.ts';
import { AccountGate } from '../account-gate.ts';
import type { RandomToken } from '../random-token.ts';
import { Refusals } from '../refusals.ts';
import type { SipOptions } from '../sip-options.ts';
import type { SipCaller, StateNews, SubscriptionEvents, SubscriptionParts } from '../subscription/subscription-parts.ts';
import { Subscription } from '../subscription/subscription.ts';
import { TurnQueue } from '../../../turn-queue.ts';
import { EVENT_PACKAGES } from './address-reader.ts';
import { lineAddresses } from './line-addresses.ts';
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
const SUSPECTS = 2;

/** All lines that are watched, and their subscriptions, those that are being ended included. */
export class LineWatches implements SubscriptionEvents {
  readonly #parts: LineWatchesParts;
  readonly #watches = new Map<string, Watch>();
  /** Whose line it is; undefined when it is being ended. */
  readonly #lines = new Map<Subscription, WatchedLine | undefined>();
  /** Whom the far end last confirmed longest ago comes first. */
  readonly #confirmed = new Set<Subscription>();
  /** Those who may not ask while the account is refused. */
  readonly #held = new Set<Subscription>();
  readonly #turns: TurnQueue<Subscription>;
  readonly #gate: AccountGate;
  readonly #refusals: Refusals;
  readonly #subscriptionParts: SubscriptionParts;
  #onDrained: (() => void) | undefined;

  constructor(parts: LineWatchesParts) {
    const { options, context, randomToken, findCaller } = parts;
    const { clock, chance, log } = context;
    this.#parts = parts;
    this.#refusals = new Refusals(log);
    this.#turns = new TurnQueue({ clock, perSecond: options.subscriptionsPerSecond, onTurn: (one) => one.takeTurn() });
    this.#gate = new AccountGate({ clock, chance, onAjar: () => this.#tryOneHeld(), onOpen: () => this.#letAllAsk() });
    this.#subscriptionParts = {
      ...{ clock, chance, randomToken, findCaller, events: this },
      settings: {
        from: options.from,
        eventPackage: options.package,
        contentTypes: EVENT_PACKAGES[options.package].contentTypes,
        expiresSeconds: options.expiresSeconds,
      },
      mayAsk: () => this.#gate.pass(),
    };
  }

  /** What keeps lines from being watched, in words for an operator; undefined while nothing does. */
  get trouble(): string | undefined {
    return this.#gate.trouble ?? this.#refusals.trouble;
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
      this.#turns.enqueue(subscription);
    }
  }

  /** Nothing is reported of the line from now on. */
  unwatch(identifier: string): void {
    const watch = this.#watches.get(identifier);
    this.#watches.delete(identifier);
    watch?.line.stop();
    for (const subscription of watch?.subscriptions ?? []) {
      this.#lines.set(subscription, undefined);
      this.#confirmed.delete(subscription);
      this.#held.delete(subscription);
      this.#turns.leave(subscription);
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
    this.#turns.clear();
    for (const subscription of [...this.#lines.keys()]) subscription.suspend();
  }

  /** There is a way again. All are asked; gives them. */
  resume(): readonly Subscription[] {
    this.#held.clear();
    const all = [...this.#lines.keys()];
    for (const subscription of all) subscription.resume();
    return all;
  }

  /** Asks the subscription that was confirmed longest ago for its state. */
  checkOldest(): void {
    for (const oldest of this.#suspects(1)) oldest.takeTurn();
  }

  /** Nothing is known of what it watches. */
  forget(subscription: Subscription, reason: PresenceReason): void {
    this.#lines.get(subscription)?.forget(subscription.uri, reason);
  }

  /** Hurries all that are being ended; settles when the far end knows. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained = resolve;
      this.#turns.hurry();
      this.#noteDrained();
    });
  }

  /** Lets go of everything. */
  stop(): void {
    this.#gate.stop();
    this.suspend();
  }

  onWish(subscription: Subscription): void {
    this.#turns.enqueue(subscription);
  }

  onState(subscription: Subscription, news: StateNews): void {
    this.#held.delete(subscription);
    this.#refusals.clear();
    // Only an answer proves that it is not forgotten; what came by itself may have been sent before.
    if (news.isRead) this.#confirmed.delete(subscription);
    this.#confirmed.add(subscription);
    const reading = this.#lines.get(subscription)?.take(subscription.uri, news);
    if (reading?.flaw !== undefined) this.#refusals.note(subscription.uri, `unreadable state, ${reading.flaw}`, 'NOT_CONTROLLED');
    // Whoever was asked for everything and did not give it will not give it when asked again.
    if (reading?.isComplete === false && !news.isRead) this.#turns.enqueue(subscription);
    this.#parts.onHeard(subscription);
  }

  onUnknown(subscription: Subscription, reason: PresenceReason): void {
    this.#confirmed.delete(subscription);
    this.forget(subscription, reason);
    this.#parts.onHeard(subscription);
  }

  onForgotten(subscription: Subscription): void {
    this.#confirmed.delete(subscription);
    for (const suspect of this.#suspects(SUSPECTS)) this.#turns.enqueue(suspect);
  }

  onAuthorized(): void {
    this.#gate.open();
  }

  onUnauthorized(subscription: Subscription, detail: string | undefined): void {
    this.#held.add(subscription);
    if (detail === undefined || !this.#gate.shut(detail)) return;
    const { from, username } = this.#parts.options;
    this.#parts.context.log.error({ from, username, detail }, 'the SIP proxy refuses the account; lines are tried one at a time');
  }

  onRefused({ uri }: Subscription, detail: string, reason: PresenceReason): void {
    this.#refusals.note(uri, detail, reason);
  }

  onOver(subscription: Subscription): void {
    this.#turns.leave(subscription);
    this.#lines.delete(subscription);
    this.#noteDrained();
  }

  #readAgain(identifier: string): void {
    for (const subscription of this.#watches.get(identifier)?.subscriptions ?? []) this.#turns.enqueue(subscription);
  }

  #suspects(count: number): Subscription[] {
    const found: Subscription[] = [];
    for (const subscription of this.#confirmed) {
      if (found.length >= count) break;
      if (subscription.isQuiet && !this.#turns.has(subscription)) found.push(subscription);
    }
    return found;
  }

  #tryOneHeld(): void {
    const [first] = this.#held;
    if (first === undefined) return;
    this.#held.delete(first);
    this.#turns.enqueue(first);
  }

  #letAllAsk(): void {
    for (const subscription of this.#held) this.#turns.enqueue(subscription);
    this.#held.clear();
  }

  #noteDrained(): void {
    if (this.#lines.size === 0) this.#onDrained?.();
  }
}

import type { Chance, Clock } from '../../../../ports/clock.ts';
import { TurnQueue } from '../../../turn-queue.ts';
import { AccountGate } from '../account-gate.ts';
import type { Permits } from '../subscription/subscription-parts.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** Parts of the order. */
export interface AskingOrderParts {
  readonly clock: Clock;
  readonly chance: Chance;
  /** Most turns in a second. */
  readonly perSecond: number;
  /** Most subscriptions that there may be at the proxy. */
  readonly places: number;
  /** The account is refused, which is news. @param detail what the proxy said */
  readonly onRefused: (detail: string) => void;
}

/** Who asks the proxy, as far as the order has to know him. */
type Asker = Pick<Subscription, 'isWanted' | 'takeTurn'>;

/**
 * Whose turn it is to ask the proxy: at a pace that it can bear, one at a time while it refuses the account, and no more at once than it has
 * places for. A place is given on only when the far end has let go of who had it.
 */
export class AskingOrder<T extends Asker> implements Permits<T> {
  readonly #parts: AskingOrderParts;
  readonly #queue: TurnQueue<T>;
  readonly #gate: AccountGate<T>;
  /** Those who may not ask, as things are with the account. */
  readonly #held = new Set<T>();
  readonly #seated = new Set<T>();
  /** Those who wait for a place. */
  readonly #crowded = new Set<T>();

  constructor(parts: AskingOrderParts) {
    const { clock, chance, perSecond } = parts;
    this.#parts = parts;
    this.#queue = new TurnQueue({ clock, perSecond, onTurn: (one) => one.takeTurn() });
    this.#gate = new AccountGate({ clock, chance, onAjar: () => this.#tryOne(), onOpen: () => this.#letAllAsk() });
  }

  /** Why the account is refused, in words for an operator; undefined while it is not. */
  get trouble(): string | undefined {
    return this.#gate.trouble;
  }

  get isRefused(): boolean {
    return this.#gate.isRefused;
  }

  get isOpen(): boolean {
    return this.#gate.isOpen;
  }

  /** Those who may not ask, as things are with the account. */
  get held(): readonly T[] {
    return [...this.#held];
  }

  isWaiting(one: T): boolean {
    return this.#queue.has(one);
  }

  /** It gets its turn, once however often it wishes for it. */
  wish(one: T): void {
    this.#queue.enqueue(one);
  }

  /** It gets its turn when the account is accepted. @param detail what the proxy said when it refused it just now */
  hold(one: T, detail: string | undefined): void {
    if (detail !== undefined && this.#gate.shut(detail)) {
      this.#parts.onRefused(detail);
      // They have waited to see what comes of it, and are to say now that they may not ask.
      this.#letAllAsk();
    }
    this.#held.add(one);
  }

  /** The account was accepted, as far as anybody asked this one for it. */
  accept(one: T): void {
    this.#gate.open(one);
  }

  /** It need not be held any more: it got through. */
  pass(one: T): void {
    this.#held.delete(one);
  }

  /** It asks for nothing any more; its place, if it has one, it keeps. */
  leave(one: T): void {
    this.#queue.leave(one);
    this.#held.delete(one);
    this.#crowded.delete(one);
    this.#gate.giveUp(one);
  }

  /** All that wait get their turn now. */
  hurry(): void {
    this.#queue.hurry();
  }

  /** Nobody waits any more; places stay taken. */
  clear(): void {
    this.#gate.giveUp();
    this.#queue.clear();
    this.#held.clear();
    this.#crowded.clear();
  }

  stop(): void {
    this.clear();
    this.#gate.stop();
  }

  mayAsk(one: T): boolean {
    return this.#gate.pass(one);
  }

  maySignIn(one: T, isStale: boolean): boolean {
    return this.#gate.maySignIn(one, isStale);
  }

  takePlace(one: T): boolean {
    if (this.#seated.size < this.#parts.places) this.#seated.add(one);
    else if (!this.#seated.has(one)) this.#crowded.add(one);
    return this.#seated.has(one);
  }

  freePlace(one: T): void {
    if (!this.#seated.delete(one)) return;
    const [next] = this.#crowded;
    if (next === undefined) return;
    this.#crowded.delete(next);
    this.wish(next);
  }

  /** Whoever only wants to be let go does not try: to sign in for that is not worth a failure. */
  #tryOne(): void {
    const first = this.held.find(({ isWanted }) => isWanted);
    if (first === undefined) return;
    this.#held.delete(first);
    this.wish(first);
  }

  #letAllAsk(): void {
    for (const one of this.#held) this.wish(one);
    this.#held.clear();
  }
}

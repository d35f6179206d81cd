import type { Chance, Clock, Timer } from '../../../ports/clock.ts';
import { reconnectDelayMs } from '../../reconnect-delay.ts';

/** Parts of a gate. */
export interface AccountGateParts {
  readonly clock: Clock;
  readonly chance: Chance;
  /** It is time for one of those who wait to pass and try. */
  readonly onAjar: () => void;
  /** The account is accepted, or not in doubt any more: all may ask. */
  readonly onOpen: () => void;
}

/** How long a try may take before it counts for nothing; milliseconds. */
const TRY_MS = 60_000;
/** For so long after it was accepted an account is beyond doubt; milliseconds. Longer than the sign-ins of many lines take that begin together. */
const PROVEN_MS = 10_000;

/**
 * Keeps those who sign in from trying in vain: many failed sign-ins lock an account, or get this machine banned. Whoever is the first to be asked for
 * the password gives it, and the others wait for his luck (`doubted`). While the account is refused, one tries at growing intervals.
 */
export class AccountGate<T> {
  readonly #parts: AccountGateParts;
  #state: 'open' | 'doubted' | 'shut' | 'ajar' | 'tried' = 'open';
  /** On whose luck the others wait; only while `doubted` or `tried`. */
  #tester: T | undefined;
  #failures = 0;
  /** Monotonic milliseconds. */
  #provenUntilMs = -Infinity;
  #timer: Timer | undefined;
  #trouble: string | undefined;

  constructor(parts: AccountGateParts) {
    this.#parts = parts;
  }

  /** In words for an operator; undefined while the account is not refused. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Anybody may ask. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The proxy has refused the account, and not taken it since. */
  get isRefused(): boolean {
    return this.#state !== 'open' && this.#state !== 'doubted';
  }

  /** Lets one request through, or none; while it is ajar only the first. */
  pass(one: T): boolean {
    if (this.#state === 'ajar') {
      this.#test('tried', one);
      return true;
    }
    return this.#state === 'open';
  }

  /**
   * Whether somebody who is asked for the password may give it.
   *
   * @param isStale the proxy says that the last one was right, and only its nonce too old
   */
  maySignIn(one: T, isStale: boolean): boolean {
    if (this.#state !== 'open') return one === this.#tester;
    if (!isStale && this.#parts.clock.monotonicMs() >= this.#provenUntilMs) this.#test('doubted', one);
    return true;
  }

  /** The proxy refused us. True if it is news. */
  shut(trouble: string): boolean {
    const isNews = !this.isRefused;
    this.#trouble = trouble;
    if (this.#tester !== undefined || this.#state === 'open') this.#wait();
    return isNews;
  }

  /** The proxy took our account. Only whoever tested it proves that: others were asked before, or needed no password. */
  open(one: T): void {
    if (one !== this.#tester || this.#tester === undefined) return;
    this.#provenUntilMs = this.#parts.clock.monotonicMs() + PROVEN_MS;
    this.#failures = 0;
    this.#trouble = undefined;
    this.#letAllAsk();
  }

  /** There will be no answer for whoever tests it, or for the one who is named. */
  giveUp(one: T | undefined = this.#tester): void {
    if (this.#tester === undefined || one !== this.#tester) return;
    if (this.#state === 'doubted') this.#letAllAsk();
    // It may have signed in, and failed: coming and going is not to make more tries of it.
    else this.#wait();
  }

  /** Waits for nothing any more. */
  stop(): void {
    this.#timer?.cancel();
  }

  #test(state: 'doubted' | 'tried', one: T): void {
    this.#rest(state);
    this.#tester = one;
    this.#timer = this.#parts.clock.startTimer(TRY_MS, () => this.giveUp());
  }

  #letAllAsk(): void {
    this.#rest('open');
    this.#parts.onOpen();
  }

  #wait(): void {
    const { clock, chance, onAjar } = this.#parts;
    this.#rest('shut');
    this.#timer = clock.startTimer(reconnectDelayMs('refused', this.#failures, chance), () => {
      this.#state = 'ajar';
      onAjar();
    });
    this.#failures += 1;
  }

  #rest(state: 'open' | 'doubted' | 'shut' | 'ajar' | 'tried'): void {
    this.stop();
    this.#state = state;
    this.#tester = undefined;
  }
}

import type { Chance, Clock, Timer } from '../../ports/clock.ts';
import { describeError } from '../describe-error.ts';
import { reconnectDelayMs } from '../reconnect-delay.ts';
import type { TokenBucket } from '../token-bucket.ts';
import { LONGEST_PAUSE_MS } from '../web/retry-after.ts';
import { ServiceFailure } from '../web/service-failure.ts';
import { unlessAborted } from '../web/unless-aborted.ts';
import { PollOrder } from './poll-order.ts';
import type { PolledService } from './polled-service.ts';

/** What a poller tells. Never anything of what has been removed. */
export interface PollerEvents<A> {
  /** What the service says of one. */
  onAnswer(id: string, answer: A): void;
  /** A question was answered, and `onAnswer` called for all in it. */
  onAnswered(): void;
  /** A question failed as a whole: another will be tried after a pause. Not told where one id alone seems to be the cause. */
  onFailed(failure: ServiceFailure): void;
}

/** Parts of a poller. */
export interface PollerParts<A> {
  readonly service: PolledService<A>;
  /** Questions a minute; may be shared with others who ask the same far end. */
  readonly budget: TokenBucket;
  /** What was answered is not asked about again sooner (but once, in its first period); milliseconds. */
  readonly periodMs: number;
  /** A question without an answer for so long has failed, whatever the service says; milliseconds. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly events: PollerEvents<A>;
}

interface Question {
  /** Those that are still wanted. */
  readonly ids: Set<string>;
  readonly ending: AbortController;
  readonly askedAtMs: number;
}

/** Most questions at once. */
const MOST_AT_ONCE = 2;

/**
 * Asks a service about everything that is wanted, again and again: full questions, no id more often than it has to, no more questions than the budget has. After a
 * failure it waits, asks one question, and only when that is answered goes on, at the pace of the budget and without what that saved up meanwhile.
 */
export class Poller<A> {
  readonly #parts: PollerParts<A>;
  readonly #order: PollOrder;
  readonly #questions = new Set<Question>();
  #timer: Timer | undefined;
  #timerDueMs = Infinity;
  #pausedUntilMs = -Infinity;
  #failedAtMs = -Infinity;
  /** Questions failed in a row. */
  #failures = 0;
  /** A suspect whose own question failed, with nothing else asked since that proves him right or wrong. */
  #blamed: string | undefined;
  #isStopped = false;

  constructor(parts: PollerParts<A>) {
    this.#parts = parts;
    this.#order = new PollOrder({ periodMs: parts.periodMs, batchSize: parts.service.batchSize }, parts.chance);
  }

  /** Whether it waits after a failure, for its end or for the far end's word. */
  get isPaused(): boolean {
    return this.#failures > 0;
  }

  /** Wants answers about one; the first soon. Adding it twice is adding it once. */
  add(id: string): void {
    if (this.#isStopped) return;
    this.#order.add(id, this.#parts.clock.monotonicMs());
    this.#plan();
  }

  /** Wants none any more. A question that nobody wants the answer of is given up. */
  remove(id: string): void {
    this.#order.remove(id);
    for (const question of this.#questions) {
      if (question.ids.delete(id) && question.ids.size === 0) question.ending.abort();
    }
    this.#plan();
  }

  /** What is on screen comes first when the budget is short. */
  setOnScreen(id: string, isOnScreen: boolean): void {
    this.#order.setOnScreen(id, isOnScreen);
  }

  /** Gives up all questions and closes the service. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    for (const { ending, ids } of this.#questions) {
      ids.clear();
      ending.abort();
    }
    await this.#parts.service.close();
  }

  #work(): void {
    this.#cancelTimer();
    const { clock, budget } = this.#parts;
    const nowMs = clock.monotonicMs();
    while (this.#mayAsk(nowMs) && budget.waitMs(nowMs) === 0) {
      const ids = this.#order.take(nowMs);
      if (ids.length === 0) break;
      budget.take(nowMs);
      void this.#ask({ ids: new Set(ids), ending: new AbortController(), askedAtMs: nowMs });
    }
    this.#plan();
  }

  /** After a failure one question has to be answered before there are more. */
  #mayAsk(nowMs: number): boolean {
    const most = this.#failures > 0 ? 1 : MOST_AT_ONCE;
    return !this.#isStopped && this.#questions.size < most && nowMs >= this.#pausedUntilMs;
  }

  /** Sees to it that the timer fires when there is something to ask; one that fires earlier may stay. */
  #plan(): void {
    const { clock, budget } = this.#parts;
    const nowMs = clock.monotonicMs();
    const nextAtMs = this.#order.nextAtMs(nowMs);
    if (nextAtMs === undefined || this.#isStopped) {
      this.#cancelTimer();
      return;
    }
    // The end of a question plans anew.
    if (this.#questions.size >= MOST_AT_ONCE || (this.#failures > 0 && this.#questions.size > 0)) return;
    const dueMs = Math.max(nextAtMs, this.#pausedUntilMs, nowMs + budget.waitMs(nowMs));
    if (dueMs >= this.#timerDueMs) return;
    this.#cancelTimer();
    this.#timerDueMs = dueMs;
    const work = (): void => this.#work();
    this.#timer = dueMs <= nowMs ? clock.startTick(work) : clock.startTimer(Math.ceil(dueMs - nowMs), work);
  }

  async #ask(question: Question): Promise<void> {
    this.#questions.add(question);
    const ids = [...question.ids];
    try {
      const answers = await this.#answerInTime(ids, question.ending);
      this.#questions.delete(question);
      this.#onAnswers(question, answers);
    } catch (error) {
      this.#questions.delete(question);
      if (question.ids.size > 0) this.#onFailure(question, toFailure(error));
    }
    if (!this.#isStopped) this.#work();
  }

  async #answerInTime(ids: readonly string[], ending: AbortController): Promise<ReadonlyMap<string, A>> {
    const { service, clock, patienceMs } = this.#parts;
    const timer = clock.startTimer(patienceMs, () => {
      ending.abort(new ServiceFailure('lost', `there was no answer within ${String(patienceMs)} ms`));
    });
    try {
      return await unlessAborted(service.ask(ids, ending.signal), ending.signal);
    } finally {
      timer.cancel();
    }
  }

  #onAnswers({ ids, askedAtMs }: Question, answers: ReadonlyMap<string, A>): void {
    const { clock, events, budget } = this.#parts;
    const nowMs = clock.monotonicMs();
    const wanted = [...ids];
    this.#order.answered(
      wanted.filter((id) => answers.has(id)),
      nowMs,
    );
    this.#order.missed(
      wanted.filter((id) => !answers.has(id)),
      nowMs,
    );
    // A question that was on its way when another one failed proves nothing.
    if (askedAtMs > this.#failedAtMs) this.#recover(budget, nowMs);
    for (const id of wanted) {
      const answer = answers.get(id);
      // What is told may make somebody remove the next one.
      if (answer !== undefined && ids.has(id)) events.onAnswer(id, answer);
    }
    if (wanted.length > 0) events.onAnswered();
  }

  #recover(budget: TokenBucket, nowMs: number): void {
    if (this.#failures > 0) budget.drain(nowMs);
    this.#failures = 0;
    this.#blamed = undefined;
  }

  #onFailure({ ids }: Question, failure: ServiceFailure): void {
    const { clock, events } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (this.#isBlamed(ids, failure)) {
      this.#order.missed([...ids], nowMs);
      return;
    }
    this.#order.failed([...ids], nowMs, failure.kind);
    this.#failedAtMs = nowMs;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + this.#pauseMs(failure));
    this.#failures += 1;
    events.onFailed(failure);
  }

  /** True for a suspect that failed alone while others are answered: that is his own trouble. A second one makes it everybody's. */
  #isBlamed(ids: ReadonlySet<string>, { kind }: ServiceFailure): boolean {
    const [first = ''] = ids;
    if (ids.size !== 1 || kind !== 'lost' || this.#failures > 0 || !this.#order.isSuspect(first)) return false;
    this.#blamed ??= first;
    return this.#blamed === first;
  }

  /** The far end's word counts if it gave one, but not for less than we would wait by ourselves. */
  #pauseMs({ kind, retryAfterMs }: ServiceFailure): number {
    const { chance } = this.#parts;
    if (kind !== 'throttled') return reconnectDelayMs(kind, this.#failures, chance);
    if (retryAfterMs === undefined) return reconnectDelayMs('refused', this.#failures, chance);
    const ownMs = reconnectDelayMs('lost', this.#failures, chance);
    return Math.max(ownMs, Math.min(retryAfterMs, LONGEST_PAUSE_MS) * (1 + chance.next() / 20));
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerDueMs = Infinity;
  }
}

function toFailure(error: unknown): ServiceFailure {
  return error instanceof ServiceFailure ? error : new ServiceFailure('lost', describeError(error), { cause: error });
}

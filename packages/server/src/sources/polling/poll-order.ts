import type { Chance } from '../../ports/clock.ts';
import { TimeQueue, type Queued } from '../time-queue.ts';
import type { FailureKind } from '../web/service-failure.ts';

/** What the order of questions goes by; milliseconds. */
export interface PollOrderSettings {
  /** What was answered is not asked about again sooner. */
  readonly periodMs: number;
  /** Most ids of one question. */
  readonly batchSize: number;
}

/** How long a question may wait for its batch to fill: what is new a moment, what is due again this part of the period. */
const FRESH_HOLD_MS = 50;
const HOLD_SHARE = 0.1;

/** What an answer left out is asked for again after this, doubled each time, up to the period; milliseconds. */
const FIRST_RETRY_MS = 5000;

/** A batch that failed so many times is down to one, whatever its size. */
const MOST_HALVINGS = 16;

class Polled {
  readonly id: string;
  isOnScreen = true;
  /** Never answered. */
  isFresh = true;
  dueMs: number;
  /** Questions about it that failed as a whole since its last answer: it may be what makes them fail. */
  failures = 0;
  /** Answers that left it out since its last one. */
  misses = 0;
  waiting: Queued<Polled> | undefined;
  ripe: Queued<Polled> | undefined;
  must: Queued<Polled> | undefined;

  constructor(id: string, dueMs: number) {
    this.id = id;
    this.dueMs = dueMs;
  }
}

/**
 * Whom to ask next. Each id is due at a time; what is due waits a little for others, so that questions are full, and goes in the order of its time plus what it can
 * bear: what was never answered before what was, what is on screen before what is not, and nothing for ever behind anything. What was in a question that failed is asked in
 * smaller ones, by itself in the end, so that one poisonous id cannot keep the others from their answers. Times are monotonic milliseconds.
 */
export class PollOrder {
  readonly #settings: PollOrderSettings;
  readonly #chance: Chance;
  readonly #polled = new Map<string, Polled>();
  /** Not due yet, by when they are. */
  readonly #waiting = new TimeQueue<Polled>();
  /** Due, by urgency: those beyond suspicion, and those whose last question failed. */
  readonly #ripe = new TimeQueue<Polled>();
  readonly #suspects = new TimeQueue<Polled>();
  /** Due, by when they cannot wait for a full batch any more. */
  readonly #must = new TimeQueue<Polled>();

  constructor(settings: PollOrderSettings, chance: Chance) {
    this.#settings = settings;
    this.#chance = chance;
  }

  get size(): number {
    return this.#polled.size;
  }

  has(id: string): boolean {
    return this.#polled.has(id);
  }

  add(id: string, nowMs: number): void {
    if (this.#polled.has(id)) return;
    const polled = new Polled(id, nowMs);
    this.#polled.set(id, polled);
    this.#ripen(polled);
  }

  remove(id: string): void {
    const polled = this.#polled.get(id);
    if (polled === undefined) return;
    this.#polled.delete(id);
    this.#takeOut(polled);
  }

  setOnScreen(id: string, isOnScreen: boolean): void {
    const polled = this.#polled.get(id);
    if (polled === undefined || polled.isOnScreen === isOnScreen) return;
    polled.isOnScreen = isOnScreen;
    if (polled.ripe !== undefined) this.#ripen(polled);
  }

  /** When there is a question to be asked; undefined while there is none ahead. Not before it is asked about again. */
  nextAtMs(nowMs: number): number | undefined {
    this.#ripenDue(nowMs);
    if (this.#ripe.size >= this.#settings.batchSize) return nowMs;
    const nextAtMs = Math.min(this.#must.nextAtMs ?? Infinity, this.#waiting.nextAtMs ?? Infinity);
    return nextAtMs === Infinity ? undefined : nextAtMs;
  }

  /** Takes out whom to ask now, none when it is too early. Each has to be given back: `answered`, `missed` or `failed`. */
  take(nowMs: number): string[] {
    this.#ripenDue(nowMs);
    const isWorthwhile = this.#ripe.size >= this.#settings.batchSize || (this.#must.nextAtMs ?? Infinity) <= nowMs;
    if (!isWorthwhile) return [];
    const queue = (this.#suspects.nextAtMs ?? Infinity) < (this.#ripe.nextAtMs ?? Infinity) ? this.#suspects : this.#ripe;
    const ids: string[] = [];
    let most = this.#settings.batchSize;
    for (let next = queue.next; next !== undefined; next = queue.next) {
      most = Math.min(most, this.#largestBatch(next));
      if (ids.length >= most) break;
      this.#takeOut(next);
      ids.push(next.id);
    }
    return ids;
  }

  /** Those were answered together and stay together: due again after the period, a new one once earlier, so that many that began together are spread. */
  answered(ids: readonly string[], nowMs: number): void {
    const { periodMs } = this.#settings;
    const chance = this.#chance.next();
    const dueMs = { again: nowMs + periodMs * (1 + chance / 20), first: nowMs + periodMs * (0.5 + chance / 2) };
    for (const polled of this.#find(ids)) {
      this.#wait(polled, polled.isFresh ? dueMs.first : dueMs.again);
      polled.isFresh = false;
      polled.failures = 0;
      polled.misses = 0;
    }
  }

  /** The answer left those out: they are asked for again soon, and later if it goes on so. */
  missed(ids: readonly string[], nowMs: number): void {
    for (const polled of this.#find(ids)) this.#retry(polled, nowMs);
  }

  /** The question about those failed as a whole. Was it lost, one of them may be why. */
  failed(ids: readonly string[], nowMs: number, kind: FailureKind): void {
    const isAlone = ids.length === 1;
    for (const polled of this.#find(ids)) {
      if (kind === 'lost') polled.failures = Math.min(polled.failures + 1, MOST_HALVINGS);
      if (kind === 'lost' && isAlone) this.#retry(polled, nowMs);
      else this.#ripen(polled);
    }
  }

  /** Whether questions with it have failed as a whole since its last answer. */
  isSuspect(id: string): boolean {
    return (this.#polled.get(id)?.failures ?? 0) > 0;
  }

  #find(ids: readonly string[]): Polled[] {
    return ids.flatMap((id) => this.#polled.get(id) ?? []);
  }

  #largestBatch({ failures }: Polled): number {
    return Math.max(1, this.#settings.batchSize >> failures);
  }

  #retry(polled: Polled, nowMs: number): void {
    polled.misses += 1;
    const fullMs = Math.min(this.#settings.periodMs, FIRST_RETRY_MS * 2 ** Math.min(polled.misses - 1, 20));
    this.#wait(polled, nowMs + fullMs * (0.5 + this.#chance.next() / 2));
  }

  #wait(polled: Polled, dueMs: number): void {
    this.#takeOut(polled);
    polled.dueMs = dueMs;
    polled.waiting = this.#waiting.add(dueMs, polled);
  }

  #ripenDue(nowMs: number): void {
    for (let next = this.#waiting.next; next !== undefined && next.dueMs <= nowMs; next = this.#waiting.next) this.#ripen(next);
  }

  #ripen(polled: Polled): void {
    this.#takeOut(polled);
    const queue = polled.failures > 0 ? this.#suspects : this.#ripe;
    polled.ripe = queue.add(polled.dueMs + this.#patienceMs(polled), polled);
    polled.must = this.#must.add(polled.dueMs + this.#holdMs(polled), polled);
  }

  /** What it may be behind others: in periods, so that nothing waits for ever. */
  #patienceMs({ isFresh, isOnScreen }: Polled): number {
    return this.#settings.periodMs * ((isOnScreen ? 0 : 1) - (isFresh ? 2 : 0));
  }

  #holdMs({ isFresh, failures, misses }: Polled): number {
    if (failures > 0) return 0;
    return isFresh || misses > 0 ? FRESH_HOLD_MS : this.#settings.periodMs * HOLD_SHARE;
  }

  #takeOut(polled: Polled): void {
    if (polled.waiting !== undefined) this.#waiting.remove(polled.waiting);
    if (polled.ripe !== undefined && !this.#ripe.remove(polled.ripe)) this.#suspects.remove(polled.ripe);
    if (polled.must !== undefined) this.#must.remove(polled.must);
    polled.waiting = polled.ripe = polled.must = undefined;
  }
}

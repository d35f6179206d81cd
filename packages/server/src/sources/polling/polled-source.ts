import type { PresenceType } from '@lampfield/protocol';
import type { Timer } from '../../ports/clock.ts';
import type { ConnectorContext } from '../../ports/connector.ts';
import type { PresenceSource, SourceReport, SourceSink } from '../../ports/source.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { FailureKind, ServiceFailure } from '../web/service-failure.ts';
import { EdgeTimer } from './edge-timer.ts';
import { Poller } from './poller.ts';
import type { PolledService } from './polled-service.ts';
import type { AnswerBefore } from './polled-states.ts';

/** What a polled source is told of its far end. */
export interface PolledSourceSettings {
  readonly pollSeconds: number;
  readonly requestsPerMinute: number;
  /** How long one request may take; a question, which may be several, has four times as long. */
  readonly timeoutSeconds: number;
  /** Most that is observed at once. */
  readonly capacity: number;
}

/** What an answer says of a moment. */
export interface AnswerAt {
  readonly report: SourceReport;
  /** When the same answer will say something else; epoch milliseconds. Absent: never. */
  readonly changesAt?: number;
}

/** Parts of a polled source. */
export interface PolledSourceParts<A> {
  readonly type: PresenceType;
  readonly connector: string;
  readonly settings: PolledSourceSettings;
  readonly service: PolledService<A>;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  /** Pure. UNKNOWN with SOURCE_DOWN means that the far end could not tell: what it said before is kept until it is too old. */
  readonly read: (answer: A, wallMs: number) => AnswerAt;
  /** Pure. What is kept of an answer that follows another one: for far ends that say what is, but not since when. Left out: the answer. */
  readonly follow?: (answer: A, before: AnswerBefore<A>, wallMs: number) => A;
}

interface Known<A> {
  readonly answer: A;
  /** Monotonic milliseconds. */
  readonly askedAtMs: number;
  /** Epoch milliseconds. */
  readonly confirmedAt: number;
  isTooOld: boolean;
}

/** Part of the period that an answer may be older than it, and still count: full questions, jitter and a short budget take their time. */
const GRACE_SHARE = 0.5;

/** Questions of several requests. */
const PATIENCE_FACTOR = 4;

/** Saved up for a burst: what comes in six seconds. */
const BURST_SHARE = 0.1;

/** How long the source, back again, waits for the others before it says which are still not confirmed; milliseconds. */
const REPLAY_PATIENCE_MS = 30_000;

/**
 * A source made of a service that has to be asked. Between answers it says what the last one says of now, at the moment it begins to be true.
 *
 * Up until it fails: nothing is asked for while nothing is observed, so at first it is taken for granted that the far end is there. Down when a question has failed and no answer
 * is young enough (the period, half of it, and a time-out), or the first one becomes too old before another is answered. One that is not confirmed for so long while questions about
 * others are answered is stale by itself.
 */
export class PolledSource<A> implements PresenceSource {
  readonly type: PresenceType;
  readonly connector: string;
  readonly capacity: number;
  /** Questions a minute, for others who ask the same far end. */
  protected readonly budget: TokenBucket;
  readonly #parts: PolledSourceParts<A>;
  readonly #promiseMs: number;
  readonly #poller: Poller<A>;
  readonly #edges: EdgeTimer;
  /** Everything observed; undefined while there is no answer. */
  readonly #observed = new Map<string, Known<A> | undefined>();
  #sink: SourceSink | undefined;
  #state: 'up' | 'down' | 'stopped' = 'up';
  #failure: ServiceFailure | undefined;
  #toldKind: FailureKind | undefined;
  #replayTimer: Timer | undefined;

  constructor(parts: PolledSourceParts<A>) {
    const { settings, context, service } = parts;
    const periodMs = settings.pollSeconds * 1000;
    const timeoutMs = settings.timeoutSeconds * 1000;
    this.type = parts.type;
    this.connector = parts.connector;
    this.capacity = settings.capacity;
    this.#parts = parts;
    this.#promiseMs = periodMs * (1 + GRACE_SHARE) + timeoutMs;
    this.budget = new TokenBucket(settings.requestsPerMinute / 60, Math.max(1, settings.requestsPerMinute * BURST_SHARE));
    this.#poller = new Poller({
      ...context,
      service,
      budget: this.budget,
      periodMs,
      patienceMs: timeoutMs * PATIENCE_FACTOR,
      events: {
        onAnswer: (id, answer) => this.#onAnswer(id, answer),
        onAnswered: () => this.#onAnswered(),
        onFailed: (failure) => this.#onFailed(failure),
      },
    });
    this.#edges = new EdgeTimer({ clock: context.clock, onEdge: (id) => this.#show(id) });
  }

  get trouble(): string | undefined {
    return this.#failure?.message;
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    sink.up();
  }

  observe(identifier: string): void {
    if (this.#state === 'stopped' || this.#observed.has(identifier)) return;
    this.#observed.set(identifier, undefined);
    this.#poller.add(identifier);
  }

  release(identifier: string): void {
    if (!this.#observed.delete(identifier)) return;
    this.#poller.remove(identifier);
    this.#edges.delete(identifier);
  }

  setOnScreen(identifier: string, isOnScreen: boolean): void {
    this.#poller.setOnScreen(identifier, isOnScreen);
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#sink = undefined;
    this.#replayTimer?.cancel();
    this.#edges.stop();
    this.#observed.clear();
    await this.#poller.stop();
  }

  /** Whether it is of no use to ask now: the last question failed and the pause is not over. */
  protected get isPaused(): boolean {
    return this.#poller.isPaused;
  }

  #onAnswer(id: string, answer: A): void {
    const { clock } = this.#parts.context;
    const nowMs = clock.monotonicMs();
    const wallMs = clock.wallMs();
    const { read, follow } = this.#parts;
    const { report } = read(answer, wallMs);
    const hasNotTold = report.state === 'UNKNOWN' && report.reason === 'SOURCE_DOWN';
    const before = this.#observed.get(id);
    if (hasNotTold && before !== undefined) return;
    const followed = before && follow?.(answer, { answer: before.answer, isTooOld: !this.#isFresh(before) }, wallMs);
    this.#observed.set(id, { answer: followed ?? answer, askedAtMs: nowMs, confirmedAt: wallMs, isTooOld: false });
    this.#show(id);
  }

  /** What is known of one, as of now; and again when that changes. */
  #show(id: string): void {
    const known = this.#observed.get(id);
    if (known === undefined) return;
    const { clock } = this.#parts.context;
    const nowMs = clock.monotonicMs();
    const wallMs = clock.wallMs();
    this.#noteAge(known);
    const { report, changesAt = Infinity } = this.#parts.read(known.answer, wallMs);
    this.#sink?.report(id, { ...this.#mark(report, known), confirmedAt: known.confirmedAt });
    const tooOldAtMs = known.isTooOld ? Infinity : known.askedAtMs + this.#promiseMs;
    this.#edges.set(id, Math.min(nowMs + changesAt - wallMs, tooOldAtMs));
  }

  #noteAge(known: Known<A>): void {
    const wasTooOld = known.isTooOld;
    known.isTooOld = !this.#isFresh(known);
    // One event instead of one for each, when it is not this one's fault.
    if (known.isTooOld && !wasTooOld && this.#failure !== undefined) this.#goDown();
  }

  /** While all is down nothing has to be said of each. */
  #mark(report: SourceReport, { isTooOld }: Known<A>): SourceReport {
    if (!isTooOld || this.#state === 'down' || report.state === 'UNKNOWN') return report;
    return { ...report, stale: true, reason: 'SOURCE_DOWN' };
  }

  #onFailed(failure: ServiceFailure): void {
    const { log } = this.#parts.context;
    this.#failure = failure;
    this.#cancelReplay();
    if (this.#toldKind !== failure.kind) {
      log.warn({ type: this.type, connector: this.connector, kind: failure.kind }, failure.message);
    }
    this.#toldKind = failure.kind;
    // One that is never answered for must not take the others with it: each that becomes too old from now on does (`#noteAge`).
    if (this.#every((known) => !this.#isFresh(known))) this.#goDown();
  }

  #goDown(): void {
    if (this.#state !== 'up') return;
    this.#state = 'down';
    this.#sink?.down('SOURCE_DOWN');
  }

  #onAnswered(): void {
    this.#failure = undefined;
    if (this.#toldKind !== undefined) {
      this.#parts.context.log.info({ type: this.type, connector: this.connector }, 'questions are answered again');
    }
    this.#toldKind = undefined;
    if (this.#state !== 'down') return;
    if (this.#every((known) => this.#isFresh(known))) this.#goUp();
    else this.#replayTimer ??= this.#parts.context.clock.startTimer(REPLAY_PATIENCE_MS, () => this.#goUp());
  }

  #goUp(): void {
    this.#cancelReplay();
    this.#state = 'up';
    for (const [id, known] of this.#observed) {
      if (known === undefined) this.#sink?.report(id, { state: 'UNKNOWN', since: null, reason: 'PENDING' });
      else if (known.isTooOld) this.#show(id);
    }
    this.#sink?.up();
  }

  #cancelReplay(): void {
    this.#replayTimer?.cancel();
    this.#replayTimer = undefined;
  }

  #isFresh(known: Known<A> | undefined): boolean {
    return known !== undefined && this.#parts.context.clock.monotonicMs() < known.askedAtMs + this.#promiseMs;
  }

  #every(holds: (known: Known<A> | undefined) => boolean): boolean {
    for (const known of this.#observed.values()) if (!holds(known)) return false;
    return true;
  }
}

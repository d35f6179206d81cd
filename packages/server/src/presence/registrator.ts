import type { PresenceReason, PresenceType, SourceStateEvt } from '@lampfield/protocol';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource, SourceReport, SourceSink } from '../ports/source.ts';
import { Lingering } from './lingering.ts';

/** How long a source may take for the first state before watchers are told that it is pending; milliseconds. */
export const FIRST_STATE_DEADLINE_MS = 2000;

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** What a registrator tells the presence service. */
export interface RegistratorEvents {
  onReport(type: PresenceType, identifier: string, report: SourceReport): void;
  /** No state has come within the deadline: whoever watches should see that it is pending. */
  onOverdue(type: PresenceType, identifier: string): void;
  onSourceState(event: SourceStateEvt): void;
}

/** Parts a registrator is made of. */
export interface RegistratorParts {
  readonly type: PresenceType;
  /** Absent where the configuration has no source for the type. */
  readonly source?: PresenceSource;
  /** How long an observation outlives its subscription; milliseconds, 0 unless configured. */
  readonly lingerMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: RegistratorEvents;
}

function unknown(reason: PresenceReason): SourceReport {
  return { state: 'UNKNOWN', since: null, reason };
}

/**
 * Registers the presentities of one type at its source, and answers for the source where it does not: none configured, down, throwing
 * or silent. Everything above may count on a state, or a reason for having none.
 */
export class Registrator implements SourceSink {
  readonly type: PresenceType;
  readonly #parts: RegistratorParts;
  /** Deadline of the first state by identifier, in the order of registration and so of the deadlines; monotonic milliseconds. */
  readonly #awaited = new Map<string, number>();
  /** Said to be SOURCE_DOWN because the source had not answered when it went. */
  readonly #unanswered = new Set<string>();
  readonly #retries = new Map<string, Timer>();
  readonly #lingering: Lingering;
  #deadlineTimer: Timer | undefined;
  #sourceState: SourceStateEvt;
  #hasBeenUp = false;

  constructor(parts: RegistratorParts) {
    this.#parts = parts;
    this.type = parts.type;
    this.#sourceState = { type: parts.type, state: 'DOWN', since: parts.clock.wallMs(), reason: 'PENDING' };
    this.#lingering = new Lingering({
      clock: parts.clock,
      lingerMs: parts.lingerMs ?? 0,
      onOver: (identifier) => {
        this.#release(identifier);
      },
    });
  }

  /** State of the source; undefined where none is configured. */
  get sourceState(): SourceStateEvt | undefined {
    return this.#parts.source === undefined ? undefined : this.#sourceState;
  }

  /** Name of the source's connector, for diagnosis. */
  get connector(): string {
    return this.#parts.source?.connector ?? 'none';
  }

  /** True while a source that had been there is not: its last reports are unverified. */
  get isDown(): boolean {
    return this.#parts.source !== undefined && this.#sourceState.state === 'DOWN';
  }

  start(): void {
    this.#parts.source?.start(this);
  }

  async stop(): Promise<void> {
    this.#deadlineTimer?.cancel();
    for (const timer of this.#retries.values()) timer.cancel();
    this.#lingering.stop();
    await this.#parts.source?.stop();
  }

  /** Begins to observe; a first report may come before this returns. */
  register(identifier: string): void {
    if (this.#parts.source === undefined) {
      this.#parts.events.onReport(this.type, identifier, unknown('NO_SOURCE'));
      return;
    }
    const held = this.#lingering.resume(identifier);
    if (held !== undefined && held !== 'silent') {
      this.#parts.events.onReport(this.type, identifier, held);
      return;
    }
    if (this.isDown && this.#hasBeenUp) this.#answerForDownSource(identifier);
    else this.#await(identifier);
    // A held observation that never had an answer may have failed: observing again is idempotent.
    if (held === undefined) this.#lingering.begin(identifier);
    this.#observe(this.#parts.source, identifier, 0);
  }

  /** The subscription is gone: ends the observation, after its linger. */
  unregister(identifier: string): void {
    this.#forget(identifier);
    if (this.#parts.source !== undefined) this.#lingering.hold(identifier);
  }

  #release(identifier: string): void {
    try {
      this.#parts.source?.release(identifier);
    } catch (error) {
      this.#parts.log.error({ type: this.type, err: error }, 'source failed to release a presentity');
    }
  }

  report(identifier: string, report: SourceReport): void {
    this.#forget(identifier);
    if (!this.#lingering.note(identifier, report)) this.#parts.events.onReport(this.type, identifier, report);
  }

  up(): void {
    if (this.#sourceState.state === 'UP') return;
    this.#hasBeenUp = true;
    for (const identifier of [...this.#unanswered]) {
      this.#unanswered.delete(identifier);
      this.#parts.events.onReport(this.type, identifier, unknown('PENDING'));
    }
    this.#setSourceState({ type: this.type, state: 'UP', since: this.#parts.clock.wallMs() });
  }

  down(reason: PresenceReason): void {
    if (this.#sourceState.state === 'DOWN' && this.#sourceState.reason === reason) return;
    this.#hasBeenUp = true;
    this.#setSourceState({ type: this.type, state: 'DOWN', since: this.#parts.clock.wallMs(), reason });
    for (const identifier of [...this.#awaited.keys()]) this.#answerForDownSource(identifier);
  }

  #setSourceState(event: SourceStateEvt): void {
    this.#sourceState = event;
    this.#parts.log.info({ ...event, connector: this.connector }, 'source changed');
    this.#parts.events.onSourceState(event);
  }

  #answerForDownSource(identifier: string): void {
    this.#awaited.delete(identifier);
    this.#unanswered.add(identifier);
    this.#parts.events.onReport(this.type, identifier, unknown('SOURCE_DOWN'));
  }

  #observe(source: PresenceSource, identifier: string, attempt: number): void {
    const onFailed = (error: unknown): void => {
      this.#parts.log.warn({ type: this.type, attempt, err: error }, 'source failed to observe a presentity; trying again');
      const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
      const timer = this.#parts.clock.startTimer(delayMs, () => {
        this.#observe(source, identifier, attempt + 1);
      });
      this.#retries.get(identifier)?.cancel();
      this.#retries.set(identifier, timer);
    };
    try {
      const observing = source.observe(identifier);
      if (observing !== undefined) this.#watchOver(identifier, observing, onFailed);
    } catch (error) {
      onFailed(error);
    }
  }

  /** A rejection counts only if nobody has unregistered, and the source not answered, since. */
  #watchOver(identifier: string, observing: Promise<void>, onFailed: (error: unknown) => void): void {
    observing.catch((error: unknown) => {
      if (this.#awaited.has(identifier) || this.#unanswered.has(identifier) || this.#retries.has(identifier)) onFailed(error);
    });
  }

  #forget(identifier: string): void {
    this.#awaited.delete(identifier);
    this.#unanswered.delete(identifier);
    this.#retries.get(identifier)?.cancel();
    this.#retries.delete(identifier);
  }

  #await(identifier: string): void {
    this.#awaited.set(identifier, this.#parts.clock.monotonicMs() + FIRST_STATE_DEADLINE_MS);
    this.#deadlineTimer ??= this.#parts.clock.startTimer(FIRST_STATE_DEADLINE_MS, () => {
      this.#reportOverdue();
    });
  }

  /** One timer for all deadlines: they are as long as one another, so the first registered is the first due. */
  #reportOverdue(): void {
    this.#deadlineTimer = undefined;
    const nowMs = this.#parts.clock.monotonicMs();
    for (const [identifier, deadlineMs] of this.#awaited) {
      if (deadlineMs > nowMs) {
        this.#deadlineTimer = this.#parts.clock.startTimer(deadlineMs - nowMs, () => {
          this.#reportOverdue();
        });
        return;
      }
      this.#awaited.delete(identifier);
      this.#unanswered.add(identifier);
      this.#parts.events.onOverdue(this.type, identifier);
    }
  }
}

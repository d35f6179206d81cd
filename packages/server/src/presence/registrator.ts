import {
  parsePresenceId,
  type PresenceId,
  type PresenceReason,
  type PresenceType,
  type SourceStateEvt,
} from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource, SourceReport, SourceSink } from '../ports/source.ts';
import type { AdmissionFigures } from '../core/admission-figures.ts';
import { Admission, type AdmissionParts } from './admission.ts';
import { FirstStates } from './first-states.ts';
import { Lingering } from './lingering.ts';
import { Observing } from './observing.ts';

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
  /** What the leases tell of the use of subscriptions: asked only when a source that has a capacity is full. */
  readonly leases: AdmissionParts['leases'];
  readonly clock: Clock;
  readonly log: Log;
  readonly events: RegistratorEvents;
  /** Whether somebody has it on his screen now; left out: everything is. */
  readonly isOnScreen?: (identifier: string) => boolean;
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
  readonly #awaited: FirstStates;
  /** Said to be SOURCE_DOWN because the source had not answered when it went. */
  readonly #unanswered = new Set<string>();
  /** Absent without a source. */
  readonly #observing: Observing | undefined;
  readonly #lingering: Lingering;
  /** Only for a source with a capacity. */
  readonly #admission: Admission | undefined;
  readonly #figures = { observed: 0, refused: 0, putOut: 0 };
  #sourceState: SourceStateEvt;
  #hasBeenUp = false;

  constructor(parts: RegistratorParts) {
    this.#parts = parts;
    this.type = parts.type;
    this.#sourceState = { type: parts.type, state: 'DOWN', since: parts.clock.wallMs(), reason: 'PENDING' };
    this.#awaited = new FirstStates(parts.clock, (identifier) => {
      this.#unanswered.add(identifier);
      parts.events.onOverdue(this.type, identifier);
    });
    this.#lingering = new Lingering({
      clock: parts.clock,
      lingerMs: parts.lingerMs ?? 0,
      onOver: (identifier) => {
        this.#release(identifier);
        this.#admission?.free(identifier);
      },
    });
    this.#admission = this.#createAdmission(parts);
    this.#observing = this.#createObserving(parts);
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

  /** What the source has and has had to do, for metrics. */
  get figures(): AdmissionFigures {
    return { ...this.#figures, capacity: this.#admission?.capacity, waiting: this.#admission?.waitingCount ?? 0 };
  }

  start(): void {
    this.#parts.source?.start(this);
  }

  async stop(): Promise<void> {
    this.#awaited.stop();
    this.#observing?.stop();
    this.#lingering.stop();
    this.#admission?.stop();
    await this.#parts.source?.stop();
  }

  /** Begins to observe, at once or when the source has room; a first report may come before this returns. */
  register(identifier: string): void {
    if (this.#parts.source === undefined) {
      this.#parts.events.onReport(this.type, identifier, unknown('NO_SOURCE'));
      return;
    }
    const held = this.#lingering.resume(identifier);
    if (held !== undefined && held !== 'silent') this.#parts.events.onReport(this.type, identifier, held);
    // A held observation that never had an answer may have failed: observing again is idempotent.
    else if (held === 'silent') this.#observe(identifier);
    else if (this.#admission === undefined) this.#begin(identifier);
    else this.#admission.ask(identifier);
  }

  /** Somebody kept a subscription alive, of whatever type: if it had lost its observation, because nobody seemed to use it, it gets one again. */
  renewed(id: PresenceId): void {
    if (this.#admission?.hasParked !== true) return;
    const parsed = parsePresenceId(id);
    if (typeof parsed !== 'string' && parsed.type === this.type) this.#admission.renewed(parsed.identifier);
  }

  /** The subscription is gone: ends the observation, after its linger. */
  unregister(identifier: string): void {
    this.#forget(identifier);
    if (this.#parts.source === undefined || this.#admission?.leave(identifier) === false) return;
    this.#lingering.hold(identifier);
    this.#admission?.settle();
  }

  /** Whether the source can be too small: then renewals are to be told. */
  get hasCapacity(): boolean {
    return this.#admission !== undefined;
  }

  #createAdmission({ source, clock, leases, events }: RegistratorParts): Admission | undefined {
    if (source?.capacity === undefined) return undefined;
    return new Admission({
      capacity: source.capacity,
      clock,
      leases,
      endLingering: () => this.#lingering.endOldest(),
      events: {
        onAdmitted: (identifier) => {
          events.onReport(this.type, identifier, unknown('PENDING'));
          this.#begin(identifier);
        },
        onRefused: (identifier) => {
          this.#figures.refused += 1;
          events.onReport(this.type, identifier, unknown('SOURCE_FULL'));
        },
        onPutOut: (identifier) => {
          this.#figures.putOut += 1;
          this.#forget(identifier);
          this.#lingering.forget(identifier);
          this.#release(identifier);
          events.onReport(this.type, identifier, unknown('SOURCE_FULL'));
        },
      },
    });
  }

  #createObserving({ source, clock, log, isOnScreen = () => true }: RegistratorParts): Observing | undefined {
    const isAwaited = (identifier: string): boolean => this.#awaited.has(identifier) || this.#unanswered.has(identifier);
    return source && new Observing({ source, clock, log, isAwaited, isOnScreen });
  }

  #begin(identifier: string): void {
    this.#figures.observed += 1;
    this.#lingering.begin(identifier);
    this.#observe(identifier);
  }

  #release(identifier: string): void {
    this.#figures.observed -= 1;
    try {
      this.#parts.source?.release(identifier);
    } catch (error) {
      this.#parts.log.error({ type: this.type, err: error }, 'source failed to release a presentity');
    }
  }

  report(identifier: string, report: SourceReport): void {
    // Late news of what has lost its place; where there are no places, the cache drops what is not subscribed.
    if (this.#admission?.isAdmitted(identifier) === false) return;
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
    for (const identifier of this.#awaited.all()) this.#answerForDownSource(identifier);
  }

  #setSourceState(event: SourceStateEvt): void {
    this.#sourceState = event;
    this.#parts.log.info({ ...event, connector: this.connector }, 'source changed');
    this.#parts.events.onSourceState(event);
  }

  #answerForDownSource(identifier: string): void {
    this.#awaited.forget(identifier);
    this.#unanswered.add(identifier);
    this.#parts.events.onReport(this.type, identifier, unknown('SOURCE_DOWN'));
  }

  /** Asks the source, and answers for it until it does. */
  #observe(identifier: string): void {
    if (this.isDown && this.#hasBeenUp) this.#answerForDownSource(identifier);
    else this.#awaited.await(identifier);
    this.#observing?.observe(identifier);
  }

  #forget(identifier: string): void {
    this.#awaited.forget(identifier);
    this.#unanswered.delete(identifier);
    this.#observing?.forget(identifier);
  }
}

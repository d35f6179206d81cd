import type { PresenceState, PresenceType } from '@lampfield/protocol';
import type { ManualClock, SourceReport } from '@lampfield/server/testing';

/** How the far end takes a wish to observe. */
export type Mood = 'WILLING' | 'THROWS' | 'REJECTS';

/** What a connector hears of its far end. */
export interface FarEndListener {
  onChange(identifier: string): void;
  onState(isUp: boolean): void;
}

/** One observation that a connector has at the far end. */
interface Observation {
  /** How often it was begun without an end in between; more than one costs the far end twice. */
  count: number;
  hasAnswered: boolean;
}

/** A phone system or chat server as it truly is: the states that lamps should show, and who observes what. It outlives every server process. */
export class FarEnd {
  readonly type: PresenceType;
  readonly observations = new Map<string, Observation>();
  mood: Mood = 'WILLING';
  /** When it last went, came, changed its mood or was connected to; the world's monotonic milliseconds. */
  troubledAtMs = 0;
  isUp = true;
  /** Another number whenever what is true changes. */
  revision = 0;
  readonly #time: ManualClock;
  readonly #states = new Map<string, SourceReport>();
  readonly #changedAtMs = new Map<string, number>();
  #listener: FarEndListener | undefined;

  constructor(type: PresenceType, time: ManualClock) {
    this.type = type;
    this.#time = time;
  }

  /** What is true of it now. */
  stateOf(identifier: string): SourceReport {
    return this.#states.get(identifier) ?? { state: 'AVAILABLE', since: null };
  }

  /** When that last changed; the world's monotonic milliseconds. */
  changedAtMs(identifier: string): number {
    return this.#changedAtMs.get(identifier) ?? 0;
  }

  change(identifier: string, state: PresenceState): void {
    if (this.stateOf(identifier).state === state) return;
    this.revision += 1;
    this.#states.set(identifier, { state, since: this.#time.wallMs() });
    this.#changedAtMs.set(identifier, this.#time.monotonicMs());
    this.#listener?.onChange(identifier);
  }

  setUp(isUp: boolean): void {
    if (this.isUp === isUp) return;
    this.isUp = isUp;
    this.revision += 1;
    this.troubledAtMs = this.#time.monotonicMs();
    this.#listener?.onState(isUp);
  }

  setMood(mood: Mood): void {
    this.mood = mood;
    this.troubledAtMs = this.#time.monotonicMs();
  }

  /** A connector of a new server process; what the one before observed is gone with its connection. */
  attach(listener: FarEndListener): void {
    this.observations.clear();
    this.troubledAtMs = this.#time.monotonicMs();
    this.#listener = listener;
  }

  detach(listener: FarEndListener): void {
    if (this.#listener !== listener) return;
    this.#listener = undefined;
    this.observations.clear();
  }

  observe(identifier: string): Observation {
    const observation = this.observations.get(identifier) ?? { count: 0, hasAnswered: false };
    // To ask again for what has not answered is no second observation: whoever asked may have been told nothing.
    observation.count += observation.hasAnswered || observation.count === 0 ? 1 : 0;
    this.observations.set(identifier, observation);
    return observation;
  }

  release(identifier: string): void {
    this.observations.delete(identifier);
  }
}

import { AdmissionBook } from '../core/admission-book.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { TypeLeases } from './type-leases.ts';

/** While somebody waits, leases are looked through no more often than this on their own account; milliseconds. */
const LEASE_CHECK_MS = 1000;

/** What becomes of identifiers. Called synchronously, in this order of events; nothing of it may throw. */
export interface AdmissionEvents {
  /** It has a place: it is to be observed. */
  onAdmitted(identifier: string): void;
  /** There is no place for it now; it waits. */
  onRefused(identifier: string): void;
  /** Nobody has used it for long, and somebody else needs its place: the observation is to end. */
  onPutOut(identifier: string): void;
}

/** Parts of {@link Admission}. */
export interface AdmissionParts {
  /** Most places at once. */
  readonly capacity: number;
  readonly clock: Clock;
  readonly leases: Pick<TypeLeases, 'isUnused' | 'visitUnused'>;
  /** Ends the observation that lingers longest, which gives its place back by `free`; false when none lingers. */
  readonly endLingering: () => boolean;
  readonly events: AdmissionEvents;
}

/**
 * Keeps a source within its capacity. Who needs a place takes a free one, else that of a lingering observation, else that of what nobody
 * uses any more by its lease, the longest unused first; what is kept alive is never put out. Who finds none waits, and gets one in the
 * order of arrival. What was put out asks again when it is renewed.
 */
export class Admission {
  readonly capacity: number;
  readonly #parts: AdmissionParts;
  readonly #book: AdmissionBook;
  /** Came since the leases were last looked through, and have not been told that they wait. */
  readonly #arrived = new Set<string>();
  #arrivalTick: Timer | undefined;
  #leaseTimer: Timer | undefined;
  #isSettling = false;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.capacity = parts.capacity;
    this.#book = new AdmissionBook(parts.capacity);
  }

  /** How many wait for a place. */
  get waitingCount(): number {
    return this.#book.waitingCount;
  }

  /** Whether renewals matter now. */
  get hasParked(): boolean {
    return this.#book.parkedCount > 0;
  }

  isAdmitted(identifier: string): boolean {
    return this.#book.isAdmitted(identifier);
  }

  /** Asks for a place: `onAdmitted` says at once that there is one, or `onRefused` at the end of the tick that it waits. */
  ask(identifier: string): void {
    this.#book.ask(identifier);
    this.settle();
    if (!this.#book.isWaiting(identifier)) return;
    this.#arrived.add(identifier);
    this.#arrivalTick ??= this.#parts.clock.startTick(() => {
      this.#arrivalTick = undefined;
      this.#makeRoom();
    });
  }

  /** Somebody kept it alive: if it was put out, or had lost its turn, it asks again. */
  renewed(identifier: string): void {
    if (this.#book.isParked(identifier)) this.ask(identifier);
  }

  /** Its subscription is gone; true if it has a place, which is free only when the observation has ended. */
  leave(identifier: string): boolean {
    if (this.#book.isAdmitted(identifier)) return true;
    this.#book.forget(identifier);
    this.#rest();
    return false;
  }

  /** Its observation has ended. */
  free(identifier: string): void {
    this.#book.free(identifier);
    this.settle();
  }

  /** Gives whatever place there is to those who wait; also to be called when an observation begins to linger. */
  settle(): void {
    // Ending what lingers gives its place back by `free`, in the middle of this.
    if (this.#isSettling) return;
    this.#isSettling = true;
    try {
      for (let next = this.#findNext(); next !== undefined && this.#hasRoom(); next = this.#findNext()) {
        this.#book.admit(next);
        this.#parts.events.onAdmitted(next);
      }
    } finally {
      this.#isSettling = false;
    }
    this.#rest();
  }

  stop(): void {
    this.#arrivalTick?.cancel();
    this.#leaseTimer?.cancel();
  }

  #findNext(): string | undefined {
    return this.#book.findNext((identifier) => this.#parts.leases.isUnused(identifier));
  }

  #hasRoom(): boolean {
    return this.#book.hasRoom || (this.#parts.endLingering() && this.#book.hasRoom);
  }

  /** Puts out what nobody uses, as much as is needed; tells who came since and finds no place; and looks again when there may be more. */
  #makeRoom(): void {
    this.#leaseTimer?.cancel();
    this.#leaseTimer = undefined;
    this.settle();
    const nextInMs = this.#putOutUnused();
    for (const identifier of this.#arrived) if (this.#book.isWaiting(identifier)) this.#parts.events.onRefused(identifier);
    this.#arrived.clear();
    if (this.#book.waitingCount === 0) return;
    // Unused is what is older than the limit, not as old as it.
    this.#leaseTimer = this.#parts.clock.startTimer(Math.max(nextInMs + 1, LEASE_CHECK_MS), () => {
      this.#makeRoom();
    });
  }

  /** @returns in how many milliseconds more of them may be unused */
  #putOutUnused(): number {
    const unused: string[] = [];
    const needed = this.#book.waitingCount;
    if (needed === 0) return 0;
    const nextInMs = this.#parts.leases.visitUnused((identifier) => {
      if (this.#book.isAdmitted(identifier)) unused.push(identifier);
      return unused.length < needed;
    });
    for (const identifier of unused) {
      if (this.#findNext() === undefined) break;
      this.#book.park(identifier);
      this.#parts.events.onPutOut(identifier);
      this.settle();
    }
    return nextInMs;
  }

  /** Where nobody waits, nothing is looked for. */
  #rest(): void {
    if (this.#book.waitingCount > 0) return;
    this.#leaseTimer?.cancel();
    this.#leaseTimer = undefined;
  }
}

/**
 * Who has one of a source's places, who waits for one, and who gave up his: by identifier. Pure; nobody overtakes who waits.
 */
export class AdmissionBook {
  readonly #capacity: number;
  readonly #admitted = new Set<string>();
  /** In the order of arrival. */
  readonly #waiting = new Set<string>();
  readonly #parked = new Set<string>();

  /** @param capacity how many places there are */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get admittedCount(): number {
    return this.#admitted.size;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  get parkedCount(): number {
    return this.#parked.size;
  }

  get hasRoom(): boolean {
    return this.#admitted.size < this.#capacity;
  }

  isAdmitted(identifier: string): boolean {
    return this.#admitted.has(identifier);
  }

  isWaiting(identifier: string): boolean {
    return this.#waiting.has(identifier);
  }

  /** Waits for a place from now on, after those who came before; unless it has one. */
  ask(identifier: string): void {
    if (this.#admitted.has(identifier)) return;
    this.#parked.delete(identifier);
    this.#waiting.add(identifier);
  }

  /** Who has waited longest and is still in use. Those before him who are not in use give up their turn: see {@link park}. */
  findNext(isUnused: (identifier: string) => boolean): string | undefined {
    for (const identifier of this.#waiting) {
      if (!isUnused(identifier)) return identifier;
      this.park(identifier);
    }
    return undefined;
  }

  /** Gives one who waits a place; there has to be room. */
  admit(identifier: string): void {
    this.#waiting.delete(identifier);
    this.#admitted.add(identifier);
  }

  /** Takes its place or its turn from what nobody uses; it asks again when somebody does. */
  park(identifier: string): void {
    this.#admitted.delete(identifier);
    this.#waiting.delete(identifier);
    this.#parked.add(identifier);
  }

  isParked(identifier: string): boolean {
    return this.#parked.has(identifier);
  }

  /** Forgets what has no place. */
  forget(identifier: string): void {
    this.#waiting.delete(identifier);
    this.#parked.delete(identifier);
  }

  /** A place becomes free. */
  free(identifier: string): void {
    this.#admitted.delete(identifier);
  }
}

import type { Log } from '../ports/log.ts';
import type { VersionStore } from '../ports/version-store.ts';

/** Versions reserved at a time: one write to the disk for so many changes. */
const BLOCK = 1_048_576;

/** Versions given out in a millisecond before the counter would run ahead of the wall clock. */
const VERSIONS_PER_MS = 1024;

/** Parts of the counter. */
export interface VersionCounterParts {
  readonly store: VersionStore;
  /** When the server starts; epoch milliseconds. */
  readonly wallMs: number;
  readonly newEpoch: () => string;
  readonly log: Log;
}

/**
 * The server-wide counter of versions. It starts above both the stored high-water mark and the wall clock (milliseconds * 1024), so
 * versions grow across restarts even when one of the two is lost; when both can be wrong (the mark is lost), the epoch changes and tells
 * clients to start anew. Stays below 2^53 until the year 2248.
 */
export class VersionCounter {
  readonly epoch: string;
  readonly #store: VersionStore;
  readonly #log: Log;
  #next: number;
  #reservedUntil: number;

  constructor({ store, wallMs, newEpoch, log }: VersionCounterParts) {
    const mark = store.load();
    this.#store = store;
    this.#log = log;
    this.epoch = mark?.epoch ?? newEpoch();
    this.#next = Math.max(mark?.highWater ?? 0, wallMs * VERSIONS_PER_MS) + 1;
    this.#reservedUntil = this.#reserve();
  }

  /** A version greater than all before it. Now and then it waits for the disk. Never throws. */
  next(): number {
    if (this.#next >= this.#reservedUntil) this.#reservedUntil = this.#reserve();
    this.#next += 1;
    return this.#next - 1;
  }

  /** A disk that is full or gone must not stop the pushes: after a restart the wall clock alone keeps versions growing. */
  #reserve(): number {
    const highWater = this.#next + BLOCK;
    try {
      this.#store.save({ epoch: this.epoch, highWater });
    } catch (error) {
      this.#log.error({ err: error }, 'the version mark cannot be written; versions go on without it');
    }
    return highWater;
  }
}

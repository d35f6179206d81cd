import { LRUCache } from 'lru-cache';
import type { ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Directory, FoundPresentity } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';

/** How long a name is believed without asking again; milliseconds. */
const NAMED_FOR_MS = 3_600_000;

/** How long it is believed that there is none: shorter, as people are added to directories; milliseconds. */
const NAMELESS_FOR_MS = 300_000;

/** A directory that could not answer is left alone for so long; milliseconds. */
const RETRY_MS = 15_000;

const MOST_REMEMBERED = 20_000;

const NAMELESS: FoundPresentity = {};

/** Most numbers that one look-up asks for; what is left is asked for in the next. */
const MOST_AT_ONCE = 200;

/** Most numbers that wait for a look-up: beyond, they stay without a name. */
const MOST_WAITING = 5000;

/** Parts of {@link DirectoryNames}. */
export interface DirectoryNamesParts {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether somebody still wants the name; what nobody does is not asked for. */
  readonly isWanted: (id: PresenceId) => boolean;
  /** The directory has answered for a number that was asked for. */
  readonly onAnswered: (id: ParsedPresenceId, found: FoundPresentity) => void;
}

/**
 * The names that one directory has for numbers. Nobody waits for it: what is not known is asked for, many at a time and one look-up after
 * the other, so that a slow directory costs nothing but its own names. Answers are remembered for a while.
 */
export class DirectoryNames {
  readonly #parts: DirectoryNamesParts;
  readonly #known: LRUCache<PresenceId, FoundPresentity>;
  readonly #waiting = new Map<PresenceId, ParsedPresenceId>();
  #isAsking = false;
  #isStopped = false;
  /** Of the next look-up. */
  #timer: Timer | undefined;

  constructor(parts: DirectoryNamesParts) {
    this.#parts = parts;
    this.#known = new LRUCache({
      max: MOST_REMEMBERED,
      ttl: NAMED_FOR_MS,
      ttlResolution: 0,
      perf: { now: () => parts.clock.monotonicMs() + 1 },
    });
  }

  /** What the directory says of the number, without a name if it has none; undefined when that is not known yet, and then it is asked. */
  find(id: ParsedPresenceId): FoundPresentity | undefined {
    const known = this.#known.get(id.id);
    if (known === undefined && this.#waiting.size < MOST_WAITING) {
      this.#waiting.set(id.id, id);
      this.#plan();
    }
    return known;
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
    this.#timer?.cancel();
  }

  #plan(): void {
    if (this.#isAsking || this.#isStopped) return;
    this.#timer ??= this.#parts.clock.startTick(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    this.#isAsking = true;
    const found = await this.#lookUp(batch);
    this.#isAsking = false;
    if (this.#isStopped) return;
    if (found === undefined) this.#retryLater(batch);
    else for (const id of batch) this.#take(id, found.get(id.id) ?? NAMELESS);
    if (this.#waiting.size > 0) this.#plan();
  }

  async #lookUp(batch: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, FoundPresentity> | undefined> {
    const { directory, log } = this.#parts;
    try {
      return await directory.findPresentities(batch);
    } catch (err) {
      log.warn({ directory: directory.id, err, retryInMs: RETRY_MS }, 'directory could not say who is calling');
      return undefined;
    }
  }

  #retryLater(batch: readonly ParsedPresenceId[]): void {
    for (const id of batch) this.#waiting.set(id.id, id);
    this.#timer = this.#parts.clock.startTimer(RETRY_MS, () => void this.#ask());
  }

  #take(id: ParsedPresenceId, found: FoundPresentity): void {
    this.#known.set(id.id, found, { ttl: found.displayName === undefined ? NAMELESS_FOR_MS : NAMED_FOR_MS });
    this.#parts.onAnswered(id, found);
  }

  #takeBatch(): ParsedPresenceId[] {
    const batch: ParsedPresenceId[] = [];
    for (const id of this.#waiting.values()) {
      if (batch.length === MOST_AT_ONCE) break;
      this.#waiting.delete(id.id);
      if (this.#parts.isWanted(id.id)) batch.push(id);
    }
    return batch;
  }
}

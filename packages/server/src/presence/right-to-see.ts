import { LRUCache } from 'lru-cache';
import type { ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Directory, FoundPresentity } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';

/** May the caller see it? `unknown` when a directory that might say yes cannot be asked. */
export type Sight = 'allowed' | 'denied' | 'unknown';

/** How long a yes is believed without asking again; milliseconds. */
const ALLOWED_FOR_MS = 3_600_000;

/** How long a no is believed: short, as people are added to directories; milliseconds. */
const DENIED_FOR_MS = 60_000;

const MOST_REMEMBERED = 200_000;

/** Parts of {@link RightToSee}. */
export interface RightToSeeParts {
  readonly directories: readonly Directory[];
  readonly clock: Clock;
  readonly log: Log;
  /** Answers that are remembered at most; the room for them is taken at once. Default 200,000. */
  readonly mostRemembered?: number;
}

interface Question {
  readonly id: ParsedPresenceId;
  readonly answers: ((sight: Sight) => void)[];
}

/**
 * Says whether a presentity may be subscribed without a search: it must stand in a directory that may be searched, or nobody could
 * have found it. Questions of one tick, whoever asks them, become one look-up a directory; answers are remembered for a while.
 */
export class RightToSee {
  readonly #parts: RightToSeeParts;
  readonly #known: LRUCache<PresenceId, Sight>;
  readonly #asked = new Map<PresenceId, Question>();
  #batch: Question[] = [];

  constructor(parts: RightToSeeParts) {
    this.#parts = parts;
    this.#known = new LRUCache({
      max: parts.mostRemembered ?? MOST_REMEMBERED,
      ttl: ALLOWED_FOR_MS,
      ttlResolution: 0,
      perf: { now: () => parts.clock.monotonicMs() + 1 },
    });
  }

  /** A search has just shown these: they may be seen. */
  remember(ids: Iterable<PresenceId>): void {
    for (const id of ids) this.#known.set(id, 'allowed');
  }

  /** Answers for each id; never rejects. */
  async check(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, Sight>> {
    const sights = await Promise.all(ids.map((id) => this.#see(id)));
    return new Map(ids.map((id, index) => [id.id, sights[index] ?? 'unknown']));
  }

  async #see(id: ParsedPresenceId): Promise<Sight> {
    return this.#known.get(id.id) ?? (await this.#ask(id));
  }

  #ask(id: ParsedPresenceId): Promise<Sight> {
    return new Promise((resolve) => {
      const question = this.#asked.get(id.id);
      if (question !== undefined) {
        question.answers.push(resolve);
        return;
      }
      const fresh: Question = { id, answers: [resolve] };
      this.#asked.set(id.id, fresh);
      if (this.#batch.push(fresh) === 1) this.#parts.clock.startTick(() => void this.#lookUp());
    });
  }

  async #lookUp(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const ids = batch.map(({ id }) => id);
    const found = await Promise.all(this.#parts.directories.map((directory) => this.#find(directory, ids)));
    const isComplete = found.every((answer) => answer !== undefined);
    for (const { id, answers } of batch) {
      const isFound = found.some((answer) => answer?.has(id.id) === true);
      const sight: Sight = isFound ? 'allowed' : isComplete ? 'denied' : 'unknown';
      if (sight !== 'unknown') this.#known.set(id.id, sight, { ttl: isFound ? ALLOWED_FOR_MS : DENIED_FOR_MS });
      this.#asked.delete(id.id);
      for (const answer of answers) answer(sight);
    }
  }

  async #find(
    directory: Directory,
    ids: readonly ParsedPresenceId[],
  ): Promise<ReadonlyMap<PresenceId, FoundPresentity> | undefined> {
    try {
      return await directory.findPresentities(ids);
    } catch (error) {
      this.#parts.log.warn({ directory: directory.id, err: error }, 'directory could not say what it contains');
      return undefined;
    }
  }
}

import { LRUCache } from 'lru-cache';
import type { ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Directory, FoundPresentity } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { Sight } from './right-to-see.ts';

/** How long a yes is believed without asking again; milliseconds. */
const ALLOWED_FOR_MS = 3_600_000;

/** How long a no is believed: short, as people are added to directories; milliseconds. */
const DENIED_FOR_MS = 60_000;

const MOST_REMEMBERED = 200_000;

/** Parts of {@link DirectoryContents}. */
export interface DirectoryContentsParts {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
}

interface Question {
  readonly id: ParsedPresenceId;
  readonly answers: ((sight: Sight) => void)[];
}

/**
 * Which presentities stand in one directory: `allowed` for whoever may search it. Questions of one tick, whoever asks them, become one look-up;
 * answers are remembered for a while.
 */
export class DirectoryContents {
  readonly directoryId: string;
  readonly #parts: DirectoryContentsParts;
  readonly #known: LRUCache<PresenceId, Sight>;
  readonly #asked = new Map<PresenceId, Question>();
  #batch: Question[] = [];

  constructor(parts: DirectoryContentsParts) {
    this.#parts = parts;
    this.directoryId = parts.directory.id;
    this.#known = new LRUCache({
      max: MOST_REMEMBERED,
      ttl: ALLOWED_FOR_MS,
      ttlResolution: 0,
      perf: { now: () => parts.clock.monotonicMs() + 1 },
    });
  }

  /** A search has just shown these. */
  remember(ids: Iterable<PresenceId>): void {
    for (const id of ids) this.#known.set(id, 'allowed');
  }

  /** What is known without asking the directory. */
  findKnown(id: PresenceId): Sight | undefined {
    return this.#known.get(id);
  }

  /** Whether the directory has it; never rejects. */
  has(id: ParsedPresenceId): Promise<Sight> {
    const known = this.#known.get(id.id);
    return known === undefined ? this.#ask(id) : Promise.resolve(known);
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
    const found = await this.#find(batch.map(({ id }) => id));
    for (const { id, answers } of batch) {
      const isFound = found?.has(id.id) === true;
      const sight: Sight = isFound ? 'allowed' : found === undefined ? 'unknown' : 'denied';
      if (sight !== 'unknown') this.#known.set(id.id, sight, { ttl: isFound ? ALLOWED_FOR_MS : DENIED_FOR_MS });
      this.#asked.delete(id.id);
      for (const answer of answers) answer(sight);
    }
  }

  async #find(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, FoundPresentity> | undefined> {
    const { directory, log } = this.#parts;
    try {
      return await directory.findPresentities(ids);
    } catch (error) {
      log.warn({ directory: directory.id, err: error }, 'directory could not say what it contains');
      return undefined;
    }
  }
}

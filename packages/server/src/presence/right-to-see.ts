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

/** Most ids of one look-up: after a restart everything is asked for at once, and no answer may hold up the rest. */
export const MOST_IDS_PER_LOOK_UP = 500;

/** Look-ups under way at once. */
const MOST_LOOK_UPS = 2;

/** Parts of {@link RightToSee}. */
export interface RightToSeeParts {
  readonly directories: readonly Directory[];
  readonly clock: Clock;
  readonly log: Log;
  /** Answers that are remembered at most; the room for them is taken at once. Default 200,000. */
  readonly mostRemembered?: number;
}

/** What the directories are being asked; whoever asks the same meanwhile shares it. */
export interface SightQuestion {
  readonly id: ParsedPresenceId;
  /** Settles with the answer; never rejects. The same for many questions. */
  readonly answered: Promise<void>;
  /** The answer, once there is one. */
  readonly sight: Sight;
}

interface Question extends SightQuestion {
  sight: Sight;
}

interface LookUp {
  readonly questions: Question[];
  readonly answered: Promise<void>;
  readonly end: () => void;
  /** Failed since these questions were asked: not asked, or each of many look-ups would wait for a time-out of its own. */
  readonly failed: Set<Directory>;
}

/**
 * Says whether a presentity may be subscribed without a search: it must stand in a directory that may be searched, or nobody could
 * have found it. Questions of one tick, whoever asks them, go into one look-up a directory, or into few if they are many; the same is
 * never asked twice at a time; answers are remembered for a while.
 */
export class RightToSee {
  readonly #parts: RightToSeeParts;
  readonly #known: LRUCache<PresenceId, Sight>;
  readonly #asked = new Map<PresenceId, Question>();
  readonly #waiting: LookUp[] = [];
  #running = 0;
  #isPlanned = false;

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

  /** What is known of an id, or being asked; undefined when it is neither, or when the id is not canonical. */
  find(id: PresenceId): Sight | SightQuestion | undefined {
    return this.#known.get(id) ?? this.#asked.get(id);
  }

  /** What is known of an id; where it is not, the directories are asked. */
  ask(id: ParsedPresenceId): Sight | SightQuestion {
    const found = this.find(id.id);
    if (found !== undefined) return found;
    const lookUp = this.#openLookUp();
    const question: Question = { id, answered: lookUp.answered, sight: 'unknown' };
    lookUp.questions.push(question);
    this.#asked.set(id.id, question);
    return question;
  }

  /** The look-up that takes further questions. */
  #openLookUp(): LookUp {
    const last = this.#waiting.at(-1);
    if (last !== undefined && last.questions.length < MOST_IDS_PER_LOOK_UP && last.failed.size === 0) return last;
    let end = (): void => undefined;
    const answered = new Promise<void>((resolve) => (end = resolve));
    const lookUp: LookUp = { questions: [], answered, end, failed: new Set() };
    this.#waiting.push(lookUp);
    this.#plan();
    return lookUp;
  }

  #plan(): void {
    if (this.#isPlanned || this.#waiting.length === 0 || this.#running === MOST_LOOK_UPS) return;
    this.#isPlanned = true;
    this.#parts.clock.startTick(() => {
      this.#isPlanned = false;
      const next = this.#waiting.shift();
      if (next !== undefined) void this.#lookUp(next);
      this.#plan();
    });
  }

  async #lookUp({ questions, end, failed }: LookUp): Promise<void> {
    this.#running += 1;
    const ids = questions.map(({ id }) => id);
    const { directories } = this.#parts;
    const found = await Promise.all(
      directories.map(async (each) => (failed.has(each) ? undefined : await this.#find(each, ids))),
    );
    this.#running -= 1;
    this.#plan();
    const isComplete = found.every((answer) => answer !== undefined);
    for (const question of questions) {
      const { id } = question.id;
      const isFound = found.some((answer) => answer?.has(id) === true);
      question.sight = isFound ? 'allowed' : isComplete ? 'denied' : 'unknown';
      if (question.sight !== 'unknown') this.#known.set(id, question.sight, { ttl: isFound ? ALLOWED_FOR_MS : DENIED_FOR_MS });
      this.#asked.delete(id);
    }
    end();
  }

  /** Undefined when the directory cannot answer. */
  async #find(
    directory: Directory,
    ids: readonly ParsedPresenceId[],
  ): Promise<ReadonlyMap<PresenceId, FoundPresentity> | undefined> {
    try {
      return await directory.findPresentities(ids);
    } catch (error) {
      for (const { failed } of this.#waiting) failed.add(directory);
      this.#parts.log.warn({ directory: directory.id, err: error }, 'directory could not say what it contains');
      return undefined;
    }
  }
}

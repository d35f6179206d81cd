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

/** Look-ups of one directory under way at once. */
const MOST_LOOK_UPS = 2;

/** Parts of {@link DirectoryContents}. */
export interface DirectoryContentsParts {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  /** Answers that are remembered at most; the room for them is taken at once. Default 200,000. */
  readonly mostRemembered?: number | undefined;
}

/** What the directory is being asked; whoever asks the same meanwhile shares it. */
export interface ContentsQuestion {
  readonly id: ParsedPresenceId;
  /** Settles with the answer; never rejects. The same for many questions. */
  readonly answered: Promise<void>;
  /** The answer, once there is one. */
  readonly sight: Sight;
}

interface Question extends ContentsQuestion {
  sight: Sight;
}

interface LookUp {
  readonly questions: Question[];
  readonly answered: Promise<void>;
  readonly end: () => void;
}

/**
 * Which presentities stand in one directory: `allowed` for whoever may search it. Questions of one tick, whoever asks them, go into one look-up, or into few
 * if they are many; the same is never asked twice at a time; answers are remembered for a while.
 */
export class DirectoryContents {
  readonly directoryId: string;
  readonly #parts: DirectoryContentsParts;
  readonly #known: LRUCache<PresenceId, Sight>;
  readonly #asked = new Map<PresenceId, Question>();
  readonly #waiting: LookUp[] = [];
  #running = 0;
  #isPlanned = false;

  constructor(parts: DirectoryContentsParts) {
    this.#parts = parts;
    this.directoryId = parts.directory.id;
    this.#known = new LRUCache({
      max: parts.mostRemembered ?? MOST_REMEMBERED,
      ttl: ALLOWED_FOR_MS,
      ttlResolution: 0,
      perf: { now: () => parts.clock.monotonicMs() + 1 },
    });
  }

  /** A search has just shown these. */
  remember(ids: Iterable<PresenceId>): void {
    for (const id of ids) this.#known.set(id, 'allowed');
  }

  /** What is known of an id, or being asked; undefined when it is neither, or when the id is not canonical. */
  find(id: PresenceId): Sight | ContentsQuestion | undefined {
    return this.#known.get(id) ?? this.#asked.get(id);
  }

  /** What is known of an id; where it is not, the directory is asked. */
  ask(id: ParsedPresenceId): Sight | ContentsQuestion {
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
    if (last !== undefined && last.questions.length < MOST_IDS_PER_LOOK_UP) return last;
    let end = (): void => undefined;
    const answered = new Promise<void>((resolve) => (end = resolve));
    const lookUp: LookUp = { questions: [], answered, end };
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

  async #lookUp(lookUp: LookUp): Promise<void> {
    this.#running += 1;
    const found = await this.#find(lookUp.questions.map(({ id }) => id));
    this.#running -= 1;
    this.#settle(lookUp, found);
    // What was asked before it failed is not asked any more, or each of many look-ups would wait for a time-out of its own.
    if (found === undefined) for (const waiting of this.#waiting.splice(0)) this.#settle(waiting, undefined);
    this.#plan();
  }

  /** @param found undefined when the directory could not answer */
  #settle({ questions, end }: LookUp, found: ReadonlyMap<PresenceId, FoundPresentity> | undefined): void {
    for (const question of questions) {
      const { id } = question.id;
      const isFound = found?.has(id) === true;
      question.sight = isFound ? 'allowed' : found === undefined ? 'unknown' : 'denied';
      if (found !== undefined) this.#known.set(id, question.sight, { ttl: isFound ? ALLOWED_FOR_MS : DENIED_FOR_MS });
      this.#asked.delete(id);
    }
    end();
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

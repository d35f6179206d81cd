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

/**
 * Ids that are looked up for one user before it is the next one's turn: who asks for thousands puts nobody else back by all of them, but for what both ask for, which
 * is looked up when it is the turn of who asked first.
 */
const IDS_PER_SHARE = 100;

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

/** Questions that one user asked first, answered together. */
interface Batch {
  readonly questions: Question[];
  readonly answered: Promise<void>;
  readonly end: () => void;
}

/**
 * Which presentities stand in one directory: `allowed` for whoever may search it. Questions of one tick, whoever asks them, go into one look-up, or into few
 * if they are many, of each user some in turn; the same is never asked twice at a time; answers are remembered for a while.
 */
export class DirectoryContents {
  readonly directoryId: string;
  readonly #parts: DirectoryContentsParts;
  readonly #known: LRUCache<PresenceId, Sight>;
  readonly #asked = new Map<PresenceId, Question>();
  /** Batches by user, in the order in which it is the users' turn; none has none. */
  readonly #waiting = new Map<string, Batch[]>();
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
  ask(id: ParsedPresenceId, username: string): Sight | ContentsQuestion {
    const found = this.find(id.id);
    if (found !== undefined) return found;
    const batch = this.#openBatch(username);
    const question: Question = { id, answered: batch.answered, sight: 'unknown' };
    batch.questions.push(question);
    this.#asked.set(id.id, question);
    return question;
  }

  /** The user's batch that takes further questions. */
  #openBatch(username: string): Batch {
    const batches = this.#waiting.get(username) ?? [];
    const last = batches.at(-1);
    if (last !== undefined && last.questions.length < IDS_PER_SHARE) return last;
    let end = (): void => undefined;
    const answered = new Promise<void>((resolve) => (end = resolve));
    const batch: Batch = { questions: [], answered, end };
    batches.push(batch);
    this.#waiting.set(username, batches);
    this.#plan();
    return batch;
  }

  #plan(): void {
    if (this.#isPlanned || this.#waiting.size === 0 || this.#running === MOST_LOOK_UPS) return;
    this.#isPlanned = true;
    this.#parts.clock.startTick(() => {
      this.#isPlanned = false;
      const batches = this.#takeBatches();
      if (batches.length > 0) void this.#lookUp(batches);
      this.#plan();
    });
  }

  /** Takes as many batches as a look-up has room for, one of each user in turn. */
  #takeBatches(): Batch[] {
    const taken: Batch[] = [];
    let room = MOST_IDS_PER_LOOK_UP;
    // A user who has more left is put behind the others, and so is come to once more.
    for (const [username, batches] of this.#waiting) {
      const [next, ...others] = batches;
      if (next === undefined || next.questions.length > room) break;
      taken.push(next);
      room -= next.questions.length;
      this.#waiting.delete(username);
      if (others.length > 0) this.#waiting.set(username, others);
    }
    return taken;
  }

  async #lookUp(batches: readonly Batch[]): Promise<void> {
    this.#running += 1;
    const found = await this.#find(batches.flatMap(({ questions }) => questions.map(({ id }) => id)));
    this.#running -= 1;
    for (const batch of batches) this.#settle(batch, found);
    if (found === undefined) this.#giveUpWaiting();
    this.#plan();
  }

  /** What was asked before it failed is not asked any more, or each of many look-ups would wait for a time-out of its own. */
  #giveUpWaiting(): void {
    const waiting = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const batch of waiting) this.#settle(batch, undefined);
  }

  /** @param found undefined when the directory could not answer */
  #settle({ questions, end }: Batch, found: ReadonlyMap<PresenceId, FoundPresentity> | undefined): void {
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

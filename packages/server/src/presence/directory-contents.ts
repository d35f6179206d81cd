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

/** Ids that are looked up for one user before it is the next one's turn: who asks for thousands puts nobody else back by all of them. */
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

/** An id that the directory is asked for, whoever wants to know. */
interface Question {
  readonly id: ParsedPresenceId;
  /** By user. */
  readonly batches: Map<string, Batch>;
  /** Settles with the look-up that is under way; undefined while there is none. */
  lookUp: Promise<void> | undefined;
  sight: Sight;
}

/** How one user sees a question. After a restart there are hundreds of thousands at once. */
class Wait implements ContentsQuestion {
  readonly answered: Promise<void>;
  readonly #question: Question;

  constructor(question: Question, answered: Promise<void>) {
    this.#question = question;
    this.answered = answered;
  }

  get id(): ParsedPresenceId {
    return this.#question.id;
  }

  get sight(): Sight {
    return this.#question.sight;
  }
}

/** Questions of one user, answered together. */
interface Batch {
  readonly questions: Question[];
  /** How many of them have no answer yet. */
  open: number;
  readonly answered: Promise<void>;
  readonly end: () => void;
}

/**
 * Which presentities stand in one directory: `allowed` for whoever may search it. Questions of one tick, whoever asks them, go into one look-up, or into few
 * if they are many, of each user some in turn; the same is never asked twice at a time, whoever waits for it, and it is the turn of the first
 * of them that counts; answers are remembered for a while.
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

  /** What is known of an id, or that it is being asked for; undefined when it is neither, or when the id is not canonical. */
  find(id: PresenceId): Sight | 'asked' | undefined {
    return this.#known.get(id) ?? (this.#asked.has(id) ? 'asked' : undefined);
  }

  /** What is known of an id; where it is not, the directory is asked, and the user is one of those who wait for it. */
  ask(id: ParsedPresenceId, username: string): Sight | ContentsQuestion {
    const known = this.#known.get(id.id);
    if (known !== undefined) return known;
    const asked = this.#asked.get(id.id);
    const question = asked ?? { id, batches: new Map<string, Batch>(), lookUp: undefined, sight: 'unknown' };
    if (asked === undefined) this.#asked.set(id.id, question);
    // Who comes while it is looked up needs no turn any more.
    const answered = question.lookUp ?? (question.batches.get(username) ?? this.#join(question, username)).answered;
    return new Wait(question, answered);
  }

  #join(question: Question, username: string): Batch {
    const batch = this.#openBatch(username);
    question.batches.set(username, batch);
    batch.questions.push(question);
    batch.open += 1;
    return batch;
  }

  /** The user's batch that takes further questions. */
  #openBatch(username: string): Batch {
    const batches = this.#waiting.get(username) ?? [];
    const last = batches.at(-1);
    if (last !== undefined && last.open > 0 && last.questions.length < IDS_PER_SHARE) return last;
    let end = (): void => undefined;
    const answered = new Promise<void>((resolve) => (end = resolve));
    const batch: Batch = { questions: [], open: 0, answered, end };
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
      const questions = this.#takeQuestions();
      if (questions.size > 0) void this.#lookUp(questions);
      this.#plan();
    });
  }

  /** Takes as many batches as a look-up has room for, one of each user in turn. What others have asked for before him costs him nothing. */
  #takeQuestions(): ReadonlySet<Question> {
    const taken = new Set<Question>();
    const isOpen = (question: Question): boolean => question.lookUp === undefined && !taken.has(question);
    // A user who has more left is put behind the others, and so is come to once more.
    for (const [username, batches] of this.#waiting) {
      const next = batches.findIndex(({ questions }) => questions.some(isOpen));
      const questions = batches[next]?.questions.filter(isOpen) ?? [];
      if (taken.size + questions.length > MOST_IDS_PER_LOOK_UP) break;
      for (const question of questions) taken.add(question);
      this.#waiting.delete(username);
      if (next !== -1 && next + 1 < batches.length) this.#waiting.set(username, batches.slice(next + 1));
    }
    return taken;
  }

  async #lookUp(questions: ReadonlySet<Question>): Promise<void> {
    this.#running += 1;
    let end = (): void => undefined;
    const lookUp = new Promise<void>((resolve) => (end = resolve));
    for (const question of questions) question.lookUp = lookUp;
    const found = await this.#find(Array.from(questions, ({ id }) => id));
    this.#running -= 1;
    for (const question of questions) this.#settle(question, found);
    end();
    if (found === undefined) this.#giveUpWaiting();
    this.#plan();
  }

  /** What was asked before it failed is not asked any more, or each of many look-ups would wait for a time-out of its own. */
  #giveUpWaiting(): void {
    const waiting = [...this.#asked.values()].filter(({ lookUp }) => lookUp === undefined);
    this.#waiting.clear();
    for (const question of waiting) this.#settle(question, undefined);
  }

  /** @param found undefined when the directory could not answer */
  #settle(question: Question, found: ReadonlyMap<PresenceId, FoundPresentity> | undefined): void {
    const { id } = question.id;
    // A search may have shown it meanwhile.
    const isFound = found?.has(id) === true || this.#known.get(id) === 'allowed';
    question.sight = isFound ? 'allowed' : found === undefined ? 'unknown' : 'denied';
    if (found !== undefined) this.#known.set(id, question.sight, { ttl: isFound ? ALLOWED_FOR_MS : DENIED_FOR_MS });
    this.#asked.delete(id);
    for (const batch of question.batches.values()) {
      batch.open -= 1;
      if (batch.open === 0) batch.end();
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

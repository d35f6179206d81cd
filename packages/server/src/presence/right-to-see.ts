import { parsePresenceId, type ParsedPresenceId, type PresenceId } from '@lampfield/protocol';
import { PERMIT_EVERYTHING } from '../core/permit-everything.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { Permissions } from '../ports/permissions.ts';
import { DirectoryContents, type ContentsQuestion, type Sight } from './directory-contents.ts';

type Granted = Pick<Permissions, 'maySearch' | 'maySeeType'>;

/** Parts of {@link RightToSee}. */
export interface RightToSeeParts {
  readonly directories: readonly Directory[];
  /** Left out: everybody may search every directory and see every presence type. */
  readonly permissions?: Granted | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Answers that are remembered at most of each directory; the room for them is taken at once. Default 200,000. */
  readonly mostRemembered?: number | undefined;
}

/** What directories are being asked for one user. */
export interface SightQuestion {
  readonly id: ParsedPresenceId;
  /** Settle with the answers; never reject. The same for many questions. */
  readonly answered: readonly Promise<void>[];
  /** The answer once they have settled. What was taken from the user meanwhile does not count any more. */
  readonly sight: Sight;
}

/** What one directory says, or is being asked. */
interface Saying {
  readonly directoryId: string;
  readonly said: Sight | ContentsQuestion;
}

/**
 * Says whether a user may subscribe a presentity without a search: it must stand in a directory that he may search, or he could not have found it,
 * and be of a type that he may see.
 */
export class RightToSee {
  readonly #permissions: Granted;
  readonly #contents: readonly DirectoryContents[];

  constructor({ directories, permissions = PERMIT_EVERYTHING, ...parts }: RightToSeeParts) {
    this.#permissions = permissions;
    this.#contents = directories.map((directory) => new DirectoryContents({ ...parts, directory }));
  }

  /** A search of the directory has just shown these. */
  remember(directoryId: string, ids: Iterable<PresenceId>): void {
    this.#contents.find((contents) => contents.directoryId === directoryId)?.remember(ids);
  }

  /** What is known of an id, or being asked; undefined when some directory would have to be asked first, or when the id is not canonical. */
  find(username: string, id: PresenceId): Sight | SightQuestion | undefined {
    const parsed = parsePresenceId(id);
    if (typeof parsed === 'string' || !this.#permissions.maySeeType(username, parsed.type)) return undefined;
    let isComplete = true;
    let isSearched = false;
    for (const contents of this.#contents) {
      if (!this.#permissions.maySearch(username, contents.directoryId)) continue;
      const said = contents.find(id);
      if (said === 'allowed') return said;
      isSearched = true;
      isComplete &&= said !== undefined;
    }
    return isComplete && isSearched ? this.#askAll(username, parsed) : undefined;
  }

  /** What is known of an id; where it is not, the directories that the user may search are asked. */
  ask(username: string, id: ParsedPresenceId): Sight | SightQuestion {
    if (!this.#permissions.maySeeType(username, id.type)) return 'denied';
    return this.find(username, id.id) ?? this.#askAll(username, id);
  }

  #askAll(username: string, id: ParsedPresenceId): Sight | SightQuestion {
    const searched = this.#contents.filter(({ directoryId }) => this.#permissions.maySearch(username, directoryId));
    const sayings = searched.map((contents) => ({ directoryId: contents.directoryId, said: contents.ask(id, username) }));
    return sayings.some(({ said }) => typeof said !== 'string')
      ? new Doubt({ username, id, sayings, permissions: this.#permissions })
      : sightOf(sayings.map(answerOf));
  }
}

interface DoubtParts {
  readonly username: string;
  readonly id: ParsedPresenceId;
  readonly sayings: readonly Saying[];
  readonly permissions: Granted;
}

/** What some directory has not said yet. */
class Doubt implements SightQuestion {
  readonly #parts: DoubtParts;

  constructor(parts: DoubtParts) {
    this.#parts = parts;
  }

  get id(): ParsedPresenceId {
    return this.#parts.id;
  }

  get answered(): readonly Promise<void>[] {
    return this.#parts.sayings.flatMap(({ said }) => (typeof said === 'string' ? [] : [said.answered]));
  }

  get sight(): Sight {
    const { username, id, sayings, permissions } = this.#parts;
    if (!permissions.maySeeType(username, id.type)) return 'denied';
    return sightOf(sayings.filter(({ directoryId }) => permissions.maySearch(username, directoryId)).map(answerOf));
  }
}

function answerOf({ said }: Saying): Sight {
  return typeof said === 'string' ? said : said.sight;
}

/** One directory that has it is enough; one that cannot be asked leaves it open. */
function sightOf(answers: readonly Sight[]): Sight {
  if (answers.includes('allowed')) return 'allowed';
  return answers.includes('unknown') ? 'unknown' : 'denied';
}

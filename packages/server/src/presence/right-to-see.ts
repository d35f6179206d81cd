import type { ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import { PERMIT_EVERYTHING } from '../core/permit-everything.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { Permissions } from '../ports/permissions.ts';
import { DirectoryContents } from './directory-contents.ts';

/** May the caller see it? `unknown` when a directory that might say yes cannot be asked. */
export type Sight = 'allowed' | 'denied' | 'unknown';

/** Parts of {@link RightToSee}. */
export interface RightToSeeParts {
  readonly directories: readonly Directory[];
  /** Left out: everybody may search every directory and see every presence type. */
  readonly permissions?: Pick<Permissions, 'maySearch' | 'maySeeType'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Says whether a user may subscribe a presentity without a search: it must stand in a directory that he may search, or he could not have found it,
 * and be of a type that he may see.
 */
export class RightToSee {
  readonly #permissions: Pick<Permissions, 'maySearch' | 'maySeeType'>;
  readonly #contents: readonly DirectoryContents[];

  constructor({ directories, permissions = PERMIT_EVERYTHING, clock, log }: RightToSeeParts) {
    this.#permissions = permissions;
    this.#contents = directories.map((directory) => new DirectoryContents({ directory, clock, log }));
  }

  /** A search of the directory has just shown these. */
  remember(directoryId: string, ids: Iterable<PresenceId>): void {
    this.#contents.find((contents) => contents.directoryId === directoryId)?.remember(ids);
  }

  /** Answers for each id; never rejects. */
  async check(username: string, ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, Sight>> {
    const asked = this.#contents.filter(({ directoryId }) => this.#permissions.maySearch(username, directoryId));
    const told = await Promise.all(
      ids.map((id) => this.#ask(this.#permissions.maySeeType(username, id.type) ? asked : [], id)),
    );
    // What was taken from the user while the directories were asked does not count any more.
    const counts = asked.map(({ directoryId }) => this.#permissions.maySearch(username, directoryId));
    return new Map(
      ids.map((id, index) => {
        const answers = (told[index] ?? []).filter((_, place) => counts[place]);
        return [id.id, this.#permissions.maySeeType(username, id.type) ? sightOf(answers) : 'denied'];
      }),
    );
  }

  /** What each of the directories says. One that has it is enough: the others are only asked together with it. */
  #ask(contents: readonly DirectoryContents[], id: ParsedPresenceId): Promise<readonly Sight[]> {
    const known = contents.map((directory) => directory.findKnown(id.id));
    if (known.includes('allowed')) return Promise.resolve(known.map((sight) => sight ?? 'denied'));
    return Promise.all(contents.map((directory) => directory.has(id)));
  }
}

function sightOf(answers: readonly Sight[]): Sight {
  if (answers.includes('allowed')) return 'allowed';
  return answers.includes('unknown') ? 'unknown' : 'denied';
}

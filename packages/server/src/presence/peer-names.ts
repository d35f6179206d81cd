import { presenceId, type CallPeer, type ParsedPresenceId, type PresenceId } from '@lampfield/protocol';
import type { Canonicalize } from '../core/canonical-identifier.ts';
import { plainLine } from '../core/plain-line.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory, FoundPresentity, MaySearch } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import { DirectoryNames } from './directory-names.ts';

/** Longest name that is passed on; code points. */
const LONGEST_NAME = 255;

/** Parts of {@link PeerNames}. */
export interface PeerNamesParts {
  /** The first that knows a name, and that the watcher may search, gives it. */
  readonly directories: readonly Directory[];
  readonly maySearch: MaySearch;
  readonly canonicalize: Canonicalize;
  readonly clock: Clock;
  readonly log: Log;
  /** A name has been found for whom this presentity is in a call with. */
  readonly onNamed: (id: PresenceId) => void;
}

/** Whom a presentity is in a call with, and what the directories say of that number, in their order. */
interface NamelessPeer {
  readonly number: ParsedPresenceId;
  readonly names: (string | undefined)[];
}

interface NamingDirectory {
  readonly id: string;
  readonly names: DirectoryNames;
}

/**
 * Names, from the directories, for the other ends of calls that the phone network gives only a number of. A name that was found stays with the
 * call, whatever becomes of the directory; names are kept apart from reports, because not everybody may see each.
 */
export class PeerNames {
  readonly #parts: PeerNamesParts;
  readonly #directories: readonly NamingDirectory[];
  readonly #peers = new Map<PresenceId, NamelessPeer>();
  /** The presentities in a call with a number, by the number's own id. */
  readonly #callsWith = new Map<PresenceId, Set<PresenceId>>();

  constructor(parts: PeerNamesParts) {
    const { clock, log } = parts;
    this.#parts = parts;
    this.#directories = parts.directories.map((directory, index) => ({
      id: directory.id,
      names: new DirectoryNames({
        directory,
        clock,
        log,
        isWanted: (id) => this.#callsWith.has(id),
        onAnswered: (number, found) => {
          this.#onAnswered(number, index, nameOf(number, found));
        },
      }),
    }));
  }

  /** Whom the presentity is in a call with now, as its source says; undefined for nobody. */
  note(id: PresenceId, peer: CallPeer | undefined): void {
    const number = peer === undefined || peer.name !== undefined ? undefined : this.#parseNumber(peer.number);
    if (number !== undefined && number.id === this.#peers.get(id)?.number.id) return;
    this.forget(id);
    if (number === undefined) return;
    const calls = this.#callsWith.get(number.id) ?? new Set();
    this.#callsWith.set(number.id, calls.add(id));
    this.#peers.set(id, { number, names: this.#directories.map(({ names }) => nameOf(number, names.find(number))) });
  }

  /** The presentity is gone, or its call. */
  forget(id: PresenceId): void {
    const number = this.#peers.get(id)?.number.id;
    if (number === undefined) return;
    this.#peers.delete(id);
    const calls = this.#callsWith.get(number);
    calls?.delete(id);
    if (calls?.size === 0) this.#callsWith.delete(number);
  }

  /** The name, for this watcher, of whom the presentity is in a call with. */
  findName(id: PresenceId, username: string): string | undefined {
    const names = this.#peers.get(id)?.names;
    return names?.find((name, index) => name !== undefined && this.#maySee(username, index));
  }

  stop(): void {
    for (const { names } of this.#directories) names.stop();
  }

  #maySee(username: string, index: number): boolean {
    const directory = this.#directories[index];
    return directory !== undefined && this.#parts.maySearch(username, directory.id);
  }

  /** A number of the phone network, as lines are known by; undefined for what is none, like a withheld one. */
  #parseNumber(raw: string): ParsedPresenceId | undefined {
    const identifier = this.#parts.canonicalize('JTAPI', raw);
    return identifier === undefined ? undefined : { id: presenceId(identifier, 'JTAPI'), identifier, type: 'JTAPI' };
  }

  #onAnswered(number: ParsedPresenceId, index: number, name: string | undefined): void {
    if (name === undefined) return;
    for (const id of this.#callsWith.get(number.id) ?? []) {
      const peer = this.#peers.get(id);
      if (peer === undefined || peer.names[index] === name) continue;
      peer.names[index] = name;
      this.#parts.onNamed(id);
    }
  }
}

/** A name that only repeats the number is none. */
function nameOf(number: ParsedPresenceId, found: FoundPresentity | undefined): string | undefined {
  const name = plainLine(found?.displayName ?? '', LONGEST_NAME);
  return name === '' || name === number.identifier ? undefined : name;
}

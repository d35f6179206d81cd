import { OrderedRows, type Place } from './ordered-rows.ts';
import { USER_STATES } from './user-state.ts';

/** Users of one domain that stand together, by their places in the order: the first, and the one after the last. */
interface UserRange {
  readonly from: number;
  readonly to: number;
}

/** What a user begins with. */
interface NewUser {
  readonly userNumber: number;
  /** What his first session says; an index of `USER_STATES`. */
  readonly rank: number;
  /** When he was seen to come, epoch milliseconds; NaN when he was found. */
  readonly seenSinceMs: number;
}

// Columns; the key is the name. The first is when the present state was seen to begin (NaN: it was found, not seen), the last how many
// sessions say what, by the rank of it.
const SEEN_SINCE_MS = 0;
const USER_NUMBER = 1;
const FIRST_COUNT = 2;

/** Every index of `USER_STATES`. */
const RANKS = USER_STATES.map((_, rank) => rank);

/** The users of one domain who have sessions, by name, with how many sessions say what: so a state is known without looking at the sessions. */
export class UserRows {
  readonly #rows = new OrderedRows<string>(FIRST_COUNT + RANKS.length);

  get size(): number {
    return this.#rows.size;
  }

  /** Where the user is, or would be. */
  seek(user: string): Place {
    return this.#rows.seek((leaf, row) => leaf.getKey(row) >= user);
  }

  /** The user there: the one that was sought, another one, or undefined at the end. */
  findName(place: Place): string | undefined {
    return this.#rows.findKey(place);
  }

  /** Adds a user with one session. */
  add(place: Place, user: string, { userNumber, rank, seenSinceMs }: NewUser): void {
    this.#rows.insert(place, user, [seenSinceMs, userNumber, ...RANKS.map((each) => (each === rank ? 1 : 0))]);
  }

  remove(place: Place): void {
    this.#rows.remove(place);
  }

  /** A session of his says something else. Undefined: it is not there. @returns how many sessions he has now */
  recount(place: Place, oldRank: number | undefined, rank: number | undefined): number {
    if (oldRank !== undefined) this.#rows.write(place, FIRST_COUNT + oldRank, this.#count(place, oldRank) - 1);
    if (rank !== undefined) this.#rows.write(place, FIRST_COUNT + rank, this.#count(place, rank) + 1);
    return this.resources(place);
  }

  userNumber(place: Place): number {
    return this.#rows.cell(place, USER_NUMBER);
  }

  /** What counts most of all that his sessions say; an index of `USER_STATES`. */
  rank(place: Place): number {
    return RANKS.findLast((rank) => this.#count(place, rank) > 0) ?? 0;
  }

  /** How many sessions he has. */
  resources(place: Place): number {
    return sumCounts((column) => this.#rows.cell(place, column));
  }

  /** When his state was seen to begin, epoch milliseconds; NaN when it was found. */
  seenSinceMs(place: Place): number {
    return this.#rows.cell(place, SEEN_SINCE_MS);
  }

  setSeenSinceMs(place: Place, ms: number): void {
    this.#rows.write(place, SEEN_SINCE_MS, ms);
  }

  /** Those whose name begins so. */
  rangeOf(prefix: string): UserRange {
    if (prefix === '') return { from: 0, to: this.size };
    const from = this.#rows.countBefore(this.seek(prefix));
    const isBehind = (name: string): boolean => name > prefix && !name.startsWith(prefix);
    return { from, to: this.#rows.countBefore(this.#rows.seek((leaf, row) => isBehind(leaf.getKey(row)))) };
  }

  /** How many come before a name or have it. */
  countUpTo(user: string): number {
    return this.#rows.countBefore(this.#rows.seek((leaf, row) => leaf.getKey(row) > user));
  }

  /** Those at these places in the order. */
  take({ from, to }: UserRange): { readonly user: string; readonly resources: number }[] {
    const taken = [];
    for (const { key, cell } of this.#rows.from(this.#rows.placeOf(from))) {
      if (from + taken.length >= to) break;
      taken.push({ user: key, resources: sumCounts(cell) });
    }
    return taken;
  }

  #count(place: Place, rank: number): number {
    return this.#rows.cell(place, FIRST_COUNT + rank);
  }
}

function sumCounts(cell: (column: number) => number): number {
  return RANKS.reduce((sum, rank) => sum + cell(FIRST_COUNT + rank), 0);
}

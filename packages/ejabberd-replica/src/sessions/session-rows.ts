import { OrderedRows, type Place } from './ordered-rows.ts';

/** What names a session within its domain. */
interface HostSessionKey {
  /** Stands for the user. */
  readonly userNumber: number;
  /** When it was opened; epoch MICROseconds. */
  readonly sidUs: number;
  /** Stands for the node that serves it. */
  readonly nodeNumber: number;
}

// Columns; the key is the number of the user.
const SID_US = 0;
const NODE = 1;
const RANK = 2;

/**
 * The sessions of one domain, by user, then by when they were opened. So those of one user stand together, oldest first, and finding one of them
 * costs the same however many he has.
 */
export class SessionRows {
  readonly #rows = new OrderedRows<number>(3);

  get size(): number {
    return this.#rows.size;
  }

  /**
   * Puts down what a session says, and that it is there; or that it is not.
   *
   * @param rank an index of `USER_STATES`; undefined takes the session out
   * @returns what it said before; undefined when it was not there
   */
  exchange(key: HostSessionKey, rank: number | undefined): number | undefined {
    const place = this.#seek(key);
    const oldRank = this.#findRank(place, key);
    if (oldRank === undefined && rank !== undefined) {
      this.#rows.insert(place, key.userNumber, [key.sidUs, key.nodeNumber, rank]);
    } else if (oldRank !== undefined) {
      if (rank === undefined) this.#rows.remove(place);
      else this.#rows.write(place, RANK, rank);
    }
    return oldRank;
  }

  /** When the first of the user's sessions was opened that says this, epoch milliseconds; Infinity when none does. */
  openedMs(userNumber: number, rank: number): number {
    const oldest = this.#seek({ userNumber, sidUs: Number.NEGATIVE_INFINITY, nodeNumber: 0 });
    for (const { key, cell } of this.#rows.from(oldest)) {
      if (key !== userNumber) break;
      if (cell(RANK) === rank) return Math.floor(cell(SID_US) / 1000);
    }
    return Number.POSITIVE_INFINITY;
  }

  #seek({ userNumber, sidUs, nodeNumber }: HostSessionKey): Place {
    return this.#rows.seek((leaf, row) => {
      const key = leaf.getKey(row);
      if (key !== userNumber) return key > userNumber;
      const openedUs = leaf.cell(row, SID_US);
      return openedUs === sidUs ? leaf.cell(row, NODE) >= nodeNumber : openedUs > sidUs;
    });
  }

  #findRank(place: Place, { userNumber, sidUs, nodeNumber }: HostSessionKey): number | undefined {
    const rows = this.#rows;
    const isIt =
      rows.findKey(place) === userNumber && rows.cell(place, SID_US) === sidUs && rows.cell(place, NODE) === nodeNumber;
    return isIt ? rows.cell(place, RANK) : undefined;
  }
}

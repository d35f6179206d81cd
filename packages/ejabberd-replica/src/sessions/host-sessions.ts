import type { Place } from './ordered-rows.ts';
import { SessionRows } from './session-rows.ts';
import { UserRows } from './user-rows.ts';
import { USER_STATES, type UserState } from './user-state.ts';

/**
 * What became of a user by one row: he has his first session, lost his last, or has another state or number of sessions; NONE is everything that
 * nobody would see.
 */
export type UserChange = 'JOINED' | 'LEFT' | 'CHANGED' | 'NONE';

/** A user with at least one session. */
export interface UserPresence {
  readonly state: UserState;
  /** When the state began, epoch milliseconds: when it was seen to, else when the first of the sessions that carry it was opened. */
  readonly since: number;
  /** How many sessions he has. */
  readonly resources: number;
}

/** What is known of one session. */
interface SessionNews {
  readonly user: string;
  /** When it was opened; epoch MICROseconds. */
  readonly sidUs: number;
  /** Stands for its node. */
  readonly nodeNumber: number;
  /** What it says, from `stateRankOf`; undefined when it is not there. */
  readonly rank: number | undefined;
}

/** The sessions of one domain, and the users they make. */
export class HostSessions {
  readonly host: string;
  readonly users = new UserRows();
  readonly #sessions = new SessionRows();
  /** Never used again, so the sessions of who has just come are the last ones, where there is least to move. */
  #nextUserNumber = 0;

  constructor(host: string) {
    this.host = host;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** @param seenAtMs when it happened, epoch milliseconds; undefined when it was found so */
  apply(news: SessionNews, seenAtMs: number | undefined): UserChange {
    const place = this.users.seek(news.user);
    if (this.users.findName(place) === news.user) return this.#update(place, news, seenAtMs);
    return news.rank === undefined ? 'NONE' : this.#join(place, { ...news, rank: news.rank }, seenAtMs);
  }

  /** @param nowMs epoch milliseconds; no state began later, even where a clock of the cluster is ahead */
  find(user: string, nowMs: number): UserPresence | undefined {
    const place = this.users.seek(user);
    if (this.users.findName(place) !== user) return undefined;
    const state = USER_STATES[this.users.rank(place)] ?? 'PENDING';
    return { state, since: this.#sinceMs(place, nowMs), resources: this.users.resources(place) };
  }

  #join(
    place: Place,
    { user, sidUs, nodeNumber, rank }: SessionNews & { readonly rank: number },
    seenAtMs = Number.NaN,
  ): UserChange {
    const userNumber = this.#nextUserNumber;
    this.#nextUserNumber += 1;
    this.users.add(place, user, { userNumber, rank, seenSinceMs: seenAtMs });
    this.#sessions.exchange({ userNumber, sidUs, nodeNumber }, rank);
    return 'JOINED';
  }

  #update(place: Place, { sidUs, nodeNumber, rank }: SessionNews, seenAtMs: number | undefined): UserChange {
    const { users } = this;
    // What was found is dated before the sessions change that date it.
    if (seenAtMs !== undefined) users.setSeenSinceMs(place, this.#sinceMs(place, seenAtMs));
    const oldRank = this.#sessions.exchange({ userNumber: users.userNumber(place), sidUs, nodeNumber }, rank);
    if (oldRank === rank) return 'NONE';
    const oldState = users.rank(place);
    const resources = users.recount(place, oldRank, rank);
    if (resources === 0) {
      users.remove(place);
      return 'LEFT';
    }
    const hasOtherState = users.rank(place) !== oldState;
    if (hasOtherState) users.setSeenSinceMs(place, seenAtMs ?? Number.NaN);
    return hasOtherState || oldRank === undefined || rank === undefined ? 'CHANGED' : 'NONE';
  }

  #sinceMs(place: Place, nowMs: number): number {
    const seenSinceMs = this.users.seenSinceMs(place);
    if (!Number.isNaN(seenSinceMs)) return seenSinceMs;
    return Math.min(nowMs, this.#sessions.openedMs(this.users.userNumber(place), this.users.rank(place)));
  }
}

import type { OnlineHostCount, OnlineUser, OnlineUserEntry } from '@lampfield/protocol';
import type { SessionKey, SessionRow } from '../session-row.ts';
import { firstIndex } from './first-index.ts';
import { HostSessions, type UserChange, type UserPresence } from './host-sessions.ts';
import { readUserCursor, writeUserCursor } from './user-cursor.ts';
import { stateRankOf } from './user-state.ts';

/** Which users are wanted. */
export interface UserQuery {
  /** Only those of this domain. */
  readonly host?: string;
  /** Only those whose name begins so. */
  readonly prefix?: string;
  /** Where the page before ended, as it said. */
  readonly cursor?: string;
  /** Most users of the page; at least 1. */
  readonly limit: number;
}

/** Some users, in order. */
export interface UserPage {
  readonly users: OnlineUserEntry[];
  /** How many there are in all that fit host and prefix. */
  readonly matching: number;
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string;
}

/**
 * The sessions of a cluster as a replica tells them, and the users they make. Pure: time comes with each call. Names are compared as they are,
 * unit by unit of UTF-16: first the domain, then the user.
 *
 * A row, a look-up and a count each take microseconds among a million sessions, and a page what it holds; nothing is ever sorted or copied as
 * a whole. Rows may be repeated, and what is not there may be removed.
 */
export class SessionTable {
  /** Domains that have sessions. */
  readonly #hosts = new Map<string, HostSessions>();
  /** The same, by name. A cluster serves few domains. */
  readonly #hostsInOrder: HostSessions[] = [];
  /** Node names come again in every row, so each is kept once and stands as a number. */
  readonly #nodes = new Map<string, number>();
  #isReady = false;

  /** True once everything has been told, until the next reset. Before that there is no telling who is not online. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get userCount(): number {
    return this.hosts().reduce((sum, { users }) => sum + users, 0);
  }

  get sessionCount(): number {
    return this.hosts().reduce((sum, { sessions }) => sum + sessions, 0);
  }

  /** Nothing is known any more. */
  reset(): void {
    this.#hosts.clear();
    this.#hostsInOrder.length = 0;
    this.#nodes.clear();
    this.#isReady = false;
  }

  /** Everything there is has been told: what comes from now on is seen to happen. */
  markReady(): void {
    this.#isReady = true;
  }

  /** A session is there, new or changed. @param nowMs epoch milliseconds */
  put(row: SessionRow, nowMs: number): UserChange {
    return this.#apply(row, stateRankOf(row.priority), nowMs);
  }

  /** A session has gone. @param nowMs epoch milliseconds */
  remove(key: SessionKey, nowMs: number): UserChange {
    return this.#apply(key, undefined, nowMs);
  }

  /** A user who is online; undefined when he is not. @param nowMs epoch milliseconds */
  find(user: string, host: string, nowMs: number): UserPresence | undefined {
    return this.#hosts.get(host)?.find(user, nowMs);
  }

  /** Users and sessions of each domain that has some, in order. */
  hosts(): OnlineHostCount[] {
    return this.#hostsInOrder.map(({ host, users, sessionCount }) => ({ host, users: users.size, sessions: sessionCount }));
  }

  /** One page of users; undefined when the cursor is not one of ours. */
  list({ host, prefix = '', cursor, limit }: UserQuery): UserPage | undefined {
    const last = cursor === undefined ? undefined : readUserCursor(cursor);
    if (cursor !== undefined && last === undefined) return undefined;
    const users: OnlineUserEntry[] = [];
    let matching = 0;
    let following = 0;
    for (const sessions of this.#hostsThatFit(host)) {
      const { from, to } = sessions.users.rangeOf(prefix);
      const start = Math.min(to, Math.max(from, countUpTo(sessions, last)));
      matching += to - from;
      following += to - start;
      const taken = sessions.users.take({ from: start, to: Math.min(to, start + limit - users.length) });
      for (const { user, resources } of taken) users.push({ user, host: sessions.host, resources });
    }
    const end = users.at(-1);
    return { users, matching, ...(end !== undefined && following > users.length && { cursor: writeUserCursor(end) }) };
  }

  #hostsThatFit(host: string | undefined): readonly HostSessions[] {
    if (host === undefined) return this.#hostsInOrder;
    const sessions = this.#hosts.get(host);
    return sessions === undefined ? [] : [sessions];
  }

  #apply({ user, host, sidUs, node }: SessionKey, rank: number | undefined, nowMs: number): UserChange {
    const sessions = this.#hosts.get(host) ?? new HostSessions(host);
    const news = { user, sidUs, nodeNumber: this.#numberOf(node), rank };
    const change = sessions.apply(news, this.#isReady ? nowMs : undefined);
    if (change === 'JOINED' && sessions.users.size === 1) this.#addHost(sessions);
    if (change === 'LEFT' && sessions.users.size === 0) this.#removeHost(sessions);
    return change;
  }

  #numberOf(node: string): number {
    const number = this.#nodes.get(node) ?? this.#nodes.size;
    this.#nodes.set(node, number);
    return number;
  }

  #addHost(sessions: HostSessions): void {
    this.#hosts.set(sessions.host, sessions);
    this.#hostsInOrder.splice(this.#placeOfHost(sessions.host), 0, sessions);
  }

  #removeHost({ host }: HostSessions): void {
    this.#hosts.delete(host);
    this.#hostsInOrder.splice(this.#placeOfHost(host), 1);
  }

  #placeOfHost(host: string): number {
    const hosts = this.#hostsInOrder;
    return firstIndex(0, hosts.length, (index) => (hosts[index]?.host ?? host) >= host);
  }
}

/** How many users of a domain come before a certain one of the whole table, himself included. */
function countUpTo({ host, users }: HostSessions, last: OnlineUser | undefined): number {
  if (last === undefined || host > last.host) return 0;
  return host < last.host ? users.size : users.countUpTo(last.user);
}

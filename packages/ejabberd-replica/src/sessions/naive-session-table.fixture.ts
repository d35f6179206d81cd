import type { OnlineUserEntry } from '@lampfield/protocol';
import type { SessionKey, SessionRow } from '../session-row.ts';
import type { UserChange, UserPresence } from './host-sessions.ts';
import type { UserState } from './user-state.ts';

interface NaiveUser {
  readonly user: string;
  readonly host: string;
  /** When the present state was seen to begin; undefined when it was found. */
  seenSinceMs: number | undefined;
  /** By what names them; the key of a session within its user. */
  readonly sessions: Map<string, SessionRow>;
}

const byUnit = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The session table as one would first write it: objects in a list, everything computed anew each time it is asked for. */
export class NaiveSessionTable {
  isReady = false;
  #users: NaiveUser[] = [];

  reset(): void {
    this.#users = [];
    this.isReady = false;
  }

  put(row: SessionRow, nowMs: number): UserChange {
    return this.#change(row, nowMs, (sessions) => sessions.set(keyOf(row), row));
  }

  remove(key: SessionKey, nowMs: number): UserChange {
    return this.#change(key, nowMs, (sessions) => sessions.delete(keyOf(key)));
  }

  find(user: string, host: string, nowMs: number): UserPresence | undefined {
    const found = this.#users.find((each) => each.user === user && each.host === host);
    return found && presenceOf(found, nowMs);
  }

  /** All that fit, in order. */
  list({ host, prefix = '' }: { readonly host?: string; readonly prefix?: string }): OnlineUserEntry[] {
    return this.#users
      .filter((each) => (host === undefined || each.host === host) && each.user.startsWith(prefix))
      .sort((one, other) => byUnit(one.host, other.host) || byUnit(one.user, other.user))
      .map(({ user, host: domain, sessions }) => ({ user, host: domain, resources: sessions.size }));
  }

  #change({ user, host }: SessionKey, nowMs: number, change: (sessions: NaiveUser['sessions']) => void): UserChange {
    const known = this.#users.find((each) => each.user === user && each.host === host);
    const one: NaiveUser = known ?? { user, host, seenSinceMs: undefined, sessions: new Map() };
    const before = known && presenceOf(one, nowMs);
    change(one.sessions);
    this.#users = this.#users.filter((each) => each !== one);
    if (one.sessions.size > 0) this.#users.push(one);
    if (this.isReady) one.seenSinceMs = before?.state === stateOf(one) ? before.since : nowMs;
    return changeOf(before, presenceOf(one, nowMs));
  }
}

function changeOf(before: UserPresence | undefined, after: UserPresence): UserChange {
  if (after.resources === 0) return before === undefined ? 'NONE' : 'LEFT';
  if (before === undefined) return 'JOINED';
  return before.state === after.state && before.resources === after.resources ? 'NONE' : 'CHANGED';
}

function keyOf({ sidUs, node }: SessionKey): string {
  return `${String(sidUs)} ${node}`;
}

function stateOfSession({ priority }: SessionRow): UserState {
  if (priority === null) return 'PENDING';
  return priority < 0 ? 'AWAY' : 'AVAILABLE';
}

function stateOf({ sessions }: NaiveUser): UserState {
  const said = [...sessions.values()].map(stateOfSession);
  if (said.includes('AVAILABLE')) return 'AVAILABLE';
  return said.includes('AWAY') ? 'AWAY' : 'PENDING';
}

function presenceOf(user: NaiveUser, nowMs: number): UserPresence {
  const state = stateOf(user);
  const carriers = [...user.sessions.values()].filter((row) => stateOfSession(row) === state);
  const openedMs = Math.min(...carriers.map(({ sidUs }) => Math.floor(sidUs / 1000)));
  return { state, since: user.seenSinceMs ?? Math.min(nowMs, openedMs), resources: user.sessions.size };
}

import type { Clock, Timer } from '../ports/clock.ts';
import type { Session } from '../ports/sessions.ts';

/** What has to be known of a session to watch it. */
type WatchedSession = Pick<Session, 'sid' | 'username' | 'issuedAt' | 'lastCallAt'>;

/** How long sessions last: from their last call, and at all. Milliseconds. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly longestMs: number;
}

/** Timers know no more than 24 days. */
const LONGEST_TIMER_MS = 86_400_000;

/** A session that somebody watches. */
interface Watched {
  readonly username: string;
  /** Begun then; epoch milliseconds. */
  readonly issuedAt: number;
  lastCallAt: number;
  readonly listeners: Set<() => void>;
}

/**
 * Tells who wants to know when a session ends: at once on sign-out, else when no call has come for its lifetime. Only watched
 * sessions cost anything, and one timer serves all.
 */
export class SessionEndings {
  readonly #clock: Clock;
  readonly #limits: SessionLimits;
  readonly #watched = new Map<string, Watched>();
  #timer: Timer | undefined;
  /** When the timer is due: no session ends before. Epoch milliseconds, Infinity while there is none. */
  #dueAt = Infinity;

  constructor(clock: Clock, limits: SessionLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Runs the callback once at the end. Returns what stops that. */
  watch(session: WatchedSession, onEnd: () => void): () => void {
    const { sid, lastCallAt } = session;
    const watched = this.#watched.get(sid) ?? this.#begin(session);
    watched.lastCallAt = Math.max(watched.lastCallAt, lastCallAt);
    const listener = (): void => {
      onEnd();
    };
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.#watched.get(sid) === watched) this.#forget(sid);
    };
  }

  /** A call came. */
  callCame(sid: string, at: number): void {
    const watched = this.#watched.get(sid);
    if (watched !== undefined) watched.lastCallAt = Math.max(watched.lastCallAt, at);
  }

  /** The session is over. */
  end(sid: string): void {
    const watched = this.#watched.get(sid);
    if (watched === undefined) return;
    this.#forget(sid);
    for (const listener of watched.listeners) listener();
  }

  /** All sessions of the user are over. */
  endAllOf(username: string): void {
    for (const [sid, watched] of [...this.#watched]) if (watched.username === username) this.end(sid);
  }

  /** How many sessions are watched. */
  get watchedCount(): number {
    return this.#watched.size;
  }

  #begin({ sid, username, issuedAt, lastCallAt }: WatchedSession): Watched {
    const watched: Watched = { username, issuedAt, lastCallAt, listeners: new Set() };
    this.#watched.set(sid, watched);
    this.#plan(this.#endOf(watched));
    return watched;
  }

  #plan(endsAt: number): void {
    if (endsAt >= this.#dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = endsAt;
    const remainingMs = Math.min(endsAt - this.#clock.wallMs(), LONGEST_TIMER_MS);
    this.#timer = this.#clock.startTimer(Math.max(0, remainingMs) + 1, () => {
      this.#check();
    });
  }

  /** The timer is not moved at every call: when it fires, it looks whether there were any. */
  #check(): void {
    this.#dueAt = Infinity;
    const now = this.#clock.wallMs();
    for (const [sid, watched] of [...this.#watched]) {
      const endsAt = this.#endOf(watched);
      if (now > endsAt) this.end(sid);
      else this.#plan(endsAt);
    }
  }

  #endOf({ issuedAt, lastCallAt }: Pick<Watched, 'issuedAt' | 'lastCallAt'>): number {
    return Math.min(lastCallAt + this.#limits.idleMs, issuedAt + this.#limits.longestMs);
  }

  #forget(sid: string): void {
    this.#watched.delete(sid);
    if (this.#watched.size > 0) return;
    this.#timer?.cancel();
    this.#dueAt = Infinity;
  }
}

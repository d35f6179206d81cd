import type { Clock, Timer } from '../ports/clock.ts';
import type { Session } from '../ports/sessions.ts';

/** What has to be known of a session to watch it. */
type WatchedSession = Pick<Session, 'sid' | 'username' | 'lastCallAt'>;

/** A session that somebody watches. */
interface Watched {
  readonly username: string;
  lastCallAt: number;
  timer: Timer;
  readonly listeners: Set<() => void>;
}

/**
 * Tells who wants to know when a session ends: at once on sign-out, else when no call has come for its lifetime. Only watched
 * sessions cost anything.
 */
export class SessionEndings {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #watched = new Map<string, Watched>();

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /** Runs the callback once at the end. Returns what stops that. */
  watch({ sid, username, lastCallAt }: WatchedSession, onEnd: () => void): () => void {
    const watched = this.#watched.get(sid) ?? this.#begin({ sid, username, lastCallAt });
    watched.lastCallAt = Math.max(watched.lastCallAt, lastCallAt);
    const listener = (): void => {
      onEnd();
    };
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.#watched.get(sid) === watched) this.#forget(sid, watched);
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
    this.#forget(sid, watched);
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

  #begin({ sid, username, lastCallAt }: WatchedSession): Watched {
    const watched: Watched = { username, lastCallAt, listeners: new Set(), timer: this.#startTimer(sid, lastCallAt) };
    this.#watched.set(sid, watched);
    return watched;
  }

  #startTimer(sid: string, lastCallAt: number): Timer {
    const remainingMs = lastCallAt + this.#lifetimeMs - this.#clock.wallMs();
    return this.#clock.startTimer(Math.max(0, remainingMs) + 1, () => {
      this.#check(sid);
    });
  }

  /** The timer is not moved at every call: when it fires, it looks whether there were any. */
  #check(sid: string): void {
    const watched = this.#watched.get(sid);
    if (watched === undefined) return;
    if (this.#clock.wallMs() - watched.lastCallAt > this.#lifetimeMs) this.end(sid);
    else watched.timer = this.#startTimer(sid, watched.lastCallAt);
  }

  #forget(sid: string, watched: Watched): void {
    watched.timer.cancel();
    this.#watched.delete(sid);
  }
}

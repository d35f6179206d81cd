import type { OnlineCountResponse, OnlineResponse, OnlineUserEntry } from '@lampfield/protocol';
import type { OnlineListener, OnlineQuery, OnlineUsers } from '../ports/online-users.ts';

/** Who is online as a test says. It keeps the promises of {@link OnlineUsers}, but for the cost of a page. */
export class ScriptedOnlineUsers implements OnlineUsers {
  isReady = true;
  seq = 0;
  /** Every question for a page. */
  readonly asked: OnlineQuery[] = [];
  readonly #sessions = new Map<string, number>();
  readonly #listeners = new Set<OnlineListener>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Addresses of who is online, in order. */
  get addresses(): readonly string[] {
    return this.#entries().map(({ user, host }) => `${user}@${host}`);
  }

  /** Somebody's first session, or one more. */
  join(address: string): void {
    const sessions = this.#sessions.get(address) ?? 0;
    this.#sessions.set(address, sessions + 1);
    if (sessions === 0) this.#tellChanged(address, true);
  }

  /** All sessions of somebody end. */
  leave(address: string): void {
    if (this.#sessions.delete(address)) this.#tellChanged(address, false);
  }

  /** The cluster is lost: there is no list until it is loaded again. */
  lose(): void {
    this.isReady = false;
    this.#sessions.clear();
    this.#tellReset();
  }

  /** The whole list is there again. */
  load(addresses: readonly string[]): void {
    this.isReady = true;
    this.#sessions.clear();
    for (const address of addresses) this.#sessions.set(address, (this.#sessions.get(address) ?? 0) + 1);
    this.#tellReset();
  }

  count(): OnlineCountResponse {
    const entries = this.#entries();
    const hosts = [...new Set(entries.map(({ host }) => host))].map((host) => {
      const there = entries.filter((entry) => entry.host === host);
      return { host, users: there.length, sessions: sum(there) };
    });
    return { total: entries.length, sessions: sum(entries), seq: this.seq, hosts };
  }

  list(query: OnlineQuery): OnlineResponse | undefined {
    this.asked.push(query);
    const { host, prefix = '', cursor = 'after ', limit } = query;
    if (!cursor.startsWith('after ')) return undefined;
    const matching = this.#entries().filter((entry) => entry.user.startsWith(prefix) && entry.host === (host ?? entry.host));
    const after = matching.filter((entry) => keyOf(entry) > cursor.slice('after '.length));
    const users = after.slice(0, limit);
    const last = users.at(-1);
    const next = last !== undefined && after.length > limit && { cursor: `after ${keyOf(last)}` };
    return { users, total: this.#sessions.size, matching: matching.length, seq: this.seq, ...next };
  }

  watch(listener: OnlineListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #entries(): OnlineUserEntry[] {
    const entries = [...this.#sessions].map(([address, resources]) => ({ ...split(address), resources }));
    return entries.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  #tellChanged(address: string, isOnline: boolean): void {
    this.seq += 1;
    for (const listener of this.#listeners) listener.onChanged(split(address), isOnline);
  }

  #tellReset(): void {
    this.seq += 1;
    for (const listener of this.#listeners) listener.onReset();
  }
}

function split(address: string): { user: string; host: string } {
  const [user = '', host = ''] = address.split('@');
  return { user, host };
}

function keyOf({ user, host }: OnlineUserEntry): string {
  return `${host} ${user}`;
}

function sum(entries: readonly OnlineUserEntry[]): number {
  return entries.reduce((sessions, { resources }) => sessions + resources, 0);
}

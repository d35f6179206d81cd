import type { SessionKey, SessionRow } from '@lampfield/ejabberd-replica';

/**
 * What one writes on the first day: a Map with an object for each session, and a sorted list of users that is made when somebody asks and something
 * has changed. It knows neither states nor times, so it flatters itself.
 */
export class SortedOnRead {
  readonly #rows = new Map<string, SessionRow>();
  #users: { readonly user: string; readonly host: string }[] | undefined;

  put(row: SessionRow): void {
    this.#rows.set(keyOf(row), row);
    this.#users = undefined;
  }

  remove(key: SessionKey): void {
    this.#rows.delete(keyOf(key));
    this.#users = undefined;
  }

  /** So many users behind one. */
  page(after: string, limit: number): { readonly user: string; readonly host: string }[] {
    this.#users ??= this.#sort();
    const start = this.#users.findIndex(({ user }) => user > after);
    return this.#users.slice(start, start + limit);
  }

  #sort(): { readonly user: string; readonly host: string }[] {
    const users = new Map([...this.#rows.values()].map(({ user, host }) => [`${host} ${user}`, { user, host }]));
    const byAddress = [...users.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
    return byAddress.map(([, user]) => user);
  }
}

function keyOf({ user, host, sidUs, node }: SessionKey): string {
  return `${user}@${host} ${String(sidUs)} ${node}`;
}

import type { SessionTable } from '@lampfield/ejabberd-replica';
import { prepareName, type OnlineCountResponse, type OnlineResponse, type OnlineUser } from '@lampfield/protocol';
import type { OnlineListener, OnlineQuery, OnlineUsers } from '../../../ports/online-users.ts';
import { prepareHost } from './prepared-address.ts';

/** Who is online in the cluster, by its session table. */
export class ClusterUsers implements OnlineUsers {
  readonly #table: SessionTable;
  readonly #listeners = new Set<OnlineListener>();
  #seq = 0;

  constructor(table: SessionTable) {
    this.#table = table;
  }

  get isReady(): boolean {
    return this.#table.isReady;
  }

  get seq(): number {
    return this.#seq;
  }

  count(): OnlineCountResponse {
    const { userCount, sessionCount } = this.#table;
    return { total: userCount, sessions: sessionCount, seq: this.#seq, hosts: this.#table.hosts() };
  }

  list({ host, prefix, ...query }: OnlineQuery): OnlineResponse | undefined {
    const page = this.#table.list({
      ...query,
      ...(host !== undefined && { host: prepareHost(host) }),
      ...(prefix !== undefined && { prefix: prepareName(prefix) }),
    });
    return page && { ...page, total: this.#table.userCount, seq: this.#seq };
  }

  watch(listener: OnlineListener): () => void {
    // A listener of its own for each call: one function may watch twice, and each end ends one.
    const own: OnlineListener = {
      onChanged: (user, isOnline) => {
        listener.onChanged(user, isOnline);
      },
      onReset: () => {
        listener.onReset();
      },
    };
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** A user has come or gone; the table knows it already. */
  tellChanged({ user, host }: OnlineUser, isOnline: boolean): void {
    this.#seq += 1;
    for (const listener of this.#listeners) listener.onChanged({ user, host }, isOnline);
  }

  /** The list is void, or is there again. */
  tellReset(): void {
    this.#seq += 1;
    for (const listener of this.#listeners) listener.onReset();
  }
}

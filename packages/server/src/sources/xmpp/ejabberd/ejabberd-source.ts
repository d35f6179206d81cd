import {
  EjabberdReplica,
  SessionTable,
  type ReplicaEvents,
  type ReplicaOptions,
  type ReplicaTrouble,
  type UserChange,
} from '@lampfield/ejabberd-replica';
import type { OnlineUser, PresenceType } from '@lampfield/protocol';
import type { ConnectorContext } from '../../../ports/connector.ts';
import type { PresenceSource, SourceReport, SourceSink } from '../../../ports/source.ts';
import { ClusterUsers } from './cluster-users.ts';
import type { EjabberdOptions } from './ejabberd-options.ts';
import { ObservedUsers, type ObservedUser } from './observed-users.ts';
import { inLetters } from './prepared-address.ts';
import { keepTime, reportOffline, reportOnline } from './user-report.ts';

/** The little of a replica that the source uses. */
type StartedReplica = Pick<EjabberdReplica, 'start' | 'stop'>;

/** What a replica is given of what every connector is given. */
type ReplicaContext = Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;

/** Makes a replica that tells the events. @throws RangeError for names that do not go together */
export type CreateReplica = (options: ReplicaOptions, surroundings: ReplicaContext, events: ReplicaEvents) => StartedReplica;

/** Parts of the source. */
export interface EjabberdSourceParts {
  readonly type: PresenceType;
  readonly options: EjabberdOptions;
  readonly context: ReplicaContext;
  /** Replaced in tests. */
  readonly createReplica?: CreateReplica;
}

/**
 * Presence of the users of an ejabberd cluster, and who is online there at all, from a replica of its session table: nobody is ever asked about
 * anybody, so observing costs the cluster nothing.
 *
 * The table does not say which domains the cluster serves. So everybody without a session is OFFLINE, also at a domain that is none of its.
 */
export class EjabberdSource implements PresenceSource {
  readonly type: PresenceType;
  readonly connector = 'ejabberd';
  readonly onlineUsers: ClusterUsers;
  readonly #parts: EjabberdSourceParts;
  readonly #table = new SessionTable();
  readonly #observed = new ObservedUsers();
  #replica: StartedReplica | undefined;
  #sink: SourceSink | undefined;
  #trouble: ReplicaTrouble | undefined;
  /** The trouble that was last put into the log: one that goes on is said once, however often it is tried again. */
  #warnedOf: ReplicaTrouble['code'] | undefined;

  constructor(parts: EjabberdSourceParts) {
    this.type = parts.type;
    this.#parts = parts;
    this.onlineUsers = new ClusterUsers(this.#table);
  }

  get trouble(): string | undefined {
    if (this.#trouble !== undefined) return `${this.#trouble.code}, ${this.#trouble.detail}`;
    return this.#table.isReady ? undefined : 'STARTING, the session table is being loaded';
  }

  start(sink: SourceSink): void {
    const { options, context, createReplica = newReplica } = this.#parts;
    this.#sink = sink;
    try {
      this.#replica = createReplica(replicaOptionsOf(options), context, this.#events());
      this.#replica.start();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Also this machine's own name may be to blame: no reason not to serve everything else.
      this.#onTrouble({ code: 'REFUSED', detail: error.message });
    }
  }

  observe(identifier: string): void {
    const user = this.#observed.add(identifier);
    if (user === undefined) this.#sink?.report(identifier, { state: 'UNKNOWN', since: null, reason: 'NOT_FOUND' });
    else if (this.#table.isReady) this.#report(user, this.#reportOf(user));
  }

  release(identifier: string): void {
    this.#observed.remove(identifier);
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    await this.#replica?.stop();
  }

  #events(): ReplicaEvents {
    const { clock } = this.#parts.context;
    return {
      onReset: () => {
        this.#onReset();
      },
      onPut: (row) => {
        const known = inLetters(row);
        this.#onChange(known, this.#table.put(known, clock.wallMs()));
      },
      onRemove: (key) => {
        const known = inLetters(key);
        this.#onChange(known, this.#table.remove(known, clock.wallMs()));
      },
      onReady: () => {
        this.#onReady();
      },
      onTrouble: (trouble) => {
        this.#onTrouble(trouble);
      },
    };
  }

  #onReset(): void {
    const wasReady = this.#table.isReady;
    this.#table.reset();
    if (!wasReady) return;
    this.onlineUsers.tellReset();
    this.#sink?.down('SOURCE_DOWN');
  }

  #onReady(): void {
    this.#table.markReady();
    this.#warnedOf = undefined;
    this.onlineUsers.tellReset();
    for (const user of this.#observed) this.#report(user, this.#reportOf(user));
    this.#sink?.up();
  }

  #onTrouble(trouble: ReplicaTrouble | undefined): void {
    this.#trouble = trouble;
    // That it has not had the time yet is no news, and nobody was told anything that would have to be taken back.
    if (trouble === undefined || trouble.code === 'STARTING') return;
    if (!this.#table.isReady) this.#sink?.down('SOURCE_DOWN');
    if (trouble.code === this.#warnedOf) return;
    this.#warnedOf = trouble.code;
    this.#parts.context.log.warn(
      { ...trouble, node: this.#parts.options.node },
      'who is online in the XMPP cluster is not known',
    );
  }

  #onChange(address: OnlineUser, change: UserChange): void {
    // Before everything was told, nobody is known to be away, so nobody has come or gone.
    if (change === 'NONE' || !this.#table.isReady) return;
    if (change !== 'CHANGED') this.onlineUsers.tellChanged(address, change === 'JOINED');
    const user = this.#observed.find(address);
    if (user === undefined) return;
    const hasLeft = change === 'LEFT';
    this.#report(user, hasLeft ? reportOffline(this.#parts.context.clock.wallMs()) : this.#reportOf(user));
  }

  #report(user: ObservedUser, found: SourceReport): void {
    user.said = keepTime(found, user.said);
    for (const identifier of user.identifiers) this.#sink?.report(identifier, user.said);
  }

  /** As the table has him now. */
  #reportOf({ address }: ObservedUser): SourceReport {
    const presence = this.#table.find(address.user, address.host, this.#parts.context.clock.wallMs());
    return presence === undefined ? reportOffline(null) : reportOnline(presence);
  }
}

function replicaOptionsOf({ node, cookieFile, mode, ownNode, epmdPort, listenAddress }: EjabberdOptions): ReplicaOptions {
  return {
    ...{ node, cookieFile, mode },
    ...(ownNode !== undefined && { ownNode }),
    ...(epmdPort !== undefined && { epmdPort }),
    ...(listenAddress !== undefined && { listenAddress }),
  };
}

function newReplica(...parts: Parameters<CreateReplica>): StartedReplica {
  return new EjabberdReplica(...parts);
}

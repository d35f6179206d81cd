/** How the table is followed: as a member of the mnesia cluster, or by table events alone. */
export type ReplicaMode = 'replica' | 'watch';

/** Which cluster is followed, and how. */
export interface ReplicaOptions {
  /** Erlang node of ejabberd to join at, `ejabberd@host`; the others are found through it. A dot in the host means long names. */
  readonly node: string;
  /** File with the cluster's cookie, mode 600 or 400. */
  readonly cookieFile: string;
  readonly mode: ReplicaMode;
  /** Our own node name. Fixed: each name that ever joined and died without leaving stays in the cluster's schema. Default `lampfield@` and this machine's name, or 127.0.0.1 where ejabberd is there. */
  readonly ownNode?: string;
  /** Port of the epmd to ask; default what ERL_EPMD_PORT says, else 4369. */
  readonly epmdPort?: number;
  /** Address our node listens at for the cluster's nodes; default all, or loopback where `ownNode` is there. */
  readonly listenAddress?: string;
}

/**
 * What names a session of the cluster: ejabberd makes the moment it opened unique within its node (`misc:unique_timestamp/0`), so the two
 * together are unique in the cluster, and stay so when a node restarts.
 */
export interface SessionKey {
  /** When it was opened, by the clock of its node; epoch MICROseconds, the last six digits made unique by ejabberd. */
  readonly sidUs: number;
  /** Erlang node of the process that serves it. */
  readonly node: string;
  /** Local part of the address, as ejabberd prepared it (RFC 3920 stringprep). */
  readonly user: string;
  /** Domain of the address. */
  readonly host: string;
}

/** One row of ejabberd's `session` table. */
export interface SessionRow extends SessionKey {
  readonly resource: string;
  /** RFC 6121, section 4.7.2.3: -128 to 127; null while the client is connected and has not sent presence. */
  readonly priority: number | null;
}

/**
 * What a replica tells, in this order: `onReset`, any number of `onPut` and `onRemove`, `onReady`, then `onPut` and `onRemove` as the table
 * changes; from the next `onReset` on nothing of before is known. All are synchronous. Rows may be repeated; a removal may name what is not there.
 */
export interface SessionListener {
  /** Nothing that was told before counts any more: the replica lost the cluster, or begins a new snapshot. */
  onReset(): void;
  /** The session is there, new or changed. */
  onPut(row: SessionRow): void;
  onRemove(key: SessionKey): void;
  /** Everything the table holds has been told. */
  onReady(): void;
}

/** Why a replica cannot be relied on. */
export const REPLICA_TROUBLES = [
  'STARTING', // it has not had the time yet
  'NO_ERLANG', // erl or mnesia is not installed here
  'NO_COOKIE', // the cookie file is absent, unreadable, or readable by others
  'UNREACHABLE', // no node of that name answers: ejabberd is down, or its epmd, name or port is not what was configured
  'REFUSED', // it answers and lets us not in: another cookie, another name than we call it, or long against short names
  'NAME_TAKEN', // another node has our name
  'OTHER_TABLE', // its session table is absent (sm_db_type redis or sql) or of a shape that is not known
  'JOIN_FAILED', // it let us in and joining the table failed
  'LOST', // it was there and has gone
  'CHILD_ENDED', // the Erlang program ended, froze, or printed what cannot be read
] as const;

/** One of {@link REPLICA_TROUBLES}. */
export type ReplicaTroubleCode = (typeof REPLICA_TROUBLES)[number];

/** Why a replica cannot be relied on, and what an operator can do about it. */
export interface ReplicaTrouble {
  readonly code: ReplicaTroubleCode;
  /** One line for an operator; never with a secret. */
  readonly detail: string;
}

export type { ReplicaMode, ReplicaOptions } from './replica-options.ts';
export { REPLICA_TROUBLES, type ReplicaTrouble, type ReplicaTroubleCode } from './replica-trouble.ts';
export type { SessionKey, SessionListener, SessionRow } from './session-row.ts';
export { EjabberdReplica, type ReplicaEvents } from './child/ejabberd-replica.ts';
export type { UserChange, UserPresence } from './sessions/host-sessions.ts';
export { SessionTable, type UserPage, type UserQuery } from './sessions/session-table.ts';

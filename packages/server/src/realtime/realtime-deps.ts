import type { ClientToServerEvents, ServerToClientEvents } from '@lampfield/protocol';
import type { Server, Socket } from 'socket.io';
import type { PresenceDoors } from '../ports/presence-doors.ts';
import type { CallerRules } from '../ports/caller-rules.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OnlineDoors } from '../ports/online-doors.ts';
import type { PermissionChanges } from '../ports/permissions.ts';
import type { Session, Sessions } from '../ports/sessions.ts';

/** What of the configuration the Socket.IO side needs. */
export interface RealtimeSettings {
  /** Begins and ends with a slash. */
  readonly basePath: string;
  readonly socketsPerUser: number;
}

/** Parts behind the sockets. */
export interface RealtimeDeps {
  readonly settings: RealtimeSettings;
  /** Told to every client first, so that it knows whether versions started anew. */
  readonly serverEpoch: string;
  readonly doors: PresenceDoors;
  readonly online: OnlineDoors;
  readonly sessions: Sessions;
  readonly permissions: PermissionChanges;
  readonly rules: CallerRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What the server keeps of a connection. */
export interface ConnectionData {
  session: Session;
  clientType: string;
}

type NoServerEvents = Record<string, never>;

/** The Socket.IO server, typed by the protocol. */
export type RealtimeServer = Server<ClientToServerEvents, ServerToClientEvents, NoServerEvents, ConnectionData>;

/** One client's socket, typed by the protocol. */
export type RealtimeSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoServerEvents, ConnectionData>;

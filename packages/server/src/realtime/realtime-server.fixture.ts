import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { waitUntil } from '@lampfield/test-servers';
import { SessionManager } from '../auth/session-manager.ts';
import { createCallerRules } from '../http/caller-rules.ts';
import { PrometheusMetrics } from '../ops/create-metrics.ts';
import type { Log } from '../ports/log.ts';
import type { OnlineUsers } from '../ports/online-users.ts';
import type { Session } from '../ports/sessions.ts';
import { OnlineWatch } from '../presence/online-watch.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedDoors } from '../testing/scripted-doors.ts';
import { ScriptedPermissions } from '../testing/scripted-permissions.ts';
import { attachRealtime, type Realtime } from './attach-realtime.ts';

/** What a test may change before the server starts. */
export interface RealtimeOptions {
  readonly basePath?: string;
  readonly socketsPerUser?: number;
  /** Who is online, as a source can tell; without it there is no such source. */
  readonly onlineUsers?: OnlineUsers;
  /** Who may see that. */
  readonly onlineViewers?: readonly string[];
}

/** A client and everything it received, in order. */
export interface TestClient {
  readonly socket: Socket;
  readonly received: { event: string; payload: unknown }[];
}

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** The Socket.IO side on a port of its own, with scripted doors behind it. */
export class RealtimeTestServer {
  readonly clock = new ManualClock();
  readonly doors = new ScriptedDoors();
  readonly permissions = new ScriptedPermissions();
  readonly metrics = new PrometheusMetrics();
  readonly logged: string[] = [];
  readonly sessions: SessionManager;
  readonly realtime: Realtime;
  readonly #http: Server = createServer((_req, res) => res.writeHead(404).end());
  readonly #clients: Socket[] = [];
  readonly #basePath: string;

  private constructor({ basePath = '/', socketsPerUser = 20, onlineUsers, onlineViewers = [] }: RealtimeOptions) {
    this.#basePath = basePath;
    const note = (_fields: unknown, message: string): void => void this.logged.push(message);
    const log: Log = { debug: note, info: note, warn: note, error: note };
    const { clock, doors, permissions, metrics } = this;
    permissions.onlineViewers = onlineViewers;
    this.sessions = new SessionManager({
      ring: { keys: [randomBytes(32)] },
      scope: { basePath, isSecure: false },
      revocations: { load: () => [], add: () => Promise.resolve() },
      clock,
      log,
    });
    this.realtime = attachRealtime(this.#http, {
      settings: { basePath, socketsPerUser },
      serverEpoch: 'epoch-1',
      doors,
      online: new OnlineWatch({ onlineUsers, permissions, clock }),
      permissions,
      sessions: this.sessions,
      rules: createCallerRules({ host: '127.0.0.1', publicUrl: 'http://127.0.0.1:3000', allowedHosts: [] }),
      clock,
      log,
      metrics,
    });
  }

  static async start(options: RealtimeOptions = {}): Promise<RealtimeTestServer> {
    const server = new RealtimeTestServer(options);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#clients) socket.disconnect();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Begins a session and gives what its browser would send. */
  signIn(username = 'attendant'): { session: Session; cookie: string } {
    const session = this.sessions.begin({ username, displayName: username });
    return {
      session,
      cookie: this.sessions
        .cookiesOf(session)
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    };
  }

  /** Begins to connect; headers are those of the very first request. */
  open(headers: Record<string, string>, options: ClientOptions = {}): TestClient {
    const socket = io(this.url, {
      path: `${this.#basePath}socket.io`,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: headers,
      ...options,
    });
    this.#clients.push(socket);
    const received: TestClient['received'] = [];
    socket.onAny((event: string, payload: unknown) => received.push({ event, payload }));
    return { socket, received };
  }

  /** Connects a signed-in client; settles once it was greeted and joined to the doors. */
  async connect(cookie: string, options: ClientOptions = {}): Promise<TestClient> {
    const before = this.doors.connections.size;
    const client = this.open({ Cookie: cookie }, options);
    await waitUntil(() => client.received.length > 0 && this.doors.connections.size > before, {
      what: 'the client to be greeted',
    });
    return client;
  }

  /** Why a client was not let in. */
  refusalOf(client: TestClient): Promise<Error & { data?: unknown; description?: unknown; context?: unknown }> {
    return new Promise((resolve, reject) => {
      client.socket.once('connect_error', resolve);
      client.socket.once('connect', () => {
        reject(new Error('the client was let in'));
      });
    });
  }
}

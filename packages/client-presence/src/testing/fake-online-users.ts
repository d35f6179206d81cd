import type { HttpParams } from '@angular/common/http';
import type { OnlineCountResponse, OnlineResponse, OnlineUser, OnlineUsersEvt } from '@lampfield/protocol';
import type { FakeSocket } from './fake-socket.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Least time between two events of the server. */
const EVENT_INTERVAL_MS = 500;

/** Why the server tells nothing. */
export interface FakeRefusal {
  readonly status: number;
  readonly error: { readonly code: string; readonly retryAfterSeconds?: number };
}

/** A user with his sessions. */
interface FakeUser extends OnlineUser {
  readonly sessions: number;
}

interface Watcher {
  readonly socket: FakeSocket;
  readonly connection: number;
}

/** The server's list of online users in small: one truth, told in pages and in events. */
export class FakeOnlineUsers {
  /** The server never sends larger pages. */
  largestPage = 10_000;
  isReady = true;
  /** What the server says to everything, instead of an answer. */
  refusal: string | null = null;
  /** How long the next message of each kind is on its way; milliseconds. */
  takeLatencyMs: () => number = () => 0;
  private readonly clock: VirtualClock;
  private readonly users = new Map<string, FakeUser>();
  private readonly touched = new Map<string, OnlineUser>();
  private watcher: Watcher | undefined;
  private seq = 0;
  private isFlushPlanned = false;
  private isReset = false;
  private lastArrivalMs = 0;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** Whether anybody is told who comes and goes. */
  get isWatched(): boolean {
    return this.watcher !== undefined && this.watcher.socket.connection === this.watcher.connection;
  }

  /** Who is online, in the server's order. */
  truth(): FakeUser[] {
    if (!this.isReady) return [];
    return [...this.users.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  /** One more session of a user. */
  join(user: string, host = 'chat.test'): void {
    const known = this.users.get(`${user}@${host}`);
    this.users.set(`${user}@${host}`, { user, host, sessions: (known?.sessions ?? 0) + 1 });
    if (known === undefined) this.touch({ user, host });
  }

  /** The user's last session ends. */
  leave(user: string, host = 'chat.test'): void {
    if (this.users.delete(`${user}@${host}`)) this.touch({ user, host });
  }

  /** The whole list becomes void, with the cluster lost or found again, or neither. */
  reset(isReady = this.isReady): void {
    this.isReady = isReady;
    this.seq += 1;
    this.isReset = true;
    this.planFlush();
  }

  /** Another process of the server, which counts anew. */
  restart(): void {
    this.seq = 0;
    this.watcher = undefined;
    this.touched.clear();
    this.isReset = false;
  }

  /** What a client asks over the socket. */
  answerSocket(socket: FakeSocket, event: string, acknowledge: (answer: unknown) => void): void {
    if (this.refusal === null) this.watcher = event === 'online:watch' ? { socket, connection: socket.connection } : undefined;
    const answer = this.refusal === null ? { ok: true } : { ok: false, code: this.refusal };
    this.send({ socket, connection: socket.connection }, () => acknowledge(answer));
  }

  /** `GET /api/online` and `/api/online/count`. */
  answer(path: string, params: HttpParams): OnlineResponse | OnlineCountResponse | FakeRefusal {
    if (this.refusal !== null) return { status: this.refusal === 'NOT_ALLOWED' ? 403 : 503, error: { code: this.refusal } };
    if (!this.isReady) return { status: 503, error: { code: 'REPLICA_NOT_READY', retryAfterSeconds: 5 } };
    return path === 'online' ? this.page(params) : this.count();
  }

  private page(params: HttpParams): OnlineResponse | FakeRefusal {
    const [host, prefix] = [params.get('host'), params.get('prefix') ?? ''];
    if (prefix.length > 1023) return { status: 400, error: { code: 'BAD_REQUEST' } };
    const fitting = this.truth().filter((each) => (host === null || each.host === host) && each.user.startsWith(prefix));
    const cursor = params.get('cursor') ?? '';
    const rest = fitting.filter((each) => orderOf(each) > cursor);
    const page = rest.slice(0, Math.min(Number(params.get('limit')), this.largestPage));
    const last = page.at(-1);
    return {
      users: page.map(({ user, host, sessions }) => ({ user, host, resources: sessions })),
      total: this.users.size,
      matching: fitting.length,
      seq: this.seq,
      ...(last !== undefined && page.length < rest.length ? { cursor: orderOf(last) } : {}),
    };
  }

  private count(): OnlineCountResponse {
    const hosts = new Map<string, { host: string; users: number; sessions: number }>();
    for (const { host, sessions } of this.truth()) {
      const before = hosts.get(host) ?? { host, users: 0, sessions: 0 };
      hosts.set(host, { host, users: before.users + 1, sessions: before.sessions + sessions });
    }
    const sessions = [...hosts.values()].reduce((sum, each) => sum + each.sessions, 0);
    return { total: this.users.size, sessions, seq: this.seq, hosts: [...hosts.values()] };
  }

  private touch(user: OnlineUser): void {
    this.seq += 1;
    this.touched.set(`${user.user}@${user.host}`, user);
    this.planFlush();
  }

  private planFlush(): void {
    if (this.isFlushPlanned) return;
    this.isFlushPlanned = true;
    this.clock.scheduler.schedule(() => this.flush(), EVENT_INTERVAL_MS);
  }

  private flush(): void {
    this.isFlushPlanned = false;
    const users = this.isReset ? [] : [...this.touched.values()];
    const isOnline = ({ user, host }: OnlineUser) => this.users.has(`${user}@${host}`);
    const event: OnlineUsersEvt = {
      seq: this.seq,
      total: this.truth().length,
      joined: users.filter(isOnline),
      left: users.filter((user) => !isOnline(user)),
      ...(this.isReset ? { reset: true as const } : {}),
    };
    this.touched.clear();
    this.isReset = false;
    if (this.watcher !== undefined) this.send(this.watcher, (socket) => socket.receive('OnlineUsersEvt', event));
  }

  /** In the order in which it was sent, and nothing of one connection over the next. */
  private send({ socket, connection }: Watcher, receive: (socket: FakeSocket) => void): void {
    const nowMs = this.clock.now().monotonicMs;
    this.lastArrivalMs = Math.max(nowMs + this.takeLatencyMs(), this.lastArrivalMs);
    const deliver = (): void => {
      if (socket.isOpen && socket.connection === connection) receive(socket);
    };
    if (this.lastArrivalMs === nowMs) deliver();
    else this.clock.scheduler.schedule(deliver, this.lastArrivalMs - nowMs);
  }
}

function orderOf({ user, host }: OnlineUser): string {
  return `${host} ${user}`;
}

import type {
  BulkUpdateResponse,
  ClientToServerEvents,
  Contact,
  ForcePushResponse,
  HelloEvt,
  KeepAliveItem,
  PresenceItem,
  ReloadResponse,
  SearchResponse,
  ServerToClientEvents,
  SourceStateEvt,
  SubscriptionDiagnosis,
} from '@lampfield/protocol';
import { io, type Socket } from 'socket.io-client';
import { waitUntil } from './wait-until.ts';

/** An answer that was not 2xx. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(`${String(status)} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** What a connection has received, in order. */
export interface Received {
  readonly items: PresenceItem[];
  /** Sizes of the `PresenceWebEvt`s. */
  readonly batches: number[];
  readonly sources: SourceStateEvt[];
  readonly hellos: HelloEvt[];
}

/** One connection of a signed-in attendant. */
export class AttendantConnection {
  readonly received: Received = { items: [], batches: [], sources: [], hellos: [] };
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;

  constructor(url: string, cookie: string) {
    this.socket = io(url, {
      extraHeaders: { cookie },
      transports: ['websocket'],
      forceNew: true,
      auth: { clientType: 'webattendant' },
    });
    this.socket.on('hello', (event) => void this.received.hellos.push(event));
    this.socket.on('SourceStateEvt', (event) => void this.received.sources.push(event));
    this.socket.on('PresenceWebEvt', ({ presenceItems }) => {
      this.received.batches.push(presenceItems.length);
      this.received.items.push(...presenceItems);
    });
  }

  /** The last item received of an id. */
  latest(id: string): PresenceItem | undefined {
    return this.received.items.findLast((item) => item.id === id);
  }

  /** How often an id was pushed. */
  count(id: string): number {
    return this.received.items.filter((item) => item.id === id).length;
  }

  /** Stops reading from the network, as a machine does that hangs; the connection stays. */
  pauseReading(): void {
    this.#network().pause();
  }

  resumeReading(): void {
    this.#network().resume();
  }

  close(): void {
    this.socket.disconnect();
  }

  /** The connection below everything, which no public interface reaches. */
  #network(): { pause(): void; resume(): void } {
    const { transport } = this.socket.io.engine as unknown as {
      transport: { ws: { _socket: { pause(): void; resume(): void } } };
    };
    return transport.ws._socket;
  }
}

/** A client without a browser: speaks the contract's HTTP and Socket.IO, keeps its cookies, and does nothing by itself. */
export class AttendantClient {
  /** How long a call waits for its answer before it rejects; milliseconds. */
  timeoutMs = 60_000;
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  readonly #connections: AttendantConnection[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Signs in and connects nothing yet. */
  static async signIn(url: string, username: string, password: string): Promise<AttendantClient> {
    const client = new AttendantClient(url);
    await client.call('POST', 'login', { username, password });
    return client;
  }

  /** A client that has the cookies of an earlier one: the same browser after the server was restarted. */
  static withCookies(url: string, cookie: string): AttendantClient {
    const client = new AttendantClient(url);
    cookie.split('; ').forEach((pair) => {
      client.#keepCookie(pair);
    });
    return client;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  reload(): Promise<ReloadResponse> {
    return this.call('GET', 'reload');
  }

  async search(search: string, dirId = 'demo'): Promise<readonly Contact[]> {
    const { contacts } = await this.call<SearchResponse>('GET', `search?${new URLSearchParams({ dirId, search }).toString()}`);
    return contacts;
  }

  keepAlive(items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    return this.call('POST', 'presence/bulkUpdateSubscription', { items });
  }

  forcePush(ids?: readonly string[]): Promise<ForcePushResponse> {
    return this.call('POST', 'presence/forcePushPresenceItems', ids === undefined ? {} : { ids });
  }

  diagnose(id: string): Promise<SubscriptionDiagnosis> {
    return this.call('GET', `presence/subscriptions/${encodeURIComponent(id)}`);
  }

  /** True while the server holds the subscription for this attendant. */
  async isSubscribed(id: string): Promise<boolean> {
    try {
      await this.diagnose(id);
      return true;
    } catch (error) {
      if (error instanceof RefusedError && error.code === 'NOT_SUBSCRIBED') return false;
      throw error;
    }
  }

  /** Opens a connection and waits for its hello. */
  async connect(): Promise<AttendantConnection> {
    const connection = new AttendantConnection(this.#url, this.cookie);
    this.#connections.push(connection);
    await waitUntil(() => connection.received.hellos.length > 0, { timeoutMs: 5000, what: 'hello' });
    return connection;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  /** One call of `/api`; rejects with {@link RefusedError} on anything but 2xx. */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const token = this.#cookies.get('XSRF-TOKEN');
    const response = await fetch(`${this.#url}/api/${path}`, {
      method,
      signal: AbortSignal.timeout(this.timeoutMs),
      headers: {
        cookie: this.cookie,
        ...(token !== undefined && { 'x-xsrf-token': decodeURIComponent(token) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keepCookie(line);
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new RefusedError(response.status, String((answer as { code?: unknown } | undefined)?.code));
    return answer as T;
  }

  #keepCookie(line: string): void {
    const [pair = ''] = line.split(';');
    const separator = pair.indexOf('=');
    this.#cookies.set(pair.slice(0, separator), pair.slice(separator + 1));
  }
}

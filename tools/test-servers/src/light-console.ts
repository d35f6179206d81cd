import {
  SOCKET_PATH,
  type ClientToServerEvents,
  type KeepAliveItem,
  type PresenceId,
  type PresenceItem,
  type PresenceType,
  type ServerToClientEvents,
  type SourceStateEvt,
} from '@lampfield/protocol';
import { io, type Socket } from 'socket.io-client';
import { AttendantClient } from './attendant-client.ts';
import { settlesWithin } from './wait-until.ts';

/** Who sits at a console, and what it shows. */
export interface LightConsolePlan {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly ids: readonly PresenceId[];
}

/** What happened to a console so far. */
export interface LightConsoleFigures {
  /** Times it was connected. */
  connections: number;
  /** Requests that failed and were sent again. */
  retries: number;
  /** Requests given up after all retries though the connection stood: nobody asks again before the next round. */
  lostRequests: number;
  /** Requests given up while there was no connection: the next one asks for all of it. */
  leftToReconnection: number;
  /** Ids that the server no longer held and made anew. */
  recreated: number;
  /** Ids that the server would not keep. */
  rejected: number;
}

/** The SDK's arithmetic: a round each 0.8 T, then 3 retries. Small T would make the waits shorter than a machine under test can keep. */
const ROUND_SHARE = 0.8;
const MOST_RETRIES = 3;
const retryMs = (subscriptionMs: number): number => Math.max(1000, subscriptionMs / 30);
const requestTimeoutMs = (subscriptionMs: number): number => Math.max(5000, subscriptionMs / 50);

/** The SDK's back-off. */
const BACK_OFF = { reconnectionDelay: 500, reconnectionDelayMax: 5000, randomizationFactor: 0.5 } as const;

/**
 * A console without a screen, light enough for hundreds in one process: keeps alive what it shows, resyncs on every connection (the
 * contract's seventh rule), comes back when a server that stops said so, and holds of each lamp the latest.
 */
export class LightConsole {
  readonly client: AttendantClient;
  readonly ids: readonly PresenceId[];
  readonly figures: LightConsoleFigures = {
    connections: 0,
    retries: 0,
    lostRequests: 0,
    leftToReconnection: 0,
    recreated: 0,
    rejected: 0,
  };
  /** What it was told of sources, in order. */
  readonly sourceEvents: SourceStateEvt[] = [];
  readonly #sources = new Map<PresenceType, SourceStateEvt['state']>();
  readonly #held = new Map<PresenceId, PresenceItem>();
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #subscriptionMs: number;
  #round: NodeJS.Timeout | undefined;
  #epoch: string | undefined;
  #isClosed = false;
  #resyncedConnection = 0;

  private constructor(client: AttendantClient, { url, ids }: LightConsolePlan, subscriptionMs: number) {
    this.client = client;
    this.ids = ids;
    this.#subscriptionMs = subscriptionMs;
    client.timeoutMs = requestTimeoutMs(subscriptionMs);
    this.#socket = io(url, {
      path: `/${SOCKET_PATH}`,
      extraHeaders: { cookie: client.cookie },
      transports: ['websocket'],
      forceNew: true,
      ...BACK_OFF,
    });
    this.#listen();
    this.#planRound();
  }

  /** Signs in and begins; lamps come when they come. */
  static async open(plan: LightConsolePlan): Promise<LightConsole> {
    const client = await AttendantClient.signIn(plan.url, plan.username, plan.password);
    const { profile } = await client.reload();
    return new LightConsole(client, plan, profile.presenceSubscriptionTime * 1000);
  }

  /** Connected, and what was missed has been asked for. */
  get isSettled(): boolean {
    return this.#socket.connected && this.#resyncedConnection === this.figures.connections;
  }

  /** What the lamp shows; undefined while it is dark. */
  lamp(id: PresenceId): PresenceItem | undefined {
    return this.#held.get(id);
  }

  /** Confirmed, and its source is there. */
  isCertain({ stale, type }: PresenceItem): boolean {
    return stale !== true && this.#sources.get(type) === 'UP';
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#round);
    this.#socket.disconnect();
  }

  #listen(): void {
    this.#socket.on('connect', () => {
      this.figures.connections += 1;
      void this.#resync(this.figures.connections);
    });
    this.#socket.on('hello', ({ serverEpoch }) => {
      if (this.#epoch !== undefined && this.#epoch !== serverEpoch) this.#held.clear();
      this.#epoch = serverEpoch;
    });
    this.#socket.on('PresenceWebEvt', ({ presenceItems }) => {
      for (const item of presenceItems) {
        if (item.version >= (this.#held.get(item.id)?.version ?? 0)) this.#held.set(item.id, item);
      }
    });
    this.#socket.on('SourceStateEvt', (event) => this.#noteSource(event));
    this.#comeBackAsTold();
  }

  /** With its source back, what was sent as not confirmed for its sake is so again: the server does not send it once more. */
  #noteSource(event: SourceStateEvt): void {
    const { type, state } = event;
    this.sourceEvents.push(event);
    this.#sources.set(type, state);
    if (state === 'DOWN') return;
    for (const item of this.#held.values()) {
      if (item.type !== type || item.reason !== 'SOURCE_DOWN') continue;
      const { stale: _stale, reason: _reason, ...confirmed } = item;
      this.#held.set(item.id, confirmed);
    }
  }

  #comeBackAsTold(): void {
    const manager = this.#socket.io;
    this.#socket.on('server:draining', ({ reconnectWithinMs }) => {
      const delayMs = Math.random() * reconnectWithinMs;
      manager.reconnectionDelay(delayMs).reconnectionDelayMax(delayMs).randomizationFactor(0);
    });
    manager.on('reconnect_attempt', () => {
      const { reconnectionDelay, reconnectionDelayMax, randomizationFactor } = BACK_OFF;
      manager
        .reconnectionDelay(reconnectionDelay)
        .reconnectionDelayMax(reconnectionDelayMax)
        .randomizationFactor(randomizationFactor);
    });
  }

  #planRound(): void {
    const delayMs = ROUND_SHARE * this.#subscriptionMs * (1 - Math.random() / 10);
    this.#round = setTimeout(() => {
      void this.#keepAlive(this.figures.connections).finally(() => {
        if (!this.#isClosed) this.#planRound();
      });
    }, delayMs);
  }

  async #resync(connection: number): Promise<void> {
    const isDone = (await this.#keepAlive(connection)) && (await this.#send(connection, () => this.client.forcePush(this.ids)));
    if (isDone) this.#resyncedConnection = connection;
  }

  #keepAlive(connection: number): Promise<boolean> {
    return this.#send(connection, async () => {
      const items: KeepAliveItem[] = this.ids.map((id) => ({ id, version: this.#held.get(id)?.version ?? 0 }));
      const { recreated, rejected } = await this.client.keepAlive(items);
      this.figures.recreated += recreated.length;
      this.figures.rejected += rejected.length;
    });
  }

  /** True when it got through; what a later connection asks for again is not lost. */
  async #send(connection: number, request: () => Promise<unknown>): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await request();
        return true;
      } catch {
        if (this.#isClosed || connection !== this.figures.connections) return false;
        if (attempt === MOST_RETRIES) {
          this.figures[this.#socket.connected ? 'lostRequests' : 'leftToReconnection'] += 1;
          return false;
        }
        this.figures.retries += 1;
        await settlesWithin(new Promise(() => undefined), retryMs(this.#subscriptionMs));
      }
    }
  }
}

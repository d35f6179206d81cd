import type { ManualClock, PushSink } from '@lampfield/server/testing';
import type { Dice } from '../dice.ts';
import type { DeviceClock } from '../time/device-clock.ts';

/** How long either end takes to notice that the other has fallen silent; milliseconds. */
const SILENCE_NOTICED_MS = { least: 5000, most: 15_000 } as const;

/** The client's end of a connection. */
export interface LinkClient {
  onEvent(event: string, payload: unknown): void;
  onClosed(reason: string): void;
}

/** What a connection is made of. */
export interface LinkParts {
  readonly id: string;
  readonly from: string;
  readonly username: string;
  readonly time: ManualClock;
  readonly device: DeviceClock;
  readonly dice: Dice;
  readonly client: LinkClient;
  readonly latencyMs: () => number;
  /** What becomes of a push: it may vanish, or come twice. */
  readonly fateOf: (event: string) => 'ONCE' | 'TWICE' | 'NEVER';
  readonly onServerClosed: (link: Link) => void;
}

/**
 * One Socket.IO connection: what is sent arrives in order or not at all, each end learns of the other's end at once where the way is open, and else by the silence. Either end may live
 * on without the other for a while, as with a real one.
 */
export class Link {
  readonly id: string;
  readonly from: string;
  readonly username: string;
  readonly sink: PushSink;
  isClientOpen = true;
  isServerOpen = true;
  readonly #parts: LinkParts;
  #isSilent = false;
  #silence = 0;
  #held: (() => void)[] = [];
  #lastArrivalMs = 0;
  #isClogged = false;
  #onReady: () => void = () => undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.from = parts.from;
    this.username = parts.username;
    this.sink = this.#createSink();
  }

  /** The server sends an event. */
  toClient(event: string, payload: unknown): void {
    if (!this.isServerOpen) return;
    const fate = this.#parts.fateOf(event);
    if (fate === 'NEVER') return;
    const text = JSON.stringify(payload);
    const deliver = (): void => {
      if (this.isClientOpen) this.#parts.client.onEvent(event, JSON.parse(text));
    };
    this.#send(deliver);
    // A connection keeps the order, also of what it repeats.
    if (fate === 'TWICE') this.#send(deliver);
  }

  /** The server ends the connection; its client learns of it when it can. */
  closeByServer(reason: string): void {
    if (!this.isServerOpen) return;
    this.#send(() => {
      this.#closeClient(reason);
    });
    this.#closeServer();
  }

  /** The client ends the connection; the server learns of it when it can. */
  closeByClient(): void {
    if (!this.isClientOpen) return;
    this.isClientOpen = false;
    if (!this.#isSilent)
      this.#parts.time.startTimer(this.#parts.latencyMs(), () => {
        this.#closeServer();
      });
  }

  /** The way is closed, or an end sleeps: nothing arrives, and nobody is told. */
  fallSilent(): void {
    if (this.#isSilent) return;
    this.#isSilent = true;
    const silence = (this.#silence += 1);
    const { time, device, dice } = this.#parts;
    const noticedMs = (): number => dice.between(SILENCE_NOTICED_MS.least, SILENCE_NOTICED_MS.most);
    time.startTimer(noticedMs(), () => {
      if (this.#silence === silence) this.#closeServer();
    });
    device.startTimer(noticedMs(), () => {
      if (this.#silence === silence) this.#closeClient('ping timeout');
    });
  }

  /** The way is open again: if both ends still wait, what was held arrives; else the one learns of the other's end. */
  soundAgain(): void {
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#silence += 1;
    const held = this.#held;
    this.#held = [];
    if (!this.isServerOpen) this.#closeClient('transport close');
    else if (!this.isClientOpen) this.#closeServer();
    else for (const deliver of held) deliver();
  }

  /** The connection breaks and both ends see it. */
  sever(): void {
    this.#closeClient('transport close');
    this.#closeServer();
  }

  /** The client reads nothing for now, or reads again. */
  clog(isClogged: boolean): void {
    if (this.#isClogged === isClogged) return;
    this.#isClogged = isClogged;
    if (!isClogged && this.isServerOpen) this.#onReady();
  }

  #send(deliver: () => void): void {
    const { time, latencyMs } = this.#parts;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, time.monotonicMs() + latencyMs());
    time.startTimer(this.#lastArrivalMs - time.monotonicMs(), () => {
      if (this.#isSilent) this.#held.push(deliver);
      else deliver();
    });
  }

  #closeClient(reason: string): void {
    if (!this.isClientOpen) return;
    this.isClientOpen = false;
    this.#parts.client.onClosed(reason);
    if (!this.#isSilent) this.#closeServer();
  }

  #closeServer(): void {
    if (!this.isServerOpen) return;
    this.isServerOpen = false;
    this.#parts.onServerClosed(this);
  }

  #createSink(): PushSink {
    const isReady = (): boolean => !this.#isClogged;
    return {
      get isReady() {
        return isReady();
      },
      onReady: (callback) => {
        this.#onReady = callback;
      },
      send: (items) => {
        this.toClient('PresenceWebEvt', { presenceItems: items.map(({ item }) => item) });
        return items.length;
      },
      pushSourceState: (event) => {
        this.toClient('SourceStateEvt', event);
      },
    };
  }
}

import { WEB_ATTENDANT, type SourceStateEvt } from '@lampfield/protocol';
import type { OutgoingItem, PushSink } from '../ports/push-sink.ts';
import { ConnectionOutlet } from './connection-outlet.ts';
import { eventFrame, itemsFrames } from './event-frames.ts';
import type { RealtimeSocket } from './realtime-deps.ts';

/** Most items of one `PresenceWebEvt`: a larger change goes out as several, so that a client need not hold one huge message. */
const ITEMS_PER_EVENT = 1000;

/** What was pushed over all connections: a plain count, because it is counted for each. */
export interface PushTally {
  /** `PresenceWebEvt`s. */
  pushes: number;
}

/**
 * Pushes to one socket. Presence goes to web attendants only; every client type learns of the sources. It is the outlet, and does not have
 * one, because every object more that a push has to look at is one more to wait for: with thousands of connections none is in the cache.
 */
export class SocketPushSink extends ConnectionOutlet implements PushSink {
  readonly #socket: RealtimeSocket;
  readonly #tally: PushTally;
  readonly #isWebAttendant: boolean;

  constructor(socket: RealtimeSocket, tally: PushTally) {
    super(socket.conn);
    this.#socket = socket;
    this.#tally = tally;
    this.#isWebAttendant = socket.data.clientType === WEB_ATTENDANT;
  }

  send(items: readonly OutgoingItem[]): number {
    if (!this.#isWebAttendant) return 0;
    this.#tally.pushes += Math.ceil(items.length / ITEMS_PER_EVENT);
    if (this.takesFrames) this.write(itemsFrames(items, ITEMS_PER_EVENT));
    else this.#emit(items);
    return items.length;
  }

  pushSourceState(event: SourceStateEvt): void {
    if (this.takesFrames) this.write(eventFrame('SourceStateEvt', event));
    else this.#socket.emit('SourceStateEvt', event);
  }

  #emit(items: readonly OutgoingItem[]): void {
    for (let start = 0; start < items.length; start += ITEMS_PER_EVENT) {
      const presenceItems = items.slice(start, start + ITEMS_PER_EVENT).map(({ item }) => item);
      this.#socket.emit('PresenceWebEvt', { presenceItems });
    }
  }
}

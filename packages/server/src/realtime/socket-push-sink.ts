import { WEB_ATTENDANT, type SourceStateEvt } from '@lampfield/protocol';
import type { OutgoingItem, PushSink } from '../ports/push-sink.ts';
import { ConnectionOutlet } from './connection-outlet.ts';
import { eventFrame, itemFrame, itemJson, itemsFrame } from './event-frames.ts';
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
  /** The first item since the last send; most sends have no other. */
  #first: OutgoingItem | undefined;
  /** The others. */
  #more: OutgoingItem[] | undefined;

  constructor(socket: RealtimeSocket, tally: PushTally) {
    super(socket.conn);
    this.#socket = socket;
    this.#tally = tally;
    this.#isWebAttendant = socket.data.clientType === WEB_ATTENDANT;
  }

  add(item: OutgoingItem): void {
    if (this.#first === undefined) this.#first = item;
    else if (this.#more === undefined) this.#more = [item];
    else this.#more.push(item);
  }

  send(): number {
    const first = this.#first;
    const more = this.#more;
    if (first === undefined) return 0;
    this.#first = undefined;
    this.#more = undefined;
    if (more === undefined) return this.sendAlone(first);
    return this.#isWebAttendant ? this.#sendAll(first, more) : 0;
  }

  sendAlone(item: OutgoingItem): number {
    if (!this.#isWebAttendant) return 0;
    this.#tally.pushes += 1;
    if (this.takesFrames) this.write(itemFrame(item));
    else this.#emit([item]);
    return 1;
  }

  pushSourceState(event: SourceStateEvt): void {
    if (this.takesFrames) this.write(eventFrame('SourceStateEvt', event));
    else this.#socket.emit('SourceStateEvt', event);
  }

  #sendAll(first: OutgoingItem, more: OutgoingItem[]): number {
    if (this.takesFrames) this.#writeAll(first, more);
    else {
      const items = [first, ...more];
      for (let start = 0; start < items.length; start += ITEMS_PER_EVENT) {
        this.#tally.pushes += 1;
        this.#emit(items.slice(start, start + ITEMS_PER_EVENT));
      }
    }
    return 1 + more.length;
  }

  /** All in one write, however many events that are. */
  #writeAll(first: OutgoingItem, more: readonly OutgoingItem[]): void {
    let frames = '';
    let list = itemJson(first);
    let count = 1;
    for (const item of more) {
      if (count === ITEMS_PER_EVENT) {
        frames += itemsFrame(list);
        this.#tally.pushes += 1;
        list = itemJson(item);
        count = 1;
      } else {
        list += `,${itemJson(item)}`;
        count += 1;
      }
    }
    this.#tally.pushes += 1;
    this.write(frames + itemsFrame(list));
  }

  #emit(items: readonly OutgoingItem[]): void {
    this.#socket.emit('PresenceWebEvt', { presenceItems: items.map(({ item }) => item) });
  }
}

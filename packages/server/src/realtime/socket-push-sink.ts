import { WEB_ATTENDANT, type SourceStateEvt } from '@lampfield/protocol';
import type { MetricCounter } from '../ports/metrics.ts';
import type { OutgoingItem, PushSink } from '../ports/push-sink.ts';
import type { ConnectionOutlet } from './connection-outlet.ts';
import { eventFrame, itemFrame, itemJson, itemsFrame } from './event-frames.ts';
import type { RealtimeSocket } from './realtime-deps.ts';

/** Most items of one `PresenceWebEvt`: a larger change goes out as several, so that a client need not hold one huge message. */
const ITEMS_PER_EVENT = 1000;

/** Pushes to one socket. Presence goes to web attendants only; every client type learns of the sources. */
export class SocketPushSink implements PushSink {
  readonly #socket: RealtimeSocket;
  readonly #outlet: ConnectionOutlet;
  /** Counts `PresenceWebEvt`s. */
  readonly #events: MetricCounter;
  readonly #isWebAttendant: boolean;
  /** The first item since the last send; most sends have no other. */
  #first: OutgoingItem | undefined;
  /** The others. */
  #more: OutgoingItem[] | undefined;

  constructor(socket: RealtimeSocket, outlet: ConnectionOutlet, events: MetricCounter) {
    this.#socket = socket;
    this.#outlet = outlet;
    this.#events = events;
    this.#isWebAttendant = socket.data.clientType === WEB_ATTENDANT;
  }

  get isReady(): boolean {
    return this.#outlet.isReady;
  }

  onReady(callback: () => void): void {
    this.#outlet.onReady(callback);
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
    if (!this.#isWebAttendant) return 0;
    if (more !== undefined) return this.#sendAll(first, more);
    this.#events.add();
    if (this.#outlet.takesFrames) this.#outlet.write(itemFrame(first));
    else this.#emit([first]);
    return 1;
  }

  pushSourceState(event: SourceStateEvt): void {
    if (this.#outlet.takesFrames) this.#outlet.write(eventFrame('SourceStateEvt', event));
    else this.#socket.emit('SourceStateEvt', event);
  }

  #sendAll(first: OutgoingItem, more: OutgoingItem[]): number {
    if (this.#outlet.takesFrames) this.#writeAll(first, more);
    else {
      const items = [first, ...more];
      for (let start = 0; start < items.length; start += ITEMS_PER_EVENT) {
        this.#events.add();
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
        this.#events.add();
        list = itemJson(item);
        count = 1;
      } else {
        list += `,${itemJson(item)}`;
        count += 1;
      }
    }
    this.#events.add();
    this.#outlet.write(frames + itemsFrame(list));
  }

  #emit(items: readonly OutgoingItem[]): void {
    this.#socket.emit('PresenceWebEvt', { presenceItems: items.map(({ item }) => item) });
  }
}

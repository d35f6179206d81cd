import {
  decodeHelloEvt,
  decodeOnlineUsersEvt,
  decodePresenceWebEvt,
  decodeServerDrainingEvt,
  decodeSourceStateEvt,
  presenceId,
  type DecodeFailure,
  type Decoder,
  type PresenceItem,
} from '@lampfield/protocol';
import type { Action } from '@ngrx/store';
import { Observable, type Subscriber } from 'rxjs';
import {
  itemsReceived,
  serverHello,
  sourceStateChanged,
  unreadableReceived,
  webSocketConnected,
  webSocketConnecting,
  webSocketDisconnected,
  webSocketRefused,
} from '../actions/socket-actions.ts';
import type { Instant } from '../intervals/instant.ts';
import { onlineListVoided, onlineUsersChanged } from '../online/online-actions.ts';
import type { CurrentSocket } from './current-socket.ts';
import type { PresenceSocket, PresenceSocketFactory } from './presence-socket.ts';

/** What a subscription to the socket needs. */
export interface SocketParts {
  readonly createSocket: PresenceSocketFactory;
  readonly now: () => Instant;
  /** Uniform in [0, 1): the moment to come back after a server has stopped. */
  readonly chance: () => number;
  /** Is told which socket is subscribed. */
  readonly current: CurrentSocket;
}

/**
 * One subscription to the socket as a stream of actions, in the order in which things happened on the wire. It connects when
 * subscribed to and closes for good when unsubscribed from. Never fails: what cannot be read is counted and dropped.
 */
export function socketActions({ createSocket, now, chance, current }: SocketParts): Observable<Action> {
  return new Observable((subscriber) => {
    const socket = createSocket();
    current.set(socket);
    const outlet = new SocketOutlet(subscriber, now);
    listenToConnection(socket, outlet);
    listenToServer(socket, outlet);
    listenToDrain(socket, outlet, chance);
    listenToOnlineUsers(socket, outlet);
    outlet.emit(webSocketConnecting({ now: now() }));
    socket.connect();
    return () => {
      outlet.close();
      current.unset(socket);
      socket.disconnect();
    };
  });
}

/** Passes actions on and gathers the items of one task of the event loop into one, without letting anything overtake them. */
class SocketOutlet {
  readonly now: () => Instant;
  private readonly subscriber: Subscriber<Action>;
  private items: PresenceItem[] = [];
  private isClosed = false;

  constructor(subscriber: Subscriber<Action>, now: () => Instant) {
    this.subscriber = subscriber;
    this.now = now;
  }

  emit(action: Action): void {
    this.flush();
    if (!this.isClosed) this.subscriber.next(action);
  }

  gather(items: readonly PresenceItem[]): void {
    // A micro-task runs after everything that the same frame or poll brought, and is not throttled in a hidden tab as a timer is.
    if (this.items.length === 0) {
      queueMicrotask(() => {
        this.flush();
      });
    }
    this.items.push(...items);
  }

  close(): void {
    this.isClosed = true;
    this.items = [];
  }

  private flush(): void {
    if (this.items.length === 0) return;
    const items = this.items;
    this.items = [];
    this.subscriber.next(itemsReceived({ items, now: this.now() }));
  }
}

function listenToConnection(socket: PresenceSocket, outlet: SocketOutlet): void {
  const lost = (reason: string): void => {
    const now = outlet.now();
    // Where the socket does not come back by itself, the server ended or refused it: the session has to be checked.
    outlet.emit(socket.active ? webSocketDisconnected({ reason, now }) : webSocketRefused({ code: reason, now }));
  };
  socket.on('connect', () => {
    outlet.emit(webSocketConnected({ now: outlet.now() }));
  });
  socket.on('disconnect', (reason) => {
    lost(typeof reason === 'string' ? reason : 'closed');
  });
  socket.on('connect_error', (error) => {
    lost(error instanceof Error ? error.message : 'connect error');
  });
}

/** What has each event of a name decoded, and what cannot be read counted. */
function createListen(socket: PresenceSocket, outlet: SocketOutlet) {
  return <T>(event: string, decode: Decoder<T>, receive: (value: T) => void): void => {
    socket.on(event, (payload) => {
      const decoded = decode(payload);
      if (decoded.ok) receive(decoded.value);
      else outlet.emit(unreadable(event, decoded));
    });
  };
}

function listenToServer(socket: PresenceSocket, outlet: SocketOutlet): void {
  const listen = createListen(socket, outlet);
  listen('hello', decodeHelloEvt, (hello) => {
    outlet.emit(serverHello({ hello, now: outlet.now() }));
  });
  listen('SourceStateEvt', decodeSourceStateEvt, (event) => {
    outlet.emit(sourceStateChanged({ event }));
  });
  listen('PresenceWebEvt', decodePresenceWebEvt, ({ presenceItems }) => {
    // An item under a wrong name would be kept alive under the one and shown under the other.
    const items = presenceItems.filter(({ id, identifier, type }) => id === presenceId(identifier, type));
    if (items.length > 0) outlet.gather(items);
    if (items.length < presenceItems.length) {
      outlet.emit(unreadable('PresenceWebEvt', { path: 'presenceItems', expected: 'ids of identifier and type' }));
    }
  });
}

/** A server that stops says within how long its clients are to come back: each at a moment of its own, or they would be a storm. */
function listenToDrain(socket: PresenceSocket, outlet: SocketOutlet, chance: () => number): void {
  createListen(socket, outlet)('server:draining', decodeServerDrainingEvt, ({ reconnectWithinMs }) => {
    socket.planReconnection?.(Math.round(chance() * reconnectWithinMs));
  });
}

/** What cannot be read may have named anybody: the list has to be fetched again. */
function listenToOnlineUsers(socket: PresenceSocket, outlet: SocketOutlet): void {
  socket.on('OnlineUsersEvt', (payload) => {
    const decoded = decodeOnlineUsersEvt(payload);
    const now = outlet.now();
    if (!decoded.ok) outlet.emit(unreadable('OnlineUsersEvt', decoded));
    const isVoid = !decoded.ok || decoded.value.reset === true;
    outlet.emit(isVoid ? onlineListVoided({ now }) : onlineUsersChanged({ event: decoded.value, now }));
  });
}

function unreadable(what: string, { path, expected }: Pick<DecodeFailure, 'path' | 'expected'>): Action {
  return unreadableReceived({ what, path, expected });
}

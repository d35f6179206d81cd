import type { HelloEvt, PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import { createActionGroup, props } from '@ngrx/store';
import type { Instant } from '../intervals/instant.ts';

const SocketActions = createActionGroup({
  source: 'Presence Socket',
  events: {
    'Web Socket Connecting': props<{ now: Instant }>(),
    'Web Socket Connected': props<{ now: Instant }>(),
    'Web Socket Disconnected': props<{ reason: string; now: Instant }>(),
    'Web Socket Refused': props<{ code: string; now: Instant }>(),
    'Server Hello': props<{ hello: HelloEvt; now: Instant }>(),
    'Source State Changed': props<{ event: SourceStateEvt }>(),
    'Items Received': props<{ items: readonly PresenceItem[]; now: Instant }>(),
    'Unreadable Received': props<{ what: string; path: string; expected: string }>(),
  },
});

/** What the socket brings. */
export const {
  /** The socket is being opened. */
  webSocketConnecting,
  /** The socket is open, for the first time or again: the resync begins. */
  webSocketConnected,
  /** The connection is lost; it comes back by itself. */
  webSocketDisconnected,
  /** The server refused or ended the connection; whether the session still lives is being checked. */
  webSocketRefused,
  /** First event of a connection. */
  serverHello,
  /** A source went or came back. */
  sourceStateChanged,
  /** All items that arrived in one task of the event loop. */
  itemsReceived,
  /** Something of the server could not be read and was dropped. */
  unreadableReceived,
} = SocketActions;

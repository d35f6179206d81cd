import type { PresenceItem, SourceStateEvt } from '@lampfield/protocol';

/** An item on its way out: one object for everybody who is shown the same, so that it is encoded once, however many that are. */
export interface OutgoingItem {
  readonly item: PresenceItem;
  /** What a transport has made of the item; kept by the transport, for the next connection. */
  encoded: EncodedItem | undefined;
}

/** An item as a transport writes it: bytes, each a character of the text from U+0000 to U+00FF. */
export interface EncodedItem {
  /** The item as JSON in UTF-8. */
  readonly json: string;
  /** A whole message with nothing but the item; undefined until it was needed. */
  message: string | undefined;
}

/**
 * The way out to one client connection. Synchronous, never throws; a connection that is gone swallows what it is given. Called in
 * the order of the events; the transport keeps that order.
 *
 * A transport cannot make a client read. So that what it has not read does not pile up, a sink says when the last push is still waiting;
 * until it is ready again nothing more is pushed, and then only the latest of everything. A client is never sent away for being slow.
 */
export interface PushSink {
  /** False while something that was pushed has not been handed to the network yet. */
  readonly isReady: boolean;
  /** Has the callback run whenever the sink becomes ready again; there is one callback. */
  onReady(callback: () => void): void;
  /** Sends items, each the latest of its presentity, together and in this order. Returns how many were sent. */
  send(items: readonly OutgoingItem[]): number;
  pushSourceState(event: SourceStateEvt): void;
}

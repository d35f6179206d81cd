import type { PresenceItem, SourceStateEvt } from '@lampfield/protocol';

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
  /** At least one item, each the latest of its presentity. */
  pushItems(items: readonly PresenceItem[]): void;
  pushSourceState(event: SourceStateEvt): void;
}

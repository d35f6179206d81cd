import type { PresenceItem, SourceStateEvt } from '@lampfield/protocol';

/**
 * The way out to one client connection. Synchronous, never throws; a connection that is gone swallows what it is given. Called in
 * the order of the events; the transport keeps that order.
 */
export interface PushSink {
  /** At least one item, each the latest of its presentity. */
  pushItems(items: readonly PresenceItem[]): void;
  pushSourceState(event: SourceStateEvt): void;
}

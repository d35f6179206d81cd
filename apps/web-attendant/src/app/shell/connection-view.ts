import type { ConnectionState, ConnectionStatus } from '@lampfield/client-presence';
import { sinceText } from '../presence-view/moment.ts';

/** How the connection looks: `GOOD` a full disc, `BUSY` a half one, `LOST` a triangle. */
export type ConnectionTone = 'GOOD' | 'BUSY' | 'LOST';

/** The connection in words. */
export interface ConnectionView {
  readonly tone: ConnectionTone;
  readonly word: string;
}

const VIEWS: Readonly<Record<ConnectionStatus, ConnectionView>> = {
  CONNECTED: { tone: 'GOOD', word: 'Connected' },
  RESYNCING: { tone: 'BUSY', word: 'Updating' },
  CONNECTING: { tone: 'BUSY', word: 'Connecting' },
  LOADING: { tone: 'BUSY', word: 'Loading' },
  UNKNOWN: { tone: 'BUSY', word: 'Starting' },
  LOST: { tone: 'LOST', word: 'Connection lost' },
  SIGNED_OUT: { tone: 'LOST', word: 'Signed out' },
};

/** What the app bar says of the connection, at all times. */
export function connectionView({ status }: ConnectionState): ConnectionView {
  return VIEWS[status];
}

/** What a lost connection means for who looks at the lamps; empty while there is one. */
export function connectionLossText({ status, sinceMs }: ConnectionState, nowMs: number, locale?: string): string {
  if (status !== 'LOST') return '';
  const since = sinceMs === null ? '' : ` since ${sinceText(sinceMs, nowMs, locale)}`;
  return `No connection to the server${since}. Lamps show what was known last and are unverified. Reconnecting by itself.`;
}

import { InjectionToken } from '@angular/core';
import { WEB_ATTENDANT } from '@lampfield/protocol';

/** A way Socket.IO can talk to the server. */
export type SocketTransport = 'polling' | 'websocket' | 'webtransport';

/** What an embedding application may set; every option has a default. */
export interface PresenceOptions {
  /** Path below which the server answers, as its `basePath` says. Default `/`. */
  readonly basePath?: string;
  /** Sent as `auth.clientType`. Default `webattendant`, the type that presence is pushed to. */
  readonly clientType?: string;
  /** In the order to try. Default: WebSocket, then polling. */
  readonly transports?: readonly SocketTransport[];
}

/** {@link PresenceOptions} with every default filled in; `basePath` begins and ends with a slash. */
export type ResolvedPresenceOptions = Required<PresenceOptions>;

/** The options in force. */
export const PRESENCE_OPTIONS = new InjectionToken<ResolvedPresenceOptions>('PRESENCE_OPTIONS');

/** Fills in the defaults. */
export function resolvePresenceOptions(options: PresenceOptions): ResolvedPresenceOptions {
  return {
    basePath: withSlashes(options.basePath ?? '/'),
    clientType: options.clientType ?? WEB_ATTENDANT,
    transports: options.transports ?? ['websocket', 'polling'],
  };
}

function withSlashes(path: string): string {
  const inner = path.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}

import { isLoopbackHost } from '../../../core/loopback-host.ts';
import type { XmppOptions } from './xmpp-options.ts';

/** How a stream is protected: `direct` is TLS from the first byte, `starttls` asks for it and may not do without. */
export type StreamProtection = 'direct' | 'starttls' | 'starttls-if-offered' | 'none';

/** Where a stream goes, and how. */
export interface StreamTarget {
  readonly transport: 'tcp' | 'websocket';
  readonly protection: StreamProtection;
  readonly isLoopback: boolean;
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'xmpp:': 5222, 'xmpps:': 5223, 'ws:': 80, 'wss:': 443 };

/**
 * Works out the target of a service URL, or says in words why it must not be used: outside the machine nothing is sent in the clear.
 * A URL that is none is answered in words as well.
 */
export function planStreamTarget({ service, tls }: Pick<XmppOptions, 'service' | 'tls'>): StreamTarget | string {
  if (!URL.canParse(service)) return `service ${service} is not a URL`;
  const { protocol, hostname, port } = new URL(service);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isLoopback = isLoopbackHost(host);
  const transport = protocol.startsWith('ws') ? 'websocket' : 'tcp';
  const protection = protectionOf(protocol, tls, isLoopback);
  if (protection === undefined)
    return `TLS is required to reach ${host}: only a loopback address may do without, and only where tls is not "required"`;
  return { transport, protection, isLoopback, host, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port) };
}

function protectionOf(protocol: string, tls: XmppOptions['tls'], isLoopback: boolean): StreamProtection | undefined {
  if (protocol === 'xmpps:' || protocol === 'wss:') return 'direct';
  const mayBeClear = isLoopback && tls !== 'required';
  if (protocol === 'ws:') return mayBeClear ? 'none' : undefined;
  if (tls === 'off') return mayBeClear ? 'none' : undefined;
  return mayBeClear ? 'starttls-if-offered' : 'starttls';
}

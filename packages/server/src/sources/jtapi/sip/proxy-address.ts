import { readHostAndPort } from './message/sip-uri.ts';
import type { Hop } from './transport/sip-transport.ts';
import type { SipOptions } from './sip-options.ts';

const DEFAULT_PORTS = { UDP: 5060, TCP: 5060, TLS: 5061 } as const;

/** Where the proxy is. Throws when `registrar` is no place, which the schema of the options rules out. */
export function getProxy({ registrar, transport }: Pick<SipOptions, 'registrar' | 'transport'>): Hop {
  const place = readHostAndPort(registrar.replace(/^sip:/i, ''));
  if (place === undefined) throw new RangeError(`registrar: expected a host and a port, found ${registrar}`);
  const name = transport.toUpperCase() as Uppercase<typeof transport>;
  return { transport: name, host: place.host, port: place.port ?? DEFAULT_PORTS[name] };
}

import { isIP } from 'node:net';

/** Hosts that mean every address of the machine, which no browser can call. */
const ANY_ADDRESS = new Set(['0.0.0.0', '::', '[::]']);

/** Where a server listens, and whether it speaks https there. */
export interface ListeningPlace {
  readonly host: string;
  readonly port: number;
  readonly tls?: unknown;
}

/** How a browser on this machine calls what listens there; the addresses that stand for all are also loopback's. May be no URL at all. */
export function listeningUrl({ host, port, tls }: ListeningPlace): string {
  const named = ANY_ADDRESS.has(host) ? '127.0.0.1' : host;
  return `${tls === undefined ? 'http' : 'https'}://${isIP(named) === 6 ? `[${named}]` : named}:${String(port)}`;
}

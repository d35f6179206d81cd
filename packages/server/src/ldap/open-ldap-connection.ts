import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { LdapConnection } from './ldap-connection.ts';
import type { LdapServerOptions } from './ldap-server-options.ts';

/** Which server, reached how, and who signs in. */
export interface LdapTarget {
  readonly url: string;
  readonly options: LdapServerOptions;
  readonly dn: string;
  /** Never empty. */
  readonly password: string;
}

/** Silence after which TCP asks whether the other end still exists. */
const KEEP_ALIVE_DELAY_MS = 30_000;

const DEFAULT_PORT = { 'ldap:': 389, 'ldaps:': 636 };

/**
 * Connects to one server, encrypts as configured (never less) and signs in. On any failure, and when the signal aborts, nothing is left open. Rejects with the
 * socket's or TLS's error, or with a `ResultCodeError` of ldapts when the server refuses.
 */
export async function openLdapConnection(target: LdapTarget, signal: AbortSignal): Promise<LdapConnection> {
  const server = await readServer(target);
  const connection = await closingOnAbort(signal, (keep) => connect(server, keep));
  const onAbort = (): void => connection.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await connection.bind(target.dn, target.password);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly encryption: 'none' | 'fromStart' | 'startTls';
  readonly tls: ConnectionOptions;
}

async function readServer(target: LdapTarget): Promise<Server> {
  const { startTls, tls } = target.options;
  const url = new URL(target.url);
  const protocol = url.protocol === 'ldaps:' ? 'ldaps:' : 'ldap:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const name = tls.serverName ?? host;
  const ca = tls.caFile === undefined ? {} : { ca: await readFile(tls.caFile, 'utf8') };
  return {
    host,
    port: Number(url.port) || DEFAULT_PORT[protocol],
    encryption: protocol === 'ldaps:' ? 'fromStart' : startTls ? 'startTls' : 'none',
    // `host` is the name that is verified; `servername` goes over the wire and may not be an address (RFC 6066, section 3).
    tls: { ...ca, host: name, ...(isIP(name) === 0 && { servername: name }), rejectUnauthorized: true },
  };
}

/** Connects and encrypts. Each socket is given to `keep` as soon as it exists. */
async function connect(
  { host, port, encryption, tls }: Server,
  keep: <S extends Socket>(socket: S) => S,
): Promise<LdapConnection> {
  const tcp = keep(connectTcp({ host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS, noDelay: true }));
  await untilEvent(tcp, 'connect');
  if (encryption === 'none') return new LdapConnection(tcp);
  if (encryption === 'startTls') {
    const plain = new LdapConnection(tcp);
    await plain.requestTls();
    plain.release();
  }
  const encrypted = keep(connectTls({ ...tls, socket: tcp }));
  await untilEvent(encrypted, 'secureConnect');
  return new LdapConnection(encrypted);
}

/** Destroys all sockets that were made when the work fails or the signal aborts. */
async function closingOnAbort<T>(
  signal: AbortSignal,
  work: (keep: <S extends Socket>(socket: S) => S) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const sockets: Socket[] = [];
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const keep = <S extends Socket>(socket: S): S => {
    sockets.push(socket);
    // A socket that is given up may still have an error to report; without a listener that would end the process.
    socket.on('error', () => undefined);
    return socket;
  };
  signal.addEventListener('abort', destroyAll, { once: true });
  try {
    return await work(keep);
  } catch (error) {
    destroyAll();
    throw error;
  } finally {
    signal.removeEventListener('abort', destroyAll);
  }
}

function untilEvent(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('The server closed the connection'));
    socket.once('error', reject);
    socket.once('close', onClose);
    socket.once(event, () => {
      socket.off('error', reject);
      socket.off('close', onClose);
      resolve();
    });
  });
}

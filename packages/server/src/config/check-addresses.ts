import { isIP } from 'node:net';
import { isLoopbackHost } from '../core/loopback-host.ts';
import type { ConfigMistake } from './config-mistake.ts';
import type { AuthConfig, LampfieldConfig } from './lampfield-config.ts';

type ServerConfig = LampfieldConfig['server'];

/** Hosts that mean every address of the machine, which no browser can call. */
const ANY_ADDRESS = new Set(['0.0.0.0', '::', '[::]']);

/** Names of networks that may stand for a list of proxies. */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Brings the base path into one form and fills in or checks the public URL. */
export function checkOwnUrl(server: ServerConfig, mistakes: ConfigMistake[]): ServerConfig {
  const basePath = server.basePath.endsWith('/') ? server.basePath : `${server.basePath}/`;
  const written = server.publicUrl as string | undefined;
  if (written === undefined) {
    const publicUrl = listeningUrl(server);
    const expected = 'an address or a host name that can stand in a URL (else set server.publicUrl)';
    if (!URL.canParse(publicUrl)) mistakes.push({ path: 'server.host', expected, found: JSON.stringify(server.host) });
    return { ...server, basePath, publicUrl };
  }
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const paths = ['/', basePath, basePath.slice(0, -1)];
  // Written out, an origin with such a path is the whole URL: nothing else may be in it, no user and no query.
  if (url !== undefined && /^https?:$/.test(url.protocol) && paths.some((path) => url.href === url.origin + path)) {
    return { ...server, basePath, publicUrl: url.origin };
  }
  const expected =
    'an http or https URL with nothing behind host and port but the base path, such as https://presence.example.org';
  mistakes.push({ path: 'server.publicUrl', expected });
  return { ...server, basePath };
}

function listeningUrl({ host, port }: ServerConfig): string {
  const named = ANY_ADDRESS.has(host) ? '127.0.0.1' : host;
  return `http://${isIP(named) === 6 ? `[${named}]` : named}:${String(port)}`;
}

/** Each has to be an address, a network or one of the named ones. */
export function checkProxies(proxies: readonly string[], mistakes: ConfigMistake[]): void {
  proxies.forEach((proxy, index) => {
    if (NAMED_NETWORKS.includes(proxy) || isNetwork(proxy)) return;
    const expected = `an address, a network such as 10.0.0.0/8, or one of ${NAMED_NETWORKS.join(', ')}`;
    mistakes.push({ path: `server.trustedProxies[${String(index)}]`, expected, found: JSON.stringify(proxy) });
  });
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** The port of an address that is separate from the main one; the schema has checked the rest of it. */
export function checkOpsAddress(address: string | undefined, mistakes: ConfigMistake[]): void {
  const port = Number(address?.slice(address.lastIndexOf(':') + 1) ?? 0);
  if (port > 65_535) mistakes.push({ path: 'ops.address', expected: 'a port from 0 to 65535', found: String(port) });
}

/** Demo passwords are for one's own machine: refused wherever somebody else could reach them. */
export function checkDemoAuth(auth: AuthConfig, server: ServerConfig, mistakes: ConfigMistake[]): void {
  if (auth.type !== 'demo') return;
  const reasons: string[] = [];
  if (!isLoopbackHost(server.host)) reasons.push(`server.host is ${server.host}`);
  const { publicUrl } = server;
  if (URL.canParse(publicUrl) && !isLoopbackHost(new URL(publicUrl).hostname)) reasons.push(`server.publicUrl is ${publicUrl}`);
  if (server.trustedProxies.length > 0) reasons.push('server.trustedProxies is not empty');
  if (reasons.length === 0) return;
  const expected = 'another type than demo, which is only for loopback addresses and no trusted proxy';
  mistakes.push({ path: 'auth.type', expected, found: `demo, while ${reasons.join(' and ')}` });
}

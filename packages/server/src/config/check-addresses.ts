import { isIP } from 'node:net';
import { isLoopbackHost } from '../core/loopback-host.ts';
import { childPath } from './config-mistake.ts';
import type { Findings } from './findings.ts';
import type { AuthConfig, LampfieldConfig } from './lampfield-config.ts';
import { listeningUrl } from './listening-url.ts';
import { listOf } from './raw-config.ts';

type ServerConfig = LampfieldConfig['server'];

/** Names of networks that may stand for a list of proxies. */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Brings the base path into one form and fills in or checks the public URL. */
export function checkOwnUrl(server: ServerConfig, findings: Findings): ServerConfig {
  if (!findings.isSound('server.basePath')) {
    checkPublicUrl(server, undefined, findings);
    return server;
  }
  const basePath = server.basePath.endsWith('/') ? server.basePath : `${server.basePath}/`;
  return { ...server, basePath, publicUrl: checkPublicUrl(server, basePath, findings) };
}

/** The origin of the public URL, or what was written if it is wrong. A base path that is not known may be any. */
function checkPublicUrl(server: ServerConfig, basePath: string | undefined, findings: Findings): string {
  const written = server.publicUrl as string | undefined;
  if (!findings.isSound('server.publicUrl')) return server.publicUrl;
  if (written === undefined) return findListeningUrl(server, findings);
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const base = basePath ?? url?.pathname ?? '/';
  const paths = ['/', base, base.slice(0, -1)];
  // Written out, an origin with such a path is the whole URL: nothing else may be in it, no user and no query.
  if (url !== undefined && /^https?:$/.test(url.protocol) && paths.some((path) => url.href === url.origin + path)) {
    return url.origin;
  }
  const expected =
    'an http or https URL with nothing behind host and port but the base path, such as https://presence.example.org';
  findings.add({ path: 'server.publicUrl', expected });
  return written;
}

/** With http in the public URL, cookies would not be kept to https. */
export function checkTls({ tls, publicUrl }: ServerConfig, findings: Findings): void {
  if (tls === undefined || !findings.isSound('server.publicUrl') || !publicUrl.startsWith('http:')) return;
  findings.add({ path: 'server.publicUrl', expected: 'an https URL, as the server speaks https with server.tls' });
}

/** Empty when it is not known where the server would listen. */
function findListeningUrl({ host, port, tls }: ServerConfig, findings: Findings): string {
  if (!findings.isSound('server.host')) return '';
  const isPortKnown = findings.isSound('server.port');
  const url = listeningUrl({ host, port: isPortKnown ? port : 0, tls });
  const expected = 'an address or a host name that can stand in a URL (else set server.publicUrl)';
  if (!URL.canParse(url)) findings.add({ path: 'server.host', expected, found: JSON.stringify(host) });
  return isPortKnown ? url : '';
}

/** Each has to be an address, a network or one of the named ones. */
export function checkProxies(proxies: readonly string[], findings: Findings): void {
  for (const [index, proxy] of listOf(proxies).entries()) {
    const path = childPath('server.trustedProxies', index);
    if (!findings.isSound(path) || NAMED_NETWORKS.includes(proxy) || isNetwork(proxy)) continue;
    const expected = `an address, a network such as 10.0.0.0/8, or one of ${NAMED_NETWORKS.join(', ')}`;
    findings.add({ path, expected, found: JSON.stringify(proxy) });
  }
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** The port of an address that is separate from the main one; the schema has checked the rest of it. */
export function checkOpsAddress(address: string | undefined, findings: Findings): void {
  if (address === undefined || !findings.isSound('ops.address')) return;
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  if (port > 65_535) findings.add({ path: 'ops.address', expected: 'a port from 0 to 65535', found: String(port) });
}

/** Whoever can read what is said to the provider can sign in as anybody: http is for one's own machine. */
export function checkIssuer({ type, issuer }: AuthConfig, findings: Findings): void {
  if (type !== 'oidc' || typeof issuer !== 'string' || !findings.isSound('auth.issuer')) return;
  if (URL.canParse(issuer) && isSafeIssuer(new URL(issuer))) return;
  const expected = 'an https URL without user, query and fragment (http only for a loopback address)';
  findings.add({ path: 'auth.issuer', expected });
}

function isSafeIssuer({ protocol, hostname, username, search, hash }: URL): boolean {
  return username + search + hash === '' && (protocol === 'https:' || isLoopbackHost(hostname));
}

/** Demo passwords are for one's own machine: refused wherever somebody else could reach them, as far as that is known. */
export function checkDemoAuth(auth: AuthConfig, server: ServerConfig, findings: Findings): void {
  if (auth.type !== 'demo') return;
  const { host, publicUrl, trustedProxies } = server;
  const reasons: string[] = [];
  if (findings.isSound('server.host') && !isLoopbackHost(host)) reasons.push(`server.host is ${host}`);
  const isUrl = findings.isSound('server.publicUrl') && URL.canParse(publicUrl);
  if (isUrl && !isLoopbackHost(new URL(publicUrl).hostname)) reasons.push(`server.publicUrl is ${publicUrl}`);
  if (listOf(trustedProxies).length > 0) reasons.push('server.trustedProxies is not empty');
  if (reasons.length === 0) return;
  const expected = 'another type than demo, which is only for loopback addresses and no trusted proxy';
  findings.add({ path: 'auth.type', expected, found: `demo, while ${reasons.join(' and ')}` });
}

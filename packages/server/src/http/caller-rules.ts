import { isLoopbackHost } from '../core/loopback-host.ts';
import type { CallerRules } from '../ports/caller-rules.ts';

/** By which names the server goes. */
export interface OwnNames {
  /** The address it listens on. */
  readonly host: string;
  /** An origin. */
  readonly publicUrl: string;
  readonly allowedHosts: readonly string[];
}

/** All loopback names stand for one machine, and browsers treat them as different: they count as one here. */
const LOOPBACK = 'loopback';

/** Addresses that stand for all: no caller can name them. */
const ANY_ADDRESS = ['0.0.0.0', '::'];

/**
 * Who may call. The Host has to be a name of this server, whatever its port: a page of somebody else's domain that was pointed at this
 * machine (DNS rebinding) says that domain. The Origin has to be the public URL or the very host and port that was called.
 */
export function createCallerRules({ host, publicUrl, allowedHosts }: OwnNames): CallerRules {
  const own = new URL(publicUrl);
  const listening = ANY_ADDRESS.includes(host) ? [] : [host];
  const knownNames = new Set([LOOPBACK, ...[own.hostname, ...listening, ...allowedHosts].map(canonicalName)]);
  const parseHost = (header: string | undefined): URL | undefined => {
    const isHost = header !== undefined && /^[A-Za-z0-9._-]+(:\d+)?$|^\[[0-9A-Fa-f:.]+\](:\d+)?$/.test(header);
    return isHost && URL.canParse(`http://${header}`) ? new URL(`http://${header}`) : undefined;
  };
  return {
    isKnownHost: (header) => {
      const called = parseHost(header);
      return called !== undefined && knownNames.has(canonicalName(called.hostname));
    },
    isOwnOrigin: (origin, header) => {
      if (origin === undefined) return true;
      const page = /^https?:\/\/[^/]+$/.test(origin) && URL.canParse(origin) ? new URL(origin) : undefined;
      if (page === undefined) return false;
      if (originKey(page) === originKey(own)) return true;
      // A page of the public name that came unencrypted is somebody in between, not this server.
      if (own.protocol === 'https:' && canonicalName(page.hostname) === canonicalName(own.hostname)) return false;
      const called = parseHost(header);
      return called !== undefined && hostKey(page, page.protocol) === hostKey(called, page.protocol);
    },
  };
}

function canonicalName(name: string): string {
  const bare = name.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return isLoopbackHost(bare) ? LOOPBACK : bare;
}

function originKey(url: URL): string {
  return `${url.protocol}${hostKey(url, url.protocol)}`;
}

/** Name and port, the latter written out as the scheme means it. */
function hostKey(url: URL, protocol: string): string {
  const port = url.port === '' ? (protocol === 'https:' ? '443' : '80') : url.port;
  return `${canonicalName(url.hostname)}:${port}`;
}

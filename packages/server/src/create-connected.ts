import { PRESENCE_TYPES } from '@lampfield/protocol';
import type { Connectors } from './config/connectors.ts';
import type { LampfieldConfig } from './config/lampfield-config.ts';
import { createCanonicalizer, type Canonicalize } from './core/canonical-identifier.ts';
import type { ConfiguredSource } from './presence/presence-service.ts';
import type { Authenticator } from './ports/authenticator.ts';
import type { ConnectorContext } from './ports/connector.ts';
import type { Directory } from './ports/directory.ts';
import type { OnlineUsers } from './ports/online-users.ts';

/** Everything that a configuration names by a `type`, built and not started. */
export interface Connected {
  readonly canonicalize: Canonicalize;
  readonly sources: readonly ConfiguredSource[];
  /** Of the one source that can tell who is online at all, where there is one. */
  readonly onlineUsers: OnlineUsers | undefined;
  readonly directories: readonly Directory[];
  readonly authenticator: Authenticator;
}

/** Builds what the configuration names. A checked configuration names only what is registered; anything else throws. */
export function createConnected(
  config: LampfieldConfig,
  connectors: Connectors,
  context: Omit<ConnectorContext, 'canonicalize'>,
): Connected {
  const canonicalize = createCanonicalizer({ normalize: config.sources.JTAPI?.normalize ?? [] });
  const complete: ConnectorContext = { ...context, canonicalize };
  const sources = PRESENCE_TYPES.flatMap((type) => {
    const options = config.sources[type];
    if (options === undefined) return [];
    const suiting = connectors.sources.filter(({ serves }) => serves.includes(type));
    const source = getNamed(suiting, options.type).create(type, options, complete);
    return { source, lingerMs: options.linger * 1000 };
  });
  return {
    canonicalize,
    sources,
    onlineUsers: sources.map(({ source }) => source.onlineUsers).find((online) => online !== undefined),
    directories: config.directories.map(({ id, name, type, ...options }) =>
      getNamed(connectors.directories, type).create({ id, name }, options, complete),
    ),
    authenticator: getNamed(connectors.authMethods, config.auth.type).create(config.auth, complete),
  };
}

function getNamed<C extends { readonly name: string }>(registered: readonly C[], name: string): C {
  const found = registered.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`nothing is registered as ${name}`);
  return found;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { REGISTERED_CONNECTORS } from '../config/registered-connectors.ts';
import { createPresenceServer, type PresenceServer } from '../create-presence-server.ts';
import type { SourceConnector } from '../ports/connector.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource } from '../ports/source.ts';
import { SkippableClock } from './skippable-clock.ts';
import { silentLog } from './silent-log.ts';

/** What a test wants of the server it starts. */
export interface RunningServerOptions {
  /** The configuration as YAML; `server.port` and `server.stateDir` are set by the test. */
  readonly yaml: string;
  /** Sources that take the place of configured ones named `scripted`. */
  readonly scripted?: readonly PresenceSource[];
  /** Where it says what it does; default: nowhere. */
  readonly log?: Log;
  /** Where it listens; default any port that is free. */
  readonly port?: number;
  /** Kept from an earlier server, to start again on its state. */
  readonly stateDir?: string;
}

/** A whole server on loopback whose time the test moves; HTTP, Socket.IO and disk are real. */
export interface RunningServer {
  readonly url: string;
  readonly clock: SkippableClock;
  readonly server: PresenceServer;
  readonly stateDir: string;
  stop(): Promise<void>;
}

/** The password of the demo users of a running server. */
export const TEST_PASSWORD = 'open sesame';

/** Starts a server; rejects, naming the mistakes, if the configuration has any. */
export async function startRunningServer(options: RunningServerOptions): Promise<RunningServer> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'lampfield-state-'));
  const clock = new SkippableClock();
  const connectors = {
    ...REGISTERED_CONNECTORS,
    sources: [...REGISTERED_CONNECTORS.sources, ...(options.scripted ?? []).map(asConnector)],
  };
  const env = { PORT: String(options.port ?? 0), DEMO_PASSWORD: TEST_PASSWORD, TEST_STATE_DIR: stateDir };
  const loaded = loadConfig({ env, readFile: () => options.yaml, connectors });
  if (!loaded.ok) throw new Error(loaded.mistakes.map(({ path, expected }) => `${path}: expected ${expected}`).join('\n'));
  const config = { ...loaded.config, server: { ...loaded.config.server, stateDir } };
  const server = createPresenceServer(config, { log: options.log ?? silentLog, clock, connectors });
  const { url } = await server.start();
  return {
    url,
    clock,
    server,
    stateDir,
    stop: async () => {
      await server.stop();
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

function asConnector(source: PresenceSource): SourceConnector {
  return {
    name: 'scripted',
    serves: [source.type],
    options: REGISTERED_CONNECTORS.sources[0]?.options ?? neverMissing(),
    create: () => source,
  };
}

function neverMissing(): never {
  throw new Error('no source is registered');
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PresenceItem } from '@lampfield/protocol';
import { createPresenceServer, loadConfig, REGISTERED_CONNECTORS, type SourceConnector } from '@lampfield/server';
import { AttendantClient, waitUntil, type AttendantConnection } from '@lampfield/test-servers';
import { SILENT } from '../silent.ts';

/** Lines that are watched. */
export const LINES = 2000;
/** The demo directory begins with +36 1 1000 9100, and the n-th person has that plus n. The phone system knows lines by the last five digits. */
const FIRST_LINE = 9100;
const NORMALIZE = `[{ match: '^\\+361100(\\d{5})$', replace: '$1' }]`;
const PASSWORD = 'open sesame';
const ACTIVE_TIMEOUT_MS = 180_000;

/** The lines of the people of the demo directory. */
export const numbers = Array.from({ length: LINES }, (_, index) => String(FIRST_LINE + index).padStart(5, '0'));
const ids = numbers.map((number) => `${number}_JTAPI`);

/** A whole server in this process with an attendant who is signed in and connected by Socket.IO. */
export class AttendedServer {
  readonly #client: AttendantClient;
  readonly #connection: AttendantConnection;
  readonly #stop: () => Promise<void>;

  private constructor(parts: { client: AttendantClient; connection: AttendantConnection; stop: () => Promise<void> }) {
    this.#client = parts.client;
    this.#connection = parts.connection;
    this.#stop = parts.stop;
  }

  /**
   * Settles when the attendant is connected and the source is up.
   *
   * @param source the options of the JTAPI source, as the inside of a YAML mapping @param more connectors besides the registered ones
   */
  static async start(source: string, more: readonly SourceConnector[] = []): Promise<AttendedServer> {
    const stateDir = mkdtempSync(join(tmpdir(), 'lampfield-bench-'));
    const connectors = { ...REGISTERED_CONNECTORS, sources: [...REGISTERED_CONNECTORS.sources, ...more] };
    const yaml = `
directories: [{ id: demo, name: Demo, type: demo, size: ${String(LINES)}, seed: 1 }]
sources: { JTAPI: { ${source}, normalize: ${NORMALIZE} } }
`;
    const loaded = loadConfig({ env: { PORT: '0', DEMO_PASSWORD: PASSWORD }, readFile: () => yaml, connectors });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes));
    const { config } = loaded;
    const server = createPresenceServer({ ...config, server: { ...config.server, stateDir } }, { log: SILENT, connectors });
    const { url } = await server.start();
    const client = await AttendantClient.signIn(url, 'attendant', PASSWORD);
    const connection = await client.connect();
    await waitUntil(() => connection.received.sources.at(-1)?.state === 'UP', { what: 'the source to be up' });
    const stop = async (): Promise<void> => {
      client.close();
      await server.stop();
      rmSync(stateDir, { recursive: true, force: true });
    };
    return new AttendedServer({ client, connection, stop });
  }

  /** Begins to watch all lines; settles when the attendant was told of each that it is free. Returns how long that took; milliseconds. */
  async watchAll(): Promise<number> {
    const startedAtMs = performance.now();
    const free = new Set<string>();
    let doneAtMs = 0;
    this.onItem(({ id, state }) => {
      if (state === 'AVAILABLE') free.add(id);
      if (free.size === LINES && doneAtMs === 0) doneAtMs = performance.now();
    });
    const { recreated } = await this.#client.keepAlive(ids.map((id) => ({ id })));
    if (recreated.length !== LINES) throw new Error(`${String(recreated.length)} lines were subscribed`);
    await waitUntil(() => doneAtMs > 0, { what: () => `all lines; ${String(free.size)} are free`, timeoutMs: ACTIVE_TIMEOUT_MS });
    return doneAtMs - startedAtMs;
  }

  /** Has it called with each item of each `PresenceWebEvt`, when that arrives. */
  onItem(listener: (item: PresenceItem) => void): void {
    this.#connection.socket.on('PresenceWebEvt', ({ presenceItems }) => {
      presenceItems.forEach((item) => {
        listener(item);
      });
    });
  }

  /** What the attendant has received is no part of the server's memory. */
  forgetReceived(): void {
    this.#connection.received.items.length = 0;
    this.#connection.received.batches.length = 0;
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

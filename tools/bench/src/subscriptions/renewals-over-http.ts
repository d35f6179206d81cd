import { rmSync } from 'node:fs';
import type { AttendantClient } from '@lampfield/test-servers';
import { separateCores } from '../fanout/cores.ts';
import { forEachAFewAtOnce, signInMany, startLampfield } from '../fanout/lampfield/signed-in.ts';
import { makeStateDirectory } from '../fanout/lampfield/system.ts';
import { cpuSecondsOf } from '../measure.ts';
import { IDS_PER_WATCHER, idsOf } from './presence-layer.ts';

const REQUESTS = 400;

/** The whole server in a process of its own, and as many signed-in users as its subscriptions take: each request has its session, its CSRF token and its limits. */
export class RenewalsOverHttp {
  readonly #server: Awaited<ReturnType<typeof startLampfield>>;
  readonly #clients: readonly AttendantClient[];
  readonly #stateDir: string;

  private constructor(server: Awaited<ReturnType<typeof startLampfield>>, clients: readonly AttendantClient[], stateDir: string) {
    this.#server = server;
    this.#clients = clients;
    this.#stateDir = stateDir;
  }

  /** Settles when so many subscriptions live, made by keep-alives. */
  static async start(subscriptions: number): Promise<RenewalsOverHttp> {
    const stateDir = makeStateDirectory();
    const server = await startLampfield({ port: 0, stateDir, era: 0 });
    separateCores(server.pids, process.pid);
    const clients = await signInMany(server.url, subscriptions / IDS_PER_WATCHER);
    const started = new RenewalsOverHttp(server, clients, stateDir);
    const recreated = await forEachAFewAtOnce(clients, (_client, index) => started.#keepAlive(index, 'recreated'));
    if (recreated.length !== clients.length) throw new Error('not everybody has his subscriptions');
    return started;
  }

  /** CPU of the server's process, all of it, in renewals per CPU-second. */
  async measure(round: number): Promise<number> {
    const requests = Array.from({ length: REQUESTS }, (_, index) => (round * REQUESTS + index) % this.#clients.length);
    const before = this.#cpuSeconds();
    await forEachAFewAtOnce(requests, (client) => this.#keepAlive(client, 'renewed'));
    return (REQUESTS * IDS_PER_WATCHER) / (this.#cpuSeconds() - before);
  }

  async stop(): Promise<void> {
    await this.#server.server.stop();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }

  async #keepAlive(index: number, expected: 'recreated' | 'renewed'): Promise<void> {
    const items = idsOf(index).map((id) => ({ id }));
    const answer = await this.#clients[index]?.keepAlive(items);
    const count = answer?.[expected].length ?? 0;
    if (count !== items.length) throw new Error(`${String(count)} of ${String(items.length)} ${expected}`);
  }

  #cpuSeconds(): number {
    return this.#server.pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step } from '../replay-plan.ts';
import type { FanoutSystem } from '../system.ts';
import { clientFrame, ENGINE_PING, upgradeStep } from '../websocket-bytes.ts';
import { feedMessagesOf, idOf } from '../workload.ts';
import { forEachAFewAtOnce, signInMany, startLampfield } from './signed-in.ts';

/** The most that the client of this project sends at once. */
const IDS_PER_REQUEST = 1000;

/** The presence server of this repository: sessions, subscriptions with leases, sockets, all real. */
export const lampfield: FanoutSystem = {
  name: 'lampfield',
  findMissing: () => undefined,
  start: async (workload) => {
    const stateDir = makeStateDirectory();
    const { server, ports, pids, url } = await startLampfield({ port: 0, stateDir, era: 0 });
    const clients = await signInMany(url, workload.watched.length);
    const watchers = clients.map(({ cookie }) => ({
      port: ports.port,
      steps: [
        upgradeStep(ports.port, '/socket.io/?EIO=4&transport=websocket', cookie),
        step(clientFrame('40'), '42["SourceStateEvt"'),
      ],
    }));
    const publisher = { port: ports.feedPort, steps: [] };
    return {
      pids,
      probePort: ports.probePort,
      plan: { ...ENGINE_PING, watchers, publisher, messages: feedMessagesOf(workload) },
      subscribe: async () => {
        await forEachAFewAtOnce(clients, async (client, index) => {
          const items = (workload.watched[index] ?? []).map((contact) => ({ id: idOf(contact), version: 0 }));
          for (let start = 0; start < items.length; start += IDS_PER_REQUEST)
            await client.keepAlive(items.slice(start, start + IDS_PER_REQUEST));
        });
      },
      stop: async () => {
        await server.stop();
        rmSync(stateDir, { recursive: true, force: true });
      },
    };
  },
};

/** A private directory for a server's state. */
export function makeStateDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'lampfield-bench-'));
}

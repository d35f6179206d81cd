import { AttendantClient } from '@lampfield/test-servers';
import { step } from '../replay-plan.ts';
import { startNodeServer, type FanoutSystem } from '../system.ts';
import { clientFrame, ENGINE_PING, upgradeStep } from '../websocket-bytes.ts';
import { feedMessagesOf, idOf } from '../workload.ts';

const PASSWORD = 'open sesame';
const SIGNING_IN_AT_ONCE = 16;

/** The presence server of this repository: sessions, subscriptions with leases, sockets, all real. */
export const lampfield: FanoutSystem = {
  name: 'lampfield',
  findMissing: () => undefined,
  start: async (workload) => {
    const { server, ports, pids } = await startNodeServer('lampfield', new URL('./server.ts', import.meta.url));
    const url = `http://127.0.0.1:${String(ports.port)}`;
    const clients = await eachOf(workload.watched, (_contacts, index) =>
      AttendantClient.signIn(url, `user${String(index + 3)}`, PASSWORD),
    );
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
      plan: { ...ENGINE_PING, watchers, publisher, messages: feedMessagesOf(workload) },
      subscribe: async () => {
        await eachOf(clients, (client, index) =>
          client.keepAlive((workload.watched[index] ?? []).map((contact) => ({ id: idOf(contact), version: 0 }))),
        );
      },
      stop: () => server.stop(),
    };
  },
};

/** Calls for each, a few at once; results in their order. */
async function eachOf<A, B>(all: readonly A[], call: (one: A, index: number) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (let start = 0; start < all.length; start += SIGNING_IN_AT_ONCE) {
    const some = all.slice(start, start + SIGNING_IN_AT_ONCE);
    results.push(...(await Promise.all(some.map((one, index) => call(one, start + index)))));
  }
  return results;
}

import { step } from '../../fanout/replay-plan.ts';
import { startNodeServer, type FanoutSystem } from '../../fanout/system.ts';
import { clientFrame, upgradeStep } from '../../fanout/websocket-bytes.ts';
import { feedMessagesOf, idOf } from '../../fanout/workload.ts';

/** The `ws` library with a frame that is built once an event. */
export const rawWs: FanoutSystem = {
  name: 'raw ws',
  findMissing: () => undefined,
  start: async (workload) => {
    const { server, ports, pids } = await startNodeServer('raw-ws', new URL('./server.ts', import.meta.url));
    const watchers = workload.watched.map((contacts) => ({
      port: ports.port,
      steps: [upgradeStep(ports.port, '/'), step(clientFrame(JSON.stringify(contacts.map(idOf))), 'subscribed')],
    }));
    const publisher = { port: ports.feedPort, steps: [] };
    const none = Buffer.alloc(0);
    return {
      pids,
      probePort: ports.probePort,
      plan: { ping: none, pong: none, watchers, publisher, messages: feedMessagesOf(workload) },
      stop: () => server.stop(),
    };
  },
};

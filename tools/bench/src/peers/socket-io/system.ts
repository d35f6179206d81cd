import { step } from '../../fanout/replay-plan.ts';
import { startNodeServer, type FanoutSystem } from '../../fanout/system.ts';
import { clientFrame, ENGINE_PING, upgradeStep } from '../../fanout/websocket-bytes.ts';
import { feedMessagesOf, idOf } from '../../fanout/workload.ts';

/** Plain Socket.IO with a room a contact. */
export const socketIoRooms: FanoutSystem = {
  name: 'socket.io rooms',
  findMissing: () => undefined,
  start: async (workload) => {
    const { server, ports, pids } = await startNodeServer('socket-io', new URL('./server.ts', import.meta.url));
    const watchers = workload.watched.map((contacts) => ({
      port: ports.port,
      steps: [
        upgradeStep(ports.port, '/socket.io/?EIO=4&transport=websocket'),
        step(clientFrame('40'), '40{'),
        step(clientFrame(`42${JSON.stringify(['subscribe', contacts.map(idOf)])}`), '42["subscribed"]'),
      ],
    }));
    const publisher = { port: ports.feedPort, steps: [] };
    return {
      pids,
      probePort: ports.probePort,
      plan: { ...ENGINE_PING, watchers, publisher, messages: feedMessagesOf(workload) },
      stop: () => server.stop(),
    };
  },
};

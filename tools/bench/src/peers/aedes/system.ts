import { startNodeServer, type FanoutSystem } from '../../fanout/system.ts';
import { mqttPlan } from '../mosquitto/mqtt-plan.ts';

/** An MQTT broker written in JavaScript. */
export const aedes: FanoutSystem = {
  name: 'aedes',
  findMissing: () => undefined,
  start: async (workload) => {
    const { server, ports, pids } = await startNodeServer('aedes', new URL('./server.ts', import.meta.url));
    return { pids, plan: mqttPlan(workload, ports.port), stop: () => server.stop() };
  },
};

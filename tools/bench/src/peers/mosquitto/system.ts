import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, getFreePort, getProgram, portAnswers, makeServerDirectory, SpawnedServer } from '@lampfield/test-servers';
import type { FanoutSystem } from '../../fanout/system.ts';
import { mqttPlan } from './mqtt-plan.ts';

/** The MQTT broker of Debian. */
export const mosquitto: FanoutSystem = {
  name: 'mosquitto',
  findMissing: () => (findProgram('mosquitto') === undefined ? 'not installed (Debian package mosquitto)' : undefined),
  start: async (workload) => {
    const port = await getFreePort();
    const directory = await makeServerDirectory('mosquitto');
    const config = [
      `listener ${String(port)} 127.0.0.1`,
      'allow_anonymous true',
      'set_tcp_nodelay true',
      'max_queued_messages 0',
    ];
    await writeFile(join(directory, 'mosquitto.conf'), `${config.join('\n')}\n`);
    const server = await SpawnedServer.start({
      name: 'mosquitto',
      command: getProgram('mosquitto'),
      args: ['-c', 'mosquitto.conf'],
      directory,
      isReady: () => portAnswers(port),
    });
    return { pids: [server.pid ?? 0], plan: mqttPlan(workload, port), stop: () => server.stop() };
  },
};

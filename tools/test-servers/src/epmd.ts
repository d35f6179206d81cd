import { getFreePort } from './free-port.ts';
import { portAnswers } from './port-answers.ts';
import { getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';

/** A running epmd, Erlang's own register of node names and their ports. */
export interface EpmdServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one in the foreground and as our child: the one that `erl` would start by itself outlives the test. */
export async function startEpmd(): Promise<EpmdServer> {
  const port = await getFreePort();
  const server = await SpawnedServer.start({
    name: 'epmd',
    command: getProgram('epmd'),
    args: ['-port', String(port), '-address', '127.0.0.1'],
    directory: await makeServerDirectory('epmd'),
    isReady: () => portAnswers(port),
  });
  return { port, stop: () => server.stop() };
}

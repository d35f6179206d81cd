import { makeServerDirectory, serverNodeOptions, SpawnedServer } from '@lampfield/test-servers';
import type { ReplayPlan } from './replay-plan.ts';
import type { Workload } from './workload.ts';

/** A server under test that runs. */
export interface RunningSystem {
  /** Of the processes whose CPU counts. */
  readonly pids: readonly number[];
  readonly plan: ReplayPlan;
  /** Where it answers probes, if it is a Node server of the comparison. */
  readonly probePort?: number;
  /** What is left to do once the connections are open, such as to subscribe. */
  subscribe?(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that can be compared. */
export interface FanoutSystem {
  readonly name: string;
  /** Why it cannot be measured here, in words; undefined if it can. */
  findMissing(): string | undefined;
  start(workload: Workload): Promise<RunningSystem>;
}

/** Where a Node server of the comparison listens. */
export interface NodePorts {
  readonly port: number;
  readonly feedPort: number;
  readonly probePort: number;
}

const FROM_SOURCES = ['--expose-gc', '--conditions=@lampfield/source', '--disable-warning=ExperimentalWarning'];

/** Starts a server of the comparison that is a TypeScript file of this repository, in a process of its own; all with the Node options of our own program. */
export async function startNodeServer(name: string, file: URL, args: readonly string[] = []) {
  const server = await SpawnedServer.start({
    name,
    command: process.execPath,
    args: [...serverNodeOptions(), ...FROM_SOURCES, file.pathname, ...args],
    directory: await makeServerDirectory(name),
    isReady: ({ output }) => /listening \{.*\}/.test(output),
  });
  const ports = JSON.parse(/listening (\{.*\})/.exec(server.output)?.[1] ?? '{}') as NodePorts;
  return { server, ports, pids: [server.pid ?? 0] };
}

import { Replay } from './replay.ts';
import type { FanoutSystem, RunningSystem } from './system.ts';
import type { Workload } from './workload.ts';

/** What is to be started, and with which load generator. */
export interface Loading {
  readonly program: string;
  readonly system: FanoutSystem;
  readonly workload: Workload;
}

/** Starts a system anew, connects and subscribes all watchers, has it used, and stops it. */
export async function withLoadedSystem<T>(
  { program, system, workload }: Loading,
  use: (replay: Replay, running: RunningSystem) => Promise<T>,
): Promise<T> {
  const running = await system.start(workload);
  const replay = new Replay(program, running.plan);
  try {
    await replay.connect();
    await running.subscribe?.();
    await replay.watchCpu(running.pids);
    return await use(replay, running);
  } finally {
    replay.stop();
    await running.stop();
  }
}

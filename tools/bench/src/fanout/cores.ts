import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { findProgram } from '@lampfield/test-servers';

/**
 * Gives servers one core for themselves, and the load generator another, where there are two. Without this it is chance whether the
 * client runs between two writes of the server, which costs more than the writes.
 */
export function separateCores(serverPids: readonly number[], clientPid: number): void {
  if (cpus().length < 2 || findProgram('taskset') === undefined) return;
  for (const pid of serverPids) pin(pid, 0);
  pin(clientPid, cpus().length - 1);
}

function pin(pid: number, core: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], { stdio: 'ignore' });
}

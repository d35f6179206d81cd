import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { ROOT } from './repository.mjs';

/** @typedef {{ exitCode: number, interruptedBy?: NodeJS.Signals }} RunResult */

/** @type {NodeJS.Signals[]} */
const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Runs a command in this process's group and waits for its end. Signals are passed on to it, and it is this command's answer that counts: its exit code, or
 * 128 + n if signal n ended it, as a shell has it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Pick<import('node:child_process').SpawnOptions, 'env' | 'stdio'>} [options] the streams are this process's own unless given
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, { env = process.env, stdio = 'inherit' } = {}) {
  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy;
  const child = spawn(command, args, { cwd: ROOT, env, stdio });
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    interruptedBy = signal;
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    const [code, signal] = await once(child, 'exit');
    const exitCode = code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
    return { exitCode, ...(interruptedBy && { interruptedBy }) };
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

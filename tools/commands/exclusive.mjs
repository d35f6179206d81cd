import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Runs the action while holding a lock file, so that two commands started at once in one checkout do not install or build over each other. The second waits.
 * A lock whose process is gone is taken over.
 *
 * @template T
 * @param {string} lockFile
 * @param {() => Promise<T>} action
 * @param {(holder: number) => void} onWait called once, with the holder's process id, when there is a holder to wait for
 */
export async function exclusively(lockFile, action, onWait) {
  await acquire(lockFile, onWait);
  const release = () => rmSync(lockFile, { force: true });
  process.once('exit', release);
  try {
    return await action();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} lockFile @param {(holder: number) => void} onWait */
async function acquire(lockFile, onWait) {
  let isWaiting = false;
  while (!tryCreate(lockFile)) {
    const holder = readHolder(lockFile);
    if (holder !== undefined && isAlive(holder)) {
      if (!isWaiting) onWait(holder);
      isWaiting = true;
      await delay(POLL_MS);
    } else if (await takeOver(lockFile)) return;
  }
}

/** @param {string} lockFile */
function tryCreate(lockFile) {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** Several may try to take over at once: the last to write wins, and after a moment all of them see who that was. @param {string} lockFile */
async function takeOver(lockFile) {
  const own = `${lockFile}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  renameSync(own, lockFile);
  await delay(POLL_MS);
  return readHolder(lockFile) === process.pid;
}

/** @param {string} lockFile */
function readHolder(lockFile) {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

import { accessSync, chmodSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The state directory cannot be used; the message says why, for a person. */
export class StateDirError extends Error {
  override readonly name = 'StateDirError';
}

/**
 * Makes sure that the state directory is there, is a directory, can be written, and lets nobody else in (mode 700).
 *
 * @returns its absolute path
 * @throws StateDirError
 */
export function prepareStateDir(path: string): string {
  const absolute = resolve(path);
  try {
    makeMissing(absolute);
    if (!statSync(absolute).isDirectory()) throw new Error('it is not a directory');
    if ((statSync(absolute).mode & 0o077) !== 0) chmodSync(absolute, 0o700);
    accessSync(absolute, constants.R_OK | constants.W_OK | constants.X_OK);
    return absolute;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'something on the way is not a directory' : (code ?? message);
    throw new StateDirError(
      `server.stateDir: cannot use ${absolute} (${reason}); expected a directory that this user may write`,
      {
        cause: error,
      },
    );
  }
}

/** Why nothing can be written to the directory now, as the code of the error; undefined when it can. Tries it: only so a full disk is seen. */
export function findStateDirTrouble(path: string): string | undefined {
  const trial = join(path, `.trial-${String(process.pid)}`);
  try {
    writeFileSync(trial, '.', { mode: 0o600 });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    rmTrial(trial);
  }
}

function rmTrial(trial: string): void {
  try {
    rmSync(trial, { force: true });
  } catch {
    // What could not be made is not there.
  }
}

/** One after the other: Node's own recursive way never returns where nothing can be made and the error is ENOENT, as below /proc. */
function makeMissing(path: string): void {
  if (existsSync(path)) return;
  makeMissing(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another server that starts at the same moment may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

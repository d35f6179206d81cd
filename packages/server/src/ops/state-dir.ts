import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

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
    mkdirSync(absolute, { recursive: true, mode: 0o700 });
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

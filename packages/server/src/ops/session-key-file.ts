import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../ports/log.ts';
import { syncDirectory, writeFileAtomically, writeTemporary } from './atomic-file.ts';

/** Length of the key that signs sessions; as long as the hash it is used with (SHA-256). */
const SESSION_KEY_BYTES = 32;

const FILE_NAME = 'session.key';

/**
 * The key that signs sessions, from the state directory; made at the first start. Two servers that start at once on one directory end
 * up with the same key. A file that holds no key is replaced, which signs everyone out.
 *
 * @param stateDir as {@link prepareStateDir} returned it
 */
export function loadSessionKey(stateDir: string, log: Log): Buffer {
  const path = join(stateDir, FILE_NAME);
  const existing = readKey(path) ?? createKey(path);
  if (existing.length === SESSION_KEY_BYTES) {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return existing;
  }
  log.warn({ path }, 'the session key cannot be used: a new one is made, everyone has to sign in again');
  const key = randomBytes(SESSION_KEY_BYTES);
  writeFileAtomically(path, key);
  return key;
}

function readKey(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A link, unlike a rename, fails when the name is taken: whoever comes second uses the first one's key. */
function createKey(path: string): Buffer {
  const temporary = writeTemporary(path, randomBytes(SESSION_KEY_BYTES));
  try {
    linkSync(temporary, path);
    syncDirectory(join(path, '..'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  return readFileSync(path);
}

import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Timer } from '../ports/clock.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Log } from '../ports/log.ts';
import { syncDirectory, writeFileAtomically, writeTemporary } from './atomic-file.ts';

/** Length of a key that signs sessions; as long as the hash it is used with (SHA-256). */
const KEY_BYTES = 32;

const FILE_NAME = 'session.key';

/** A key is used for so long, and for as long again what it signed is still good: longer than any session lasts. Milliseconds. */
export const KEY_LIFETIME_MS = 31 * 24 * 3_600_000;

/** How often it is looked whether that time has come. */
const LOOK_MS = 3_600_000;

/** Parts of {@link SessionKeys}. */
export interface SessionKeyParts {
  /** As `prepareStateDir` returned it. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The keys that sign sessions, from the state directory: the one in use and, once it has been replaced for the first time, the one before. The first is made at
 * the first start; two servers that start at once on one directory end up with the same one. A file that holds no keys is replaced, which signs everyone out.
 */
export class SessionKeys implements KeyRing {
  readonly #parts: SessionKeyParts;
  readonly #path: string;
  #keys: KeyRing['keys'];
  #timer: Timer | undefined;

  constructor(parts: SessionKeyParts) {
    this.#parts = parts;
    this.#path = join(parts.stateDir, FILE_NAME);
    this.#keys = this.#load();
    this.#replaceIfOld();
  }

  get keys(): KeyRing['keys'] {
    return this.#keys;
  }

  /** Looks from time to time whether the key has to be replaced. */
  start(): void {
    this.#timer = this.#parts.clock.startTimer(LOOK_MS, () => {
      this.start();
      this.#replaceIfOld();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #load(): KeyRing['keys'] {
    const keys = splitKeys(readFile(this.#path) ?? createFile(this.#path));
    if (keys === undefined) {
      const { log } = this.#parts;
      log.warn({ path: this.#path }, 'the session key cannot be used: a new one is made, everyone has to sign in again');
      return this.#write([randomBytes(KEY_BYTES)]);
    }
    if ((statSync(this.#path).mode & 0o077) !== 0) chmodSync(this.#path, 0o600);
    return keys;
  }

  /** The file is as old as the key in use. That it cannot be replaced now is no reason to stop: the next look tries again. */
  #replaceIfOld(): void {
    const { clock, log } = this.#parts;
    try {
      if (clock.wallMs() - statSync(this.#path).mtimeMs < KEY_LIFETIME_MS) return;
      this.#keys = this.#write([randomBytes(KEY_BYTES), this.#keys[0]]);
      log.info({}, 'the session key has been replaced; what the one before signed stays good');
    } catch (err) {
      log.warn({ err }, 'the session key could not be replaced');
    }
  }

  #write(keys: KeyRing['keys']): KeyRing['keys'] {
    writeFileAtomically(this.#path, Buffer.concat(keys));
    const nowSeconds = this.#parts.clock.wallMs() / 1000;
    utimesSync(this.#path, nowSeconds, nowSeconds);
    return keys;
  }
}

function splitKeys(bytes: Buffer): KeyRing['keys'] | undefined {
  if (bytes.length === KEY_BYTES) return [bytes];
  return bytes.length === 2 * KEY_BYTES ? [bytes.subarray(0, KEY_BYTES), bytes.subarray(KEY_BYTES)] : undefined;
}

function readFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A link, unlike a rename, fails when the name is taken: whoever comes second uses the first one's key. */
function createFile(path: string): Buffer {
  const temporary = writeTemporary(path, randomBytes(KEY_BYTES));
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

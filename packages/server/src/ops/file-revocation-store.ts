import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../ports/log.ts';
import type { Revocation, RevocationStore } from '../ports/revocation-store.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { prepareStateDir } from './state-dir.ts';

const FILE_NAME = 'signed-out.log';

/** Lines that are not worth a tidying. */
const SMALL_FILE_LINES = 1000;

const LINE = /^([A-Za-z0-9_-]{1,64}) (\d{1,16})$/;

/**
 * Signed-out sessions as a file of the state directory: a line each, appended, so that a sign-out costs one small write. Whenever it
 * has doubled, it is written anew without what is no longer needed. A line that a crash cut off is skipped. A directory that has gone is
 * made anew.
 */
export class FileRevocationStore implements RevocationStore {
  readonly #stateDir: string;
  readonly #path: string;
  readonly #log: Log;
  #lineCount = 0;
  #tidyAtLines = SMALL_FILE_LINES;
  #lastWrite: Promise<void> = Promise.resolve();

  /** @param stateDir as `prepareStateDir` returned it */
  constructor(stateDir: string, log: Log) {
    this.#stateDir = stateDir;
    this.#path = join(stateDir, FILE_NAME);
    this.#log = log;
  }

  load(): readonly Revocation[] {
    const revocations = this.#read()
      .split('\n')
      .flatMap((line) => {
        const [, sid, revokedAt] = LINE.exec(line) ?? [];
        return sid === undefined ? [] : [{ sid, revokedAt: Number(revokedAt) }];
      });
    this.#lineCount = revocations.length;
    return revocations;
  }

  add(revocation: Revocation, listNeeded: () => readonly Revocation[]): Promise<void> {
    const write = this.#lastWrite.then(() => this.#write(revocation, listNeeded));
    this.#lastWrite = write.catch(() => undefined);
    return write;
  }

  async #write(revocation: Revocation, listNeeded: () => readonly Revocation[]): Promise<void> {
    prepareStateDir(this.#stateDir);
    // A line break in front ends a line that a crash may have cut off.
    await appendFile(this.#path, `\n${toLine(revocation)}`, { mode: 0o600, flush: true });
    this.#lineCount += 1;
    if (this.#lineCount < this.#tidyAtLines) return;
    const needed = listNeeded();
    writeFileAtomically(this.#path, needed.map(toLine).join(''));
    this.#lineCount = needed.length;
    this.#tidyAtLines = Math.max(SMALL_FILE_LINES, 2 * needed.length);
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT')
        this.#log.warn({ path: this.#path, code }, 'signed-out sessions cannot be read: they may be used again');
      return '';
    }
  }
}

function toLine({ sid, revokedAt }: Revocation): string {
  return `${sid} ${String(revokedAt)}\n`;
}

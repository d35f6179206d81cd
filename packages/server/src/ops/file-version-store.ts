import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../ports/log.ts';
import type { VersionMark, VersionStore } from '../ports/version-store.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { prepareStateDir } from './state-dir.ts';

const FILE_NAME = 'versions.json';
const LONGEST_EPOCH = 128;

/**
 * The version mark as a file of the state directory. A file that cannot be read or understood counts as lost, with a warning: then
 * versions start anew under another epoch, which every client accepts.
 */
export class FileVersionStore implements VersionStore {
  readonly #stateDir: string;
  readonly #path: string;
  readonly #log: Log;

  /** @param stateDir as `prepareStateDir` returned it */
  constructor(stateDir: string, log: Log) {
    this.#stateDir = stateDir;
    this.#path = join(stateDir, FILE_NAME);
    this.#log = log;
  }

  load(): VersionMark | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.#log.warn({ path: this.#path, code }, 'the version mark cannot be read: versions start anew');
      return undefined;
    }
    const mark = findMark(text);
    if (mark === undefined) this.#log.warn({ path: this.#path }, 'the version mark is damaged: versions start anew');
    return mark;
  }

  /** The directory is made anew if it has gone. Throws what the file system throws, or StateDirError. */
  save({ epoch, highWater }: VersionMark): void {
    prepareStateDir(this.#stateDir);
    writeFileAtomically(this.#path, `${JSON.stringify({ epoch, highWater })}\n`);
  }
}

function findMark(text: string): VersionMark | undefined {
  let parsed: Partial<Record<keyof VersionMark, unknown>> | null;
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return undefined;
  }
  const { epoch, highWater } = parsed ?? {};
  if (typeof epoch !== 'string' || epoch === '' || epoch.length > LONGEST_EPOCH) return undefined;
  if (typeof highWater !== 'number' || !Number.isSafeInteger(highWater) || highWater < 0) return undefined;
  return { epoch, highWater };
}

import { writeSync } from 'node:fs';

/** Standard error. */
const STDERR = 2;

/** How often a reader that is slow is given time before a line is given up. */
const MOST_PAUSES = 10;

/** Such a time; milliseconds. */
const PAUSE_MS = 10;

/** Writes as much of the bytes as goes, and says how much that was; throws what the file system throws. */
export type WriteBytes = (bytes: Uint8Array) => number;

/**
 * Where log lines go: each written at once, so that the last words of a crash are not lost. A disk that is full, or a reader that has
 * gone, costs lines and nothing else: the server goes on, and says how many were lost once it can write again.
 */
export class LogOutput {
  readonly #writeBytes: WriteBytes;
  readonly #onRestored: (lostLines: number) => void;
  #lostLines = 0;
  #isTorn = false;
  #trouble: string | undefined;

  /** @param onRestored is called after the first line that could be written again */
  constructor(onRestored: (lostLines: number) => void, writeBytes: WriteBytes = (bytes) => writeSync(STDERR, bytes)) {
    this.#onRestored = onRestored;
    this.#writeBytes = writeBytes;
  }

  /** Why the last line could not be written, as the code of the error; undefined when it could. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Never throws. */
  write(line: string): void {
    try {
      // What was cut off ends here, so that this line can be read.
      this.#writeAll(this.#isTorn ? `\n${line}` : line);
    } catch (error) {
      this.#trouble = (error as NodeJS.ErrnoException).code ?? String(error);
      this.#lostLines += 1;
      return;
    }
    const lostLines = this.#lostLines;
    this.#trouble = undefined;
    this.#lostLines = 0;
    if (lostLines > 0) this.#onRestored(lostLines);
  }

  #writeAll(text: string): void {
    let rest: Uint8Array = Buffer.from(text);
    for (let pauses = 0; rest.length > 0;) {
      try {
        rest = rest.subarray(this.#writeBytes(rest));
        this.#isTorn = rest.length > 0;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || pauses === MOST_PAUSES) throw error;
        pauses += 1;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      }
    }
  }
}

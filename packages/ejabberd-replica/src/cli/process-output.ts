import type { OutputEnd, ProgramOutput } from './program-surroundings.ts';

/** What is needed of a stream of the process. */
export interface OutputStream {
  readonly writableNeedDrain: boolean;
  write(text: string, done?: () => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** An output that may end before we do. */
export class ProcessOutput implements ProgramOutput {
  readonly #stream: OutputStream;
  #closed: OutputEnd | undefined;
  #onClosed: (end: OutputEnd) => void = () => undefined;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.on('error', ({ code, message }) => {
      if (this.#closed !== undefined) return;
      // Whoever read has read enough, as in `lampfield-online ... | head`.
      this.#closed = code === 'EPIPE' ? {} : { failure: message };
      this.#onClosed(this.#closed);
    });
  }

  get isFull(): boolean {
    return this.#stream.writableNeedDrain;
  }

  write(text: string): void {
    if (this.#closed === undefined) this.#stream.write(text);
  }

  onClosed(callback: (end: OutputEnd) => void): void {
    this.#onClosed = callback;
    if (this.#closed !== undefined) callback(this.#closed);
  }

  /** Settles when everything written has gone, or nobody takes it any more. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed !== undefined) resolve();
      else this.#stream.write('', () => resolve());
    });
  }
}

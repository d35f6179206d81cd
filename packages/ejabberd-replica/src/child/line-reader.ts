const NEWLINE = 0x0a;

/** What becomes of lines. */
export interface LineSink {
  onLine(line: string): void;
  /** A line grew beyond what is allowed; nothing more comes. */
  onTooLong(): void;
}

/** Cuts a byte stream into lines, wherever the pieces were cut; bytes, because a piece may end within a character. */
export class LineReader {
  readonly #mostBytes: number;
  readonly #sink: LineSink;
  /** Beginning of a line whose end has not come. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #isOver = false;

  constructor(mostBytes: number, sink: LineSink) {
    this.#mostBytes = mostBytes;
    this.#sink = sink;
  }

  /** Takes the next piece. */
  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1 && !this.#isOver; end = chunk.indexOf(NEWLINE, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      start = end + 1;
      if (line !== undefined) this.#sink.onLine(line);
    }
    if (start < chunk.length && !this.#isOver) this.#keep(chunk.subarray(start));
  }

  /** Nothing of what is left or comes is read any more. */
  end(): void {
    this.#isOver = true;
    this.#pieces = [];
  }

  #complete(last: Buffer): string | undefined {
    if (this.#pieces.length === 0 && last.length <= this.#mostBytes) return last.toString('utf8');
    this.#keep(last);
    if (this.#isOver) return undefined;
    const line = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#pieceBytes = 0;
    return line;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes <= this.#mostBytes) return;
    this.end();
    this.#sink.onTooLong();
  }
}

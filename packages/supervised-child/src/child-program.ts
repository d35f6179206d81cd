/** How a program is started. */
export interface ChildProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment: nothing of this process's is passed on, there may be secrets in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory; default the root, so that it holds no other. */
  readonly cwd?: string;
}

/** How a program is spoken to. */
export interface ChildProtocol<Message> {
  /** What the log calls it, at the beginning of a sentence. */
  readonly name: string;
  /** Undefined for a line that the program cannot have said. Never throws. */
  findMessage(line: string): Message | undefined;
  /** The line that asks for a sign of life. */
  ping(number: number): string;
  /** The line that lets it leave in good order. */
  readonly farewell: string;
  /**
   * What it prints on its error output may be about people, as soon as it has said anything: then only what came before goes into the log as a warning, all
   * of it only at level debug.
   */
  readonly isErrorOutputPrivate?: true;
}

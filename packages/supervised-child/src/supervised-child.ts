import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ChildProgram, ChildProtocol } from './child-program.ts';
import { LineReader } from './line-reader.ts';
import type { Surroundings, Timer } from './surroundings.ts';
import { Watchdog } from './watchdog.ts';

/** Whoever started a child. */
export interface ChildOwner<Message> {
  /** Returns false for a message that makes no sense. Synchronous. */
  onMessage(message: Message): boolean;
  /** Called once, when nothing more comes; `why` is for an operator. */
  onEnded(why: string): void;
}

/** What a child needs of the world. */
export interface ChildSurroundings<Message> extends Pick<Surroundings, 'clock' | 'log'> {
  readonly owner: ChildOwner<Message>;
}

/** Far above what a program that is well ever says in one line. */
const LONGEST_LINE_BYTES = 1024 * 1024;
/** What of its error output is kept for the log. */
const MOST_ERROR_CHARACTERS = 4000;
/** Leaving in good order has this long, then it is killed. Milliseconds. */
const STOP_TIMEOUT_MS = 4000;
/** Its last words may come a little after it has ended; this long they are waited for. Milliseconds. */
const LAST_WORDS_MS = 500;

/** One run of a program, from its start to its end. */
export class SupervisedChild<Message> {
  readonly #protocol: ChildProtocol<Message>;
  readonly #surroundings: ChildSurroundings<Message>;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: LineReader;
  readonly #watchdog: Watchdog;
  readonly #exited: Promise<void>;
  #lastWords: Timer | undefined;
  #errorOutput = '';
  /** What came of it before the child had said anything: of how it was started. */
  #firstErrors = '';
  #hasSpoken = false;
  #pings = 0;
  /** Why we ended it; undefined while it lives, or ended by itself. */
  #verdict: string | undefined;
  #hasEnded = false;
  /** Nothing of it is left to be read. */
  #isClosed = false;

  constructor(program: ChildProgram, protocol: ChildProtocol<Message>, surroundings: ChildSurroundings<Message>) {
    const { command, args, env, cwd = '/' } = program;
    this.#protocol = protocol;
    this.#surroundings = surroundings;
    this.#process = spawn(command, args, { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = new LineReader(LONGEST_LINE_BYTES, {
      onLine: (line) => this.#read(line),
      onTooLong: () => this.condemn('it printed a line without end'),
    });
    this.#watchdog = new Watchdog(surroundings.clock, {
      ping: () => this.#ping(),
      onSilent: () => this.condemn('it gave no sign of life'),
    });
    this.#exited = this.#listen();
  }

  /** Of the process; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Sends it one line. */
  send(line: string): void {
    if (!this.#hasEnded && this.#process.stdin.writable) this.#process.stdin.write(`${line}\n`);
  }

  /** Ends it at once: whatever it holds open is let go. Its owner hears why. */
  condemn(verdict: string): void {
    this.#verdict ??= verdict;
    this.#process.kill('SIGKILL');
    this.#end(verdict);
  }

  /** Lets it leave in good order, kills it if that takes too long, and settles when it is gone. Its owner hears nothing more. */
  async stop(): Promise<void> {
    this.send(this.#protocol.farewell);
    this.#silence();
    this.#process.stdin.end();
    const patience = this.#surroundings.clock.startTimer(STOP_TIMEOUT_MS, () => this.#process.kill('SIGKILL'));
    await this.#exited;
    patience.cancel();
  }

  #listen(): Promise<void> {
    const { stdin, stdout, stderr } = this.#process;
    // It may be gone while we write; that it is gone is heard elsewhere.
    stdin.on('error', () => undefined);
    stdout.on('data', (chunk: Buffer) => {
      this.#watchdog.heard();
      this.#lines.take(chunk);
    });
    stderr.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      this.#errorOutput = (this.#errorOutput + text).slice(-MOST_ERROR_CHARACTERS);
      if (!this.#hasSpoken) this.#firstErrors = this.#errorOutput;
    });
    this.#process.once('close', () => (this.#isClosed = true));
    return new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#end(`it could not be started: ${error.message}`);
        resolve();
      });
      this.#process.once('exit', (code, signal) => {
        this.#endSoon(signal === null ? `it ended with exit code ${String(code)}` : `it was ended by ${signal}`);
        resolve();
      });
    });
  }

  /** What it said last is read before its end is told; what has its output open beyond its end does not hold that up for long. */
  #endSoon(why: string): void {
    if (this.#hasEnded) return;
    this.#watchdog.stop();
    this.#process.once('close', () => this.#end(why));
    this.#lastWords = this.#surroundings.clock.startTimer(LAST_WORDS_MS, () => this.#end(why));
  }

  #read(line: string): void {
    const message = this.#protocol.findMessage(line);
    this.#hasSpoken = true;
    if (message === undefined || !this.#surroundings.owner.onMessage(message)) this.condemn('it printed what cannot be read');
  }

  #ping(): void {
    this.#pings += 1;
    // A child that is frozen does not read either: what it does not read must not pile up here.
    if (!this.#process.stdin.writableNeedDrain) this.send(this.#protocol.ping(this.#pings));
  }

  #end(why: string): void {
    if (this.#hasEnded) return;
    this.#silence();
    const verdict = this.#verdict ?? why;
    this.#surroundings.owner.onEnded(verdict);
    if (this.#isClosed) this.#logEnd(verdict);
    // What it complained of may be read after its end.
    else this.#process.once('close', () => this.#logEnd(verdict));
  }

  #logEnd(why: string): void {
    const { log } = this.#surroundings;
    const { name, isErrorOutputPrivate = false } = this.#protocol;
    const errorOutput = isErrorOutputPrivate ? this.#firstErrors : this.#errorOutput;
    log.warn({ childPid: this.pid, why, errorOutput }, `${name} has ended.`);
    if (errorOutput !== this.#errorOutput)
      log.debug({ childPid: this.pid, errorOutput: this.#errorOutput }, `${name} had printed this last.`);
  }

  #silence(): void {
    this.#hasEnded = true;
    this.#watchdog.stop();
    this.#lines.end();
    this.#lastWords?.cancel();
  }
}

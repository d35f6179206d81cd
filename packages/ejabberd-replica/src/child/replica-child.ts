import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ReplicaClock, ReplicaLog } from '../surroundings.ts';
import { findChildMessage, type ChildMessage } from './child-message.ts';
import type { ChildProgram } from './erlang-program.ts';
import { LineReader } from './line-reader.ts';
import { Watchdog } from './watchdog.ts';

/** Whoever started a child. */
export interface ChildOwner {
  /** Returns false for a message that makes no sense. Synchronous. */
  onMessage(message: ChildMessage): boolean;
  /** Called once, when nothing more comes; `why` is for an operator. */
  onEnded(why: string): void;
}

/** What a child needs of the world. */
export interface ChildSurroundings {
  readonly clock: ReplicaClock;
  readonly log: ReplicaLog;
}

/** Lines of the program have 64 KiB and a row; its longest message is far below this. */
const LONGEST_LINE_BYTES = 1024 * 1024;
/** What of its error output is kept for the log. */
const MOST_ERROR_CHARACTERS = 4000;
/** Leaving in good order has this long, then it is killed. Milliseconds. */
const STOP_TIMEOUT_MS = 4000;

/** One run of the Erlang program, from its start to its end. */
export class ReplicaChild {
  readonly #owner: ChildOwner;
  readonly #surroundings: ChildSurroundings;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: LineReader;
  readonly #watchdog: Watchdog;
  readonly #exited: Promise<void>;
  #errorOutput = '';
  #pings = 0;
  /** Why we ended it; undefined while it lives, or ended by itself. */
  #verdict: string | undefined;
  #hasEnded = false;

  constructor(program: ChildProgram, surroundings: ChildSurroundings, owner: ChildOwner) {
    this.#owner = owner;
    this.#surroundings = surroundings;
    this.#process = spawn(program.command, program.args, { cwd: '/', env: { ...program.env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = new LineReader(LONGEST_LINE_BYTES, {
      onLine: (line) => this.#read(line),
      onTooLong: () => this.#condemn('it printed a line without end'),
    });
    this.#watchdog = new Watchdog(surroundings.clock, {
      ping: () => this.#ping(),
      onSilent: () => this.#condemn('it gave no sign of life'),
    });
    this.#exited = this.#listen();
  }

  /** Of the process; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Tells it one command (see `user_presence_link.erl`). */
  tell(...words: readonly string[]): void {
    if (!this.#hasEnded && this.#process.stdin.writable) this.#process.stdin.write(`${words.join(' ')}\n`);
  }

  /** Lets it leave in good order, kills it if that takes too long, and settles when it is gone. Its owner hears nothing more. */
  async stop(): Promise<void> {
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
      this.#errorOutput = (this.#errorOutput + chunk.toString('utf8')).slice(-MOST_ERROR_CHARACTERS);
    });
    return new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#end(`it could not be started: ${error.message}`);
        resolve();
      });
      this.#process.once('exit', (code, signal) => {
        this.#end(signal === null ? `it ended with exit code ${String(code)}` : `it was ended by ${signal}`);
        resolve();
      });
    });
  }

  #read(line: string): void {
    const message = findChildMessage(line);
    if (message === undefined || !this.#owner.onMessage(message)) this.#condemn('it printed what cannot be read');
  }

  #ping(): void {
    this.#pings += 1;
    // A child that is frozen does not read either: what it does not read must not pile up here.
    if (!this.#process.stdin.writableNeedDrain) this.tell('ping', String(this.#pings));
  }

  /** Ends it, at once: whatever it holds open in the cluster is let go. */
  #condemn(verdict: string): void {
    this.#verdict ??= verdict;
    this.#process.kill('SIGKILL');
    this.#end(verdict);
  }

  #end(why: string): void {
    if (this.#hasEnded) return;
    this.#silence();
    const reason = this.#verdict ?? why;
    // Its last words may be read after its end.
    this.#process.once('close', () => {
      const fields = { pid: this.pid, why: reason, errorOutput: this.#errorOutput };
      this.#surroundings.log.warn(fields, 'The Erlang program has ended.');
    });
    this.#owner.onEnded(reason);
  }

  #silence(): void {
    this.#hasEnded = true;
    this.#watchdog.stop();
    this.#lines.end();
  }
}

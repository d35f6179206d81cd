import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { settlesWithin, waitUntil } from '@lampfield/test-servers';
import { systemChance, systemClock } from '../system-clock.ts';
import { runProgram } from './program.ts';

const MAIN = join(__dirname, '../main.ts');
const running = new Set<CliProcess>();

/** How a run is to be. */
export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
}

/** `lampfield-online` as somebody starts it, from the sources. */
export class CliProcess {
  readonly #child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Its exit code, or the signal that ended it, once it has ended. */
  readonly ended: Promise<number | string>;

  constructor(args: readonly string[], options: CliOptions = {}) {
    this.#child = spawn(process.execPath, ['--conditions=@lampfield/source', MAIN, ...args], {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
    this.ended = new Promise((resolve) => this.#child.once('close', (code, signal) => resolve(code ?? String(signal))));
    running.add(this);
    void this.ended.then(() => running.delete(this));
  }

  /** Waits until it has printed this. */
  async printed(pattern: RegExp): Promise<void> {
    await waitUntil(() => pattern.test(this.stdout), {
      timeoutMs: 30_000,
      what: () => `${String(pattern)} to be printed. It printed:\n${this.stdout}\nand complained:\n${this.stderr}`,
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Reads no more of what it prints. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }
}

/** Ends what still runs. */
export async function endAllRuns(): Promise<void> {
  const ended = Promise.all([...running].map((run) => run.ended));
  for (const run of running) run.signal('SIGTERM');
  if (await settlesWithin(ended, 8_000)) return;
  for (const run of running) run.signal('SIGKILL');
  await ended;
}

/** What became of a run. */
export interface FinishedRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it in this process to its end: cheaper where signals and pipes do not matter. */
export async function runHere(args: readonly string[]): Promise<FinishedRun> {
  let [stdout, stderr] = ['', ''];
  const exitCode = await runProgram(args, {
    ...{ env: {}, home: '/nonexistent', clock: systemClock, chance: systemChance },
    output: { write: (text) => void (stdout += text), isFull: false, onClosed: () => undefined },
    complain: (text) => void (stderr += text),
    onStopRequest: () => undefined,
  });
  return { exitCode, stdout, stderr };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './require-server.ts';
import { settlesWithin, waitUntil } from './wait-until.ts';

/** What to start, and how to see that it is ready. */
export interface SpawnOptions {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The server's own directory (see {@link makeServerDirectory}): its working directory, removed when it stops. */
  readonly directory: string;
  /** Asked again and again until true; a throw counts as "not yet". */
  readonly isReady: (server: SpawnedServer) => boolean | Promise<boolean>;
  /** Default 30,000 ms. */
  readonly readyTimeoutMs?: number;
  /** How long SIGTERM has before SIGKILL follows; default 5,000 ms. */
  readonly stopTimeoutMs?: number;
  /** Keep the directory on stop, because the server will be started again with it. */
  readonly keepDirectory?: boolean;
  /** Make it the leader of its own process group and signal the whole group: for commands that are shell scripts around a server. */
  readonly ownGroup?: boolean;
}

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
const MOST_OUTPUT_CHARACTERS = 200_000;

/** A fresh private directory under the system's temporary one. */
export function makeServerDirectory(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `lampfield-${name}-`));
}

/** Those that are not to outlive this process. */
const running = new Set<SpawnedServer>();
process.once('exit', () => {
  for (const server of running) server.signal('SIGKILL');
});

/** A server that a test started as its child: found by its pid, never by name, and gone at the latest when this process exits. */
export class SpawnedServer {
  readonly #options: SpawnOptions;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #output = '';
  #failure: Error | undefined;

  private constructor(options: SpawnOptions) {
    this.#options = options;
    const [command, ...args] = dyingWithParent([options.command, ...options.args]);
    this.#child = spawn(command, args, {
      cwd: options.directory,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.ownGroup === true,
    });
    this.#child.stdout?.on('data', this.#collect);
    this.#child.stderr?.on('data', this.#collect);
    running.add(this);
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#failure = error;
        resolve();
      });
      this.#child.once('exit', () => resolve());
    });
  }

  /** Starts it and settles when it is ready; if it exits or takes too long, it is removed and the error shows its output. */
  static async start(options: SpawnOptions): Promise<SpawnedServer> {
    const server = new SpawnedServer(options);
    try {
      await waitUntil(async () => server.hasExited || (await options.isReady(server)), {
        timeoutMs: options.readyTimeoutMs ?? READY_TIMEOUT_MS,
        what: () => `${options.name} to be ready. Its output:\n${server.output}`,
      });
      if (server.hasExited) throw new Error(server.#exitMessage(), { cause: server.#failure });
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Of the child that was spawned. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Both streams, in the order they came; the last {@link MOST_OUTPUT_CHARACTERS} characters. */
  get output(): string {
    return this.#output;
  }

  get hasExited(): boolean {
    return this.#failure !== undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Sends a signal, for example SIGKILL (a crash) or SIGSTOP (a server that hangs); nothing happens when it has exited. */
  signal(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.hasExited) return;
    process.kill(this.#options.ownGroup === true ? -pid : pid, name);
  }

  /** Stops it in its tracks: connections stay, nothing is answered. SIGSTOP does not work at once, so this waits until every thread stands still. */
  async freeze(): Promise<void> {
    this.signal('SIGSTOP');
    const tasks = `/proc/${String(this.pid)}/task`;
    await waitUntil(
      async () => {
        const threads = await readdir(tasks);
        const states = await Promise.all(threads.map((thread) => readFile(`${tasks}/${thread}/stat`, 'utf8')));
        return states.every((state) => /\) [Tt] /.test(state));
      },
      { what: `${this.#options.name} to stand still` },
    );
  }

  /** Lets it go on after {@link freeze}. */
  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Settles when the process is gone, however that came about. */
  waitForExit(): Promise<void> {
    return this.#exited;
  }

  /** SIGTERM, SIGKILL if that does not help in time, then its directory is removed. May be called twice. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const stopTimeoutMs = this.#options.stopTimeoutMs ?? STOP_TIMEOUT_MS;
    if (!(await settlesWithin(this.#exited, stopTimeoutMs))) {
      this.signal('SIGKILL');
      await this.#exited;
    }
    running.delete(this);
    if (this.#options.keepDirectory !== true) await rm(this.#options.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  readonly #collect = (chunk: Buffer): void => {
    this.#output = (this.#output + chunk.toString('utf8')).slice(-MOST_OUTPUT_CHARACTERS);
  };

  #exitMessage(): string {
    const ended = this.#failure?.message ?? `exit code ${this.#child.exitCode}, signal ${this.#child.signalCode}`;
    return `${this.#options.name} ended before it was ready (${ended}). Its output:\n${this.output}`;
  }
}

/** A test runner that is killed cannot clean up; where util-linux is there, the kernel then ends the server. */
function dyingWithParent(command: [string, ...string[]]): [string, ...string[]] {
  const setpriv = findProgram('setpriv');
  return setpriv === undefined ? command : [setpriv, '--pdeathsig', 'KILL', '--', ...command];
}

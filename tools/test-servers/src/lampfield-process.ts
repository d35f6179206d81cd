import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { getFreePort } from './free-port.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';

const APP = resolve(import.meta.dirname, '../../../apps/server');
const BUILT = join(APP, 'dist/main.js');
const FROM_SOURCES = ['--conditions=@lampfield/source', '--disable-warning=ExperimentalWarning', join(APP, 'src/main.ts')];

/** Password of the demo users of a started program. */
export const DEMO_PASSWORD = 'lamp by lamp';

/** What Node is started with for the program; why is in ADR 17. */
export function serverNodeOptions(): readonly string[] {
  const { config } = JSON.parse(readFileSync(join(APP, 'package.json'), 'utf8')) as { config: { nodeOptions: string[] } };
  return config.nodeOptions;
}

/** How the program is started; by default as an operator does. */
export interface LampfieldProcessOptions {
  /** Runs without a build. */
  readonly isFromSources?: boolean;
  /** Shell script that runs the program as `exec "$@"`: for limits, and for where its output goes. */
  readonly script?: string;
  /** Of Node, besides {@link serverNodeOptions}. */
  readonly nodeOptions?: readonly string[];
  /** Where somebody else expects it; default any that is free. */
  readonly port?: number;
}

/** The program as an operator starts it: with a configuration file, as a process of its own. */
export class LampfieldProcess {
  readonly url: string;
  readonly directory: string;
  readonly #port: number;
  readonly #options: LampfieldProcessOptions;
  #server: SpawnedServer | undefined;

  private constructor(directory: string, port: number, options: LampfieldProcessOptions) {
    this.directory = directory;
    this.#port = port;
    this.#options = options;
    this.url = `http://127.0.0.1:${String(port)}`;
  }

  /** Starts it with a configuration (YAML without `server`), or without any: on the embedded default. Settles when it is ready. */
  static async start(yaml?: string, options: LampfieldProcessOptions = {}): Promise<LampfieldProcess> {
    if (options.isFromSources !== true && !existsSync(BUILT)) throw new Error(`${BUILT} is not built: npm run build`);
    const directory = await makeServerDirectory('program');
    const port = options.port ?? (await getFreePort());
    const lampfield = new LampfieldProcess(directory, port, options);
    const server = `server: { stateDir: ${directory}/state }\n`;
    if (yaml !== undefined) await writeFile(join(directory, 'lampfield.yaml'), server + yaml);
    await lampfield.startAgain();
    return lampfield;
  }

  /** The process that runs, for signals; throws when none was started. */
  get server(): SpawnedServer {
    if (this.#server === undefined) throw new Error('the program has not been started');
    return this.#server;
  }

  /** What it has printed since its last start. */
  get output(): string {
    return this.#server?.output ?? '';
  }

  /** Starts it again on the same port and state. */
  async startAgain(): Promise<void> {
    const { isFromSources, script, nodeOptions = [] } = this.#options;
    const program = [
      process.execPath,
      ...serverNodeOptions(),
      ...nodeOptions,
      ...(isFromSources === true ? FROM_SOURCES : [BUILT]),
    ] as const;
    const [command, ...args] = script === undefined ? program : (['sh', '-c', script, 'sh', ...program] as const);
    this.#server = await SpawnedServer.start({
      name: 'lampfield',
      command,
      args,
      directory: this.directory,
      keepDirectory: true,
      stopTimeoutMs: 10_000,
      env: { PORT: String(this.#port), DEMO_PASSWORD },
      isReady: async () => (await fetch(`${this.url}/readyz`)).ok,
    });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.#server?.signal('SIGKILL');
    await this.#server?.waitForExit();
  }

  /** One figure of `/metrics`. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
    if (line === undefined) throw new Error(`no metric ${name}`);
    return Number(line.slice(name.length + 1));
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

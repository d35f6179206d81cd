import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { getFreePort, makeServerDirectory, SpawnedServer } from '@lampfield/test-servers';

/** Root of the repository. */
export const REPOSITORY = resolve(__dirname, '../../../..');
const MAIN = join(REPOSITORY, 'apps/server/dist/main.js');

/** Password of the demo users of a started program. */
export const DEMO_PASSWORD = 'lamp by lamp';

/** The program as an operator starts it: built, with a configuration file, as a process of its own. */
export class LampfieldProcess {
  readonly url: string;
  readonly #directory: string;
  readonly #port: number;
  #server: SpawnedServer | undefined;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#port = port;
    this.url = `http://127.0.0.1:${String(port)}`;
  }

  /**
   * Starts it with a configuration (YAML without `server`), or without any: on the embedded default. Settles when it is ready.
   *
   * @param port where somebody else expects it; default any that is free
   */
  static async start(yaml?: string, port?: number): Promise<LampfieldProcess> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: npm run build`);
    const directory = await makeServerDirectory('program');
    const lampfield = new LampfieldProcess(directory, port ?? (await getFreePort()));
    const server = `server: { stateDir: ${directory}/state }\n`;
    if (yaml !== undefined) await writeFile(join(directory, 'lampfield.yaml'), server + yaml);
    await lampfield.startAgain();
    return lampfield;
  }

  /** What it has printed since its last start. */
  get output(): string {
    return this.#server?.output ?? '';
  }

  /** Starts it again on the same port and state. */
  async startAgain(): Promise<void> {
    this.#server = await SpawnedServer.start({
      name: 'lampfield',
      command: process.execPath,
      args: [MAIN],
      directory: this.#directory,
      keepDirectory: true,
      env: { PORT: String(this.#port), DEMO_PASSWORD },
      isReady: async () => (await fetch(`http://127.0.0.1:${String(this.#port)}/readyz`)).ok,
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
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** The file axe is, to be run inside a page. */
export function axeSource(): string {
  return readFileSync(join(dirname(require.resolve('axe-core/package.json')), 'axe.min.js'), 'utf8');
}

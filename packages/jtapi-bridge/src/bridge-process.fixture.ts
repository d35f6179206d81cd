import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { waitUntil, type JtapiClasses, type SimulatedCti } from '@lampfield/test-servers';

/** One line the program said. */
export type BridgeEvent = Readonly<Record<string, unknown>>;

/** What somebody signs in with in these specs; the password has everything in it that a shell, a URL or JSON would change. */
export const LOGIN = { login: 'lampfield', password: 'p\u00e4ss=w\u00f6rd "\'\\%20$HOME\u{1f4de}' };

/** The Java program as a child, spoken to in its own protocol. */
export class BridgeProcess {
  readonly events: BridgeEvent[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'lampfield-bridge-'));
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<number | null>;
  #errorOutput = '';
  #exitCode: number | null | undefined;

  constructor(classPath: readonly string[]) {
    const args = ['-Xmx64m', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-cp', classPath.join(delimiter)];
    const env = { PATH: process.env['PATH'] ?? '', LANG: 'C' };
    const options = { cwd: this.directory, env, stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'] };
    this.#process = spawn('java', [...args, 'org.lampfield.jtapi.Bridge'], options);
    this.#process.stdin.on('error', () => undefined);
    this.#process.stderr.on('data', (chunk: Buffer) => (this.#errorOutput += chunk.toString('utf8')));
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.events.push(JSON.parse(line) as BridgeEvent));
    this.#exited = new Promise((resolve) => {
      this.#process.once('close', (code) => {
        this.#exitCode = code;
        resolve(code);
      });
    });
  }

  static start({ bridge, jar }: JtapiClasses): BridgeProcess {
    return new BridgeProcess([bridge, jar]);
  }

  /** Started, signed in, and in service. */
  static async startInService(classes: JtapiClasses, ...managers: readonly SimulatedCti[]): Promise<BridgeProcess> {
    const bridge = BridgeProcess.start(classes);
    bridge.open(classes, ...managers);
    await bridge.waitFor({ ev: 'provider', state: 'IN_SERVICE' });
    return bridge;
  }

  get errorOutput(): string {
    return this.#errorOutput;
  }

  get hasExited(): boolean {
    return this.#exitCode !== undefined;
  }

  /** What anybody on this machine can see of the process. */
  get visible(): string {
    const files = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${String(this.#process.pid)}/${name}`, 'utf8'));
    return files.join('\n');
  }

  /** What the library left in its working directory. */
  get files(): string[] {
    return readdirSync(this.directory);
  }

  send(request: BridgeEvent): void {
    this.sendRaw(`${JSON.stringify(request)}\n`);
  }

  sendRaw(text: string | Buffer): void {
    this.#process.stdin.write(text);
  }

  open(classes: JtapiClasses, ...managers: readonly SimulatedCti[]): void {
    this.send({ op: 'open', peer: classes.peer, managers: managers.map(({ address }) => address).join(','), ...LOGIN });
  }

  endInput(): void {
    this.#process.stdin.end();
  }

  /** Nobody reads what it says any more, though the pipe is open. */
  stopReading(): void {
    this.#process.stdout.pause();
  }

  /** The first event of so many that fits, from that position on. */
  waitFor(expected: BridgeEvent, from = 0): Promise<BridgeEvent> {
    return waitUntil(() => this.events.slice(from).find((event) => fits(event, expected)), {
      timeoutMs: 20_000,
      what: () => `${JSON.stringify(expected)}; there were ${JSON.stringify(this.events.slice(-5))} and ${this.#errorOutput}`,
    });
  }

  /** Settles with the exit code. */
  waitForExit(): Promise<number | null> {
    return this.#exited;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async remove(): Promise<void> {
    this.kill();
    await this.#exited;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function fits(event: BridgeEvent, expected: BridgeEvent): boolean {
  return Object.entries(expected).every(([name, value]) => JSON.stringify(event[name]) === JSON.stringify(value));
}

/** After so long the program does tell that a line is out of service (`WatchedAddress.OUT_OF_SERVICE_MS`); milliseconds. */
const TELLS_AFTER_MS = 1000;

/** What came of an attempt in which the program had no time to tell that: on a machine that stands still for a second it is right to. */
export async function quickEnough<T>(attempt: () => Promise<{ readonly tookMs: number; readonly lines: T }>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    const { tookMs, lines } = await attempt();
    if (tookMs < TELLS_AFTER_MS) return lines;
    if (attempts === 10) throw new Error(`Ten attempts took more than ${String(TELLS_AFTER_MS)} ms each`);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@lampfield/test-servers';

/** The real program in a process of its own, run from its sources in a directory of its own. */
class Program {
  readonly output = { stdout: '', stderr: '' };
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(directory: string, env: Readonly<Record<string, string>> = {}) {
    const sources = ['--disable-warning=ExperimentalWarning', '--import', join(__dirname, 'source-resolver.fixture.mjs')];
    this.#child = spawn(process.execPath, [...sources, join(__dirname, 'main.ts')], {
      cwd: directory,
      env: { PATH: process.env['PATH'], PORT: '0', LAMPFIELD_WEB_ROOT: directory, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (chunk: string) => (this.output[name] += chunk));
    }
    this.ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  async url(): Promise<string> {
    return waitUntil(() => /listening on (\S+)/.exec(this.output.stdout)?.[1], {
      timeoutMs: 30_000,
      what: () => `a start: ${JSON.stringify(this.output)}`,
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

let directory: string;
let program: Program | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lampfield-program-'));
  writeFileSync(join(directory, 'index.html'), '<html><body><lf-root></lf-root></body></html>');
});

afterEach(async () => {
  program?.signal('SIGKILL');
  await program?.ended;
  program = undefined;
  rmSync(directory, { recursive: true, force: true });
});

jest.setTimeout(60_000);

it('runs the embedded default, says how to sign in, and drains on SIGTERM', async () => {
  program = new Program(directory);
  const url = await program.url();
  expect(await (await fetch(url)).text()).toContain('<lf-root');
  const [, password = ''] = /^Sign in with user attendant or colleague, password (\S+)$/m.exec(program.output.stdout) ?? [];
  const answer = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'attendant', password }),
  });
  expect(answer.status).toBe(204);
  program.signal('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(program.output.stderr).not.toContain(password);
});

it('keeps everyone signed in over a crash', async () => {
  program = new Program(directory, { DEMO_PASSWORD: 'pw' });
  const body = JSON.stringify({ username: 'attendant', password: 'pw' });
  const login = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  const answer = await fetch(`${await program.url()}/api/login`, login);
  const cookie = answer.headers
    .getSetCookie()
    .map((value) => value.split(';')[0])
    .join('; ');
  program.signal('SIGKILL');
  await program.ended;
  program = new Program(directory, { DEMO_PASSWORD: 'pw' });
  expect((await fetch(`${await program.url()}/api/reload`, { headers: { cookie } })).status).toBe(200);
});

it('exits 78 and reports three mistakes of a configuration that has three', async () => {
  writeFileSync(
    join(directory, 'bad.yaml'),
    'server: { prot: 1 }\npresence: { subscriptionTime: 0 }\nsources: { CUPS: { type: telepathy } }',
  );
  program = new Program(directory, { LAMPFIELD_CONFIG: 'bad.yaml' });
  expect(await program.ended).toBe(78);
  const lines = program.output.stderr.trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe('  server.prot: expected no such key; did you mean port?');
  expect(lines[2]).toBe('  presence.subscriptionTime: expected a whole number from 1 to 86400, found 0');
  expect(lines[3]).toMatch(/^ {2}sources\.CUPS\.type: expected one of .*simulator.*, found "telepathy"$/);
  expect(program.output.stdout).toBe('');
});

it('exits 78 when its state directory is none', async () => {
  writeFileSync(join(directory, '.lampfield'), 'a file');
  program = new Program(directory);
  expect(await program.ended).toBe(78);
  expect(program.output.stderr).toMatch(/^server\.stateDir: cannot use .*not a directory/m);
});

it('exits 1 and says so when the port is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  program = new Program(directory, { PORT: String(port) });
  expect(await program.ended).toBe(1);
  expect(program.output.stderr).toContain(
    `cannot listen on 127.0.0.1, port ${String(port)}: another program listens there already`,
  );
  await new Promise((resolve) => taken.close(resolve));
});

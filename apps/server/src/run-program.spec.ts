import { ListenError, REGISTERED_CONNECTORS, StateDirError, type PresenceServer } from '@lampfield/server';
import { runProgram, type ProgramSurroundings } from './run-program.ts';

interface Timer {
  readonly delayMs: number;
  readonly callback: () => void;
}

const ADDRESSES = { url: 'http://127.0.0.1:3000', publicUrl: 'http://127.0.0.1:3000' };

/** A program whose surroundings only note what it does. */
class TestProgram {
  readonly said: string[] = [];
  readonly complained: string[] = [];
  readonly logged: string[] = [];
  readonly exits: number[] = [];
  readonly timers: Timer[] = [];
  readonly requests: (() => void)[] = [];
  server: PresenceServer = { start: () => Promise.resolve(ADDRESSES), stop: () => Promise.resolve() };

  run(yaml: string, around: Partial<ProgramSurroundings> = {}): Promise<void> {
    const note = (fields: Readonly<Record<string, unknown>>, message: string): void =>
      void this.logged.push(message + JSON.stringify(fields));
    return runProgram({
      env: {},
      connectors: REGISTERED_CONNECTORS,
      clock: {
        wallMs: () => 0,
        monotonicMs: () => 0,
        startTick: () => ({ cancel: () => undefined }),
        startTimer: (delayMs, callback) => {
          this.timers.push({ delayMs, callback });
          return { cancel: () => undefined };
        },
      },
      webRoot: '/web',
      readFile: () => yaml,
      createLog: () => ({ debug: note, info: note, warn: note, error: note }),
      createServer: () => this.server,
      onStopRequest: (callback) => void this.requests.push(callback),
      say: (line) => void this.said.push(line),
      complain: (line) => void this.complained.push(line),
      exit: (code) => void this.exits.push(code),
      ...around,
    });
  }

  askToStop(): void {
    for (const request of this.requests) request();
  }
}

let program: TestProgram;

beforeEach(() => {
  program = new TestProgram();
});

/** Lets promises that are settled already run on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('at start', () => {
  it('says where it listens and how to sign in', async () => {
    program.server = { ...program.server, signInHint: 'user attendant, password x' };
    await program.run('');
    expect(program.said).toEqual(['Lampfield is listening on http://127.0.0.1:3000', 'Sign in with user attendant, password x']);
    expect(program.logged.join()).not.toContain('password');
    expect(program.exits).toEqual([]);
  });

  it('says the public address as well where it is another one', async () => {
    const publicUrl = 'https://presence.example.org/presence/';
    program.server = { ...program.server, start: () => Promise.resolve({ url: 'http://127.0.0.1:39881/presence/', publicUrl }) };
    await program.run('');
    expect(program.said).toEqual([`Lampfield is listening on http://127.0.0.1:39881/presence/\n(public address ${publicUrl})`]);
  });

  it('hands the web attendant on, and says in the log when there is none', async () => {
    const createServer = jest.fn(() => program.server);
    await program.run('', { createServer });
    await program.run('', { createServer, webRoot: undefined });
    expect(createServer.mock.calls.map(([, parts]: unknown[]) => (parts as { webRoot?: string }).webRoot)).toEqual([
      '/web',
      undefined,
    ]);
    expect(program.logged.filter((line) => line.startsWith('the web attendant has not been built'))).toHaveLength(1);
  });

  it('reports every mistake of the configuration, starts nothing and exits 78', async () => {
    const createServer = jest.fn();
    await program.run('server: { port: x, hots: y }\npresence: { gcPeriod: 0 }', { createServer });
    expect(program.complained).toEqual([
      'The configuration has 3 mistakes. Nothing was started.',
      '  server.hots: expected no such key; did you mean host?',
      '  server.port: expected a whole number from 0 to 65535, found "x"',
      '  presence.gcPeriod: expected a whole number from 1 to 86400, found 0',
    ]);
    expect(program.exits).toEqual([78]);
    expect(createServer).not.toHaveBeenCalled();
  });

  it.each([
    [new StateDirError('server.stateDir: cannot use /x'), 78, ['server.stateDir: cannot use /x']],
    [new ListenError('cannot listen on h, port 1: taken'), 1, ['cannot listen on h, port 1: taken']],
    [new Error('anything else'), 1, []],
  ])('ends clearly with %s', async (error, code, complaints) => {
    program.server = { ...program.server, start: () => Promise.reject(error) };
    await program.run('');
    expect(program.exits).toEqual([code]);
    expect(program.complained).toEqual(complaints);
    expect(program.said).toEqual([]);
  });
});

describe('asked to stop', () => {
  it('drains and exits 0', async () => {
    const stop = jest.fn(() => Promise.resolve());
    program.server = { ...program.server, stop };
    await program.run('');
    program.askToStop();
    expect(program.exits).toEqual([]);
    await settle();
    expect(stop).toHaveBeenCalledTimes(1);
    expect(program.exits).toEqual([0]);
  });

  it('exits within 8 s whatever holds up the draining', async () => {
    program.server = { ...program.server, stop: () => new Promise(() => undefined) };
    await program.run('');
    program.askToStop();
    await settle();
    expect(program.exits).toEqual([]);
    const [deadline] = program.timers;
    expect(deadline?.delayMs).toBeLessThan(8000);
    deadline?.callback();
    expect(program.exits).toEqual([1]);
  });

  it('exits at once when asked a second time', async () => {
    program.server = { ...program.server, stop: () => new Promise(() => undefined) };
    await program.run('');
    program.askToStop();
    program.askToStop();
    expect(program.exits).toEqual([1]);
  });

  it('exits 1 when draining fails', async () => {
    program.server = { ...program.server, stop: () => Promise.reject(new Error('stuck')) };
    await program.run('');
    program.askToStop();
    await settle();
    expect(program.exits).toEqual([1]);
  });
});

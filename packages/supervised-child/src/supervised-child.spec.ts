import { ManualClock, waitUntil } from '@lampfield/test-servers';
import type { ChildProgram, ChildProtocol } from './child-program.ts';
import { SupervisedChild } from './supervised-child.ts';
import { MOST_SILENT_PINGS, PING_INTERVAL_MS } from './watchdog.ts';

/** Speaks lines of text: `ready` first, then what a spec has it say; leaves at `bye`. */
const POLITE = `
  const lines = require('node:readline').createInterface({ input: process.stdin });
  lines.on('line', (line) => (line === 'bye' ? process.exit(0) : process.stdout.write('heard ' + line + '\\n')));
  process.stdout.write('ready\\n');
`;

/** A child that runs JavaScript, and what was heard of it. */
class Trial {
  readonly clock = new ManualClock();
  readonly heard: string[] = [];
  readonly logged: string[] = [];
  readonly debugged: string[] = [];
  readonly child: SupervisedChild<string>;
  ended: string | undefined;

  constructor(script: string, program: Partial<ChildProgram> = {}, protocol: Partial<ChildProtocol<string>> = {}) {
    const say = (fields: object): void => void this.logged.push(JSON.stringify(fields));
    const debug = (fields: object): void => void this.debugged.push(JSON.stringify(fields));
    this.child = new SupervisedChild(
      { command: process.execPath, args: ['-e', script], env: {}, ...program },
      {
        name: 'The child',
        findMessage: (line) => (line.startsWith('nonsense') ? undefined : line),
        ping: (number) => `ping ${String(number)}`,
        farewell: 'bye',
        ...protocol,
      },
      {
        clock: this.clock,
        log: { debug, info: say, warn: say, error: say },
        owner: {
          onMessage: (message) => this.heard.push(message) > 0 && message !== 'wrong',
          onEnded: (why) => (this.ended = why),
        },
      },
    );
  }

  says(line: string): Promise<unknown> {
    return waitUntil(() => this.heard.includes(line), {
      what: () => `"${line}" after ${this.heard.join(', ')}; ${this.ended ?? ''}`,
    });
  }

  ends(): Promise<string> {
    return waitUntil(() => this.ended, { what: 'its end' });
  }
}

describe('SupervisedChild', () => {
  let trial: Trial;

  const started = (script: string, program?: Partial<ChildProgram>): Trial => (trial = new Trial(script, program));

  afterEach(async () => {
    const stopped = trial.child.stop();
    trial.clock.advance(5000);
    await stopped;
    expect(trial.clock.pendingCount).toBe(0);
  });

  it('passes on what the program says, and tells it what it is told', async () => {
    const { child, heard } = started(POLITE);
    await trial.says('ready');
    child.send('hello');
    await trial.says('heard hello');
    expect(heard).toEqual(['ready', 'heard hello']);
  });

  it('passes nothing of this process on: neither its environment nor its directory', async () => {
    process.env['LAMPFIELD_SECRET'] = 'x';
    started('console.log(process.cwd() + JSON.stringify(Object.keys(process.env)))', { env: { ONLY: 'this' } });
    await trial.says('/["ONLY"]');
    delete process.env['LAMPFIELD_SECRET'];
  });

  it('runs it where it is told to', async () => {
    started('console.log(process.cwd())', { cwd: '/usr' });
    await trial.says('/usr');
  });

  it.each([
    ['nonsense', `console.log('nonsense')`],
    ['what its owner takes for wrong', `console.log('wrong')`],
  ])('ends it when it says %s', async (_name, script) => {
    started(`${script}; setInterval(() => undefined, 1000)`);
    expect(await trial.ends()).toBe('it printed what cannot be read');
  });

  it('ends it when it prints a line without end', async () => {
    started(`process.stdout.write('x'.repeat(1_500_000)); setInterval(() => undefined, 1000)`);
    expect(await trial.ends()).toBe('it printed a line without end');
  });

  it('ends it when it gives no sign of life', async () => {
    started(`console.log('ready'); process.stdin.resume()`);
    await trial.says('ready');
    trial.clock.advance(PING_INTERVAL_MS * (MOST_SILENT_PINGS + 1));
    expect(await trial.ends()).toBe('it gave no sign of life');
  });

  it('ends it when it reads nothing, though more waits for it than the pipe takes', async () => {
    started(`console.log('ready'); setInterval(() => undefined, 1000)`);
    await trial.says('ready');
    trial.child.send('x'.repeat(4_000_000));
    trial.clock.advance(PING_INTERVAL_MS * (MOST_SILENT_PINGS + 1));
    expect(trial.ended).toBe('it gave no sign of life');
  });

  it('asks it for signs of life, and lets it be while it gives them', async () => {
    started(POLITE);
    await trial.says('ready');
    for (let ping = 1; ping < MOST_SILENT_PINGS * 2; ping += 1) {
      trial.clock.advance(PING_INTERVAL_MS);
      await trial.says(`heard ping ${ping}`);
    }
    expect(trial.ended).toBeUndefined();
  });

  it.each([
    ['process.exit(7)', 'it ended with exit code 7'],
    [`process.kill(process.pid, 'SIGTERM')`, 'it was ended by SIGTERM'],
  ])('tells how it ended by itself: %s', async (script, why) => {
    started(script);
    expect(await trial.ends()).toBe(why);
  });

  it('is no trouble to tell or to stop when it has gone', async () => {
    const { child } = started('process.exit(7)');
    child.send('x'.repeat(4_000_000));
    await trial.ends();
    child.send('hello');
    await child.stop();
    expect(trial.ended).toBe('it ended with exit code 7');
  });

  it('tells that there is no such program', async () => {
    started('', { command: '/nowhere/java' });
    expect(await trial.ends()).toContain('it could not be started');
    expect(trial.child.pid).toBeUndefined();
    await waitUntil(() => trial.logged.length === 1, { what: 'the log' });
  });

  it('hears its last words before its end', async () => {
    started(`process.stdout.write('last words\\n'.repeat(1000), () => process.exit(4))`);
    await trial.ends();
    expect(trial.heard).toHaveLength(1000);
  });

  it('does not wait for the output of what it left behind', async () => {
    const orphan = `require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' })`;
    started(`const child = ${orphan}; console.log('orphan', child.pid); process.stdin.on('data', () => process.exit(3))`, {
      env: { PATH: '/bin:/usr/bin' },
    });
    const line = await waitUntil(() => trial.heard.find((heard) => heard.startsWith('orphan')), { what: 'the orphan' });
    try {
      trial.child.send('go');
      await waitUntil(() => isGone(trial.child.pid), { what: 'the exit' });
      await waitUntil(() => (trial.clock.advance(500), trial.ended), { what: 'its end' });
      expect(trial.ended).toBe('it ended with exit code 3');
    } finally {
      process.kill(Number(line.split(' ')[1]));
    }
  });

  it('tells its owner why it was condemned, once', async () => {
    const { child } = started(POLITE);
    await trial.says('ready');
    child.condemn('it has to go');
    child.condemn('for another reason');
    expect(trial.ended).toBe('it has to go');
    await waitUntil(() => trial.logged.length === 1, { what: 'the log' });
  });

  it('lets it leave in good order', async () => {
    const { child } = started(POLITE);
    await trial.says('ready');
    await child.stop();
    expect(trial.ended).toBeUndefined();
  });

  it('kills it when it does not leave', async () => {
    const { child, clock } = started(`console.log('ready'); setInterval(() => undefined, 1000)`);
    await trial.says('ready');
    const stopped = child.stop();
    clock.advance(3999);
    expect(isGone(child.pid)).toBe(false);
    clock.advance(1);
    await stopped;
    expect(isGone(child.pid)).toBe(true);
  });

  it('keeps what it prints on its error output for the log, the end of it', async () => {
    started(`process.stderr.write('x'.repeat(10_000) + 'the reason', () => process.exit(1))`);
    await waitUntil(() => trial.logged.length === 1, { what: 'the log' });
    expect(trial.logged[0]).toContain('xxx' + 'the reason');
    expect(trial.logged[0]?.length).toBeLessThan(5000);
    expect(trial.debugged).toEqual([]);
  });

  describe('whose error output is private', () => {
    const PRIVATE = { isErrorOutputPrivate: true } as const;

    it('has none of it in a warning once it has said anything, and the end of it at level debug', async () => {
      const script = `console.error('no heap'); console.log('ready');
        process.stdin.on('data', () => process.stderr.write('x'.repeat(10_000) + ' call from 1001', () => process.exit(1)))`;
      trial = new Trial(script, {}, PRIVATE);
      await trial.says('ready');
      trial.child.send('go');
      await waitUntil(() => trial.debugged.length === 1, { what: 'the log' });
      expect(trial.logged).toHaveLength(1);
      expect(trial.logged[0]).not.toMatch(/1001|xxx/);
      expect(trial.debugged[0]).toContain('call from 1001');
      expect(trial.debugged[0]?.length).toBeLessThan(5000);
    });

    it('has in a warning why it could not be started', async () => {
      trial = new Trial(`process.stderr.write('no room for the heap', () => process.exit(1))`, {}, PRIVATE);
      await waitUntil(() => trial.logged.length === 1, { what: 'the log' });
      expect(trial.logged[0]).toContain('no room for the heap');
      expect(trial.debugged).toEqual([]);
    });
  });
});

function isGone(pid: number | undefined): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

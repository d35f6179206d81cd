import { ManualClock, waitUntil } from '@lampfield/test-servers';
import type { JtapiTrouble } from '../jtapi-trouble.ts';
import { BridgeSupervisor } from './bridge-supervisor.ts';
import type { ProgramResult } from './java-program.ts';

/** Speaks the program's lines: what each request is answered with is a piece of JavaScript of the spec. */
const program = (answers: Readonly<Record<string, string>>): ProgramResult => ({
  program: {
    command: process.execPath,
    args: [
      '-e',
      `const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
       const requests = ${JSON.stringify({ close: 'process.exit(0)', ping: `say({ ev: 'pong', busyMs: 0, waiting: 0 })`, ...answers })};
       const lines = require('node:readline').createInterface({ input: process.stdin });
       lines.on('line', (line) => { const request = JSON.parse(line); process.stderr.write(line); eval(requests[request.op] ?? ''); });
       ${answers['start'] ?? `say({ ev: 'hello', protocol: 1, java: '17' })`};`,
    ],
    env: {},
  },
});

const IN_SERVICE = `say({ ev: 'provider', state: 'IN_SERVICE' })`;
const WELL = { open: IN_SERVICE, watch: `say({ ev: 'line', dn: request.dn, watch: request.watch, addresses: [] })` };
const notOpened = (reason: string): string =>
  `say({ ev: 'failed', op: 'open', reason: '${reason}', error: 'PlatformException', text: 'no' }); process.exit(4)`;

/** One supervisor with programs that behave one after the other; the last one's behaviour goes on. */
class Trial {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  readonly logged: string[] = [];
  readonly supervisor: BridgeSupervisor;
  trouble: JtapiTrouble | undefined;
  launches = 0;

  constructor(...results: readonly ProgramResult[]) {
    const say = (fields: object, text: string): void => void this.logged.push(`${text} ${JSON.stringify(fields)}`);
    const plan = {
      open: { op: 'open', password: 'topsecret' },
      findProgram: () => {
        const result = results[Math.min(this.launches, results.length - 1)] ?? program(WELL);
        this.launches += 1;
        return Promise.resolve(result);
      },
    };
    const log = { debug: say, info: say, warn: say, error: say };
    this.supervisor = new BridgeSupervisor(
      plan,
      { clock: this.clock, chance: { next: () => 0.5 }, log },
      {
        onInService: () => {
          this.trouble = undefined;
          this.told.push('in service');
        },
        onTrouble: (trouble) => {
          this.trouble = trouble;
          this.told.push(trouble.code);
        },
        onLine: ({ dn, watch }) => this.told.push(`line ${dn} ${watch}`),
        onRefused: ({ dn, reason }) => this.told.push(`refused ${dn} ${reason}`),
      },
    );
    this.supervisor.start();
  }

  tells(what: string, times = 1): Promise<unknown> {
    return waitUntil(() => this.told.filter((told) => told === what).length >= times, {
      what: () => `"${what}" after ${this.told.join(', ')}; ${this.logged.join('\n')}`,
    });
  }
}

describe('BridgeSupervisor', () => {
  let trial: Trial;

  const started = (...results: readonly ProgramResult[]): Trial => (trial = new Trial(...results));

  afterEach(async () => {
    const stopped = trial.supervisor.stop();
    trial.clock.advance(5000);
    await stopped;
    expect(trial.clock.pendingCount).toBe(0);
    expect(trial.logged.join('\n')).not.toMatch(/topsecret.*No phone line/);
  });

  it('says that it starts, opens the provider, and passes on what is said of lines', async () => {
    const { supervisor, told } = started(program(WELL));
    await trial.tells('in service');
    supervisor.request({ op: 'watch', dn: '2001', watch: 1 });
    await trial.tells('line 2001 1');
    expect(told).toEqual(['STARTING', 'in service', 'line 2001 1']);
  });

  it.each([
    ['DENIED', 'REFUSED', 'the CTIManager refuses the application user: PlatformException: no', 15_000],
    ['SOURCE_DOWN', 'UNREACHABLE', 'no CTIManager opens a provider: PlatformException: no', 1000],
    ['SOURCE_FULL', 'UNREACHABLE', 'no CTIManager opens a provider: PlatformException: no', 1000],
  ])('tries again when the provider is not opened: %s', async (...row) => {
    const [reason, code, detail, delayMs] = row;
    started(program({ open: notOpened(reason) }), program(WELL));
    await trial.tells(code);
    expect(trial.trouble).toEqual({ code, detail });
    trial.clock.advance(delayMs - 1);
    expect(trial.launches).toBe(1);
    trial.clock.advance(1);
    await trial.tells('in service');
  });

  it('waits longer and longer after a refused login, because CUCM locks accounts', async () => {
    started(program({ open: notOpened('DENIED') }));
    const waits: number[] = [];
    for (let tries = 1; tries <= 3; tries += 1) {
      await trial.tells('REFUSED', tries);
      const wait = Number(/.*"retryInMs":(\d+)/s.exec(trial.logged.join('\n'))?.[1]);
      waits.push(wait);
      trial.clock.advance(wait);
    }
    expect(waits).toEqual([15_000, 30_000, 60_000]);
  });

  it.each([
    [
      'there is no JTAPI in the jar',
      { start: `say({ ev: 'fatal', code: 'NO_JTAPI', text: 'x' }); process.exit(3)` },
      'NO_JTAPI',
      'the JTAPI library is not JTAPI: x',
    ],
    ['it ends', { open: 'process.exit(1)' }, 'BRIDGE_ENDED', 'the JTAPI bridge: it ended with exit code 1'],
    [
      'it is killed',
      { open: `process.kill(process.pid, 'SIGKILL')` },
      'BRIDGE_ENDED',
      'the JTAPI bridge: it was ended by SIGKILL',
    ],
    [
      'it prints garbage',
      { open: `${IN_SERVICE}; console.log('Exception in thread')` },
      'BRIDGE_ENDED',
      'the JTAPI bridge: it printed what cannot be read',
    ],
    [
      'it ends in the middle of a line',
      { open: `${IN_SERVICE}; process.stdout.write('{"ev":"line","dn":"2001","wat', () => process.exit(1))` },
      'BRIDGE_ENDED',
      'the JTAPI bridge: it ended with exit code 1',
    ],
    [
      'it speaks another protocol',
      { start: `say({ ev: 'hello', protocol: 2, java: '17' })` },
      'BRIDGE_ENDED',
      'the JTAPI bridge: it printed what cannot be read',
    ],
    [
      'the provider is shut down',
      { open: `${IN_SERVICE}; say({ ev: 'provider', state: 'SHUTDOWN' }); process.exit(5)` },
      'OUT_OF_SERVICE',
      `the phone system's provider is SHUTDOWN: no CTIManager serves it now`,
    ],
  ])('starts another one when %s', async (...row) => {
    const [, answers, code, detail] = row;
    started(program(answers), program(WELL));
    await trial.tells(code);
    await waitUntil(() => trial.logged.some((line) => line.startsWith('No phone line')), { what: 'the retry' });
    expect(trial.trouble).toEqual({ code, detail });
    trial.clock.advance(15_000);
    await trial.tells('in service', trial.told.includes('in service') ? 2 : 1);
  });

  it.each(['NO_JAVA', 'NO_JAR'] as const)('looks again for what is missing: %s', async (code) => {
    started({ trouble: { code, detail: 'x' } }, program(WELL));
    await trial.tells(code);
    trial.clock.advance(60_000);
    await trial.tells('in service');
  });

  it('says that the provider is out of service, and that it is back, with the same program', async () => {
    const { supervisor, told } = started(
      program({ ...WELL, away: `say({ ev: 'provider', state: 'OUT_OF_SERVICE' })`, back: IN_SERVICE }),
    );
    await trial.tells('in service');
    supervisor.request({ op: 'away' });
    await trial.tells('OUT_OF_SERVICE');
    supervisor.request({ op: 'watch', dn: '2001', watch: 1 });
    supervisor.request({ op: 'back' });
    await trial.tells('in service', 2);
    expect(told).toEqual(['STARTING', 'in service', 'OUT_OF_SERVICE', 'in service']);
    expect(trial.launches).toBe(1);
  });

  it('ends a program whose library hangs', async () => {
    started(program({ ...WELL, ping: `say({ ev: 'pong', busyMs: 120001, waiting: 5 })` }));
    await trial.tells('in service');
    trial.clock.advance(2000);
    await trial.tells('BRIDGE_ENDED');
    expect(trial.trouble?.detail).toBe('the JTAPI bridge: the library has been busy with one call for 120 s');
  });

  it('lets a program be whose library is only slow', async () => {
    started(
      program({
        ...WELL,
        ping: `say({ ev: 'pong', busyMs: 120000, waiting: 5 }); say({ ev: 'line', dn: 'ponged', watch: 0, addresses: [] })`,
      }),
    );
    await trial.tells('in service');
    trial.clock.advance(2000);
    await trial.tells('line ponged 0');
    expect(trial.trouble).toBeUndefined();
  });

  it('ends a program that takes for ever to open the provider', async () => {
    started(
      program({ ping: `say({ ev: 'pong', busyMs: 0, waiting: 0 }); say({ ev: 'misunderstood', text: 'ping ' + request.id })` }),
    );
    await waitUntil(() => trial.logged.some((line) => line.startsWith('The JTAPI bridge runs')), { what: 'the program' });
    for (let ping = 1; trial.trouble?.code === 'STARTING' && ping < 1000; ping += 1) {
      trial.clock.advance(2000);
      if (trial.clock.monotonicMs() < 300_000) {
        await waitUntil(() => trial.logged.some((line) => line.includes(`ping ${ping}"`)), { what: `ping ${ping}` });
      }
    }
    expect(trial.trouble).toEqual({ code: 'BRIDGE_ENDED', detail: 'the JTAPI bridge: the provider takes too long to open' });
    expect(trial.clock.monotonicMs()).toBe(300_000);
  });

  it('takes no news of lines while the provider is not in service', async () => {
    const line = `say({ ev: 'line', dn: '2001', watch: 1, addresses: [] })`;
    const refused = `say({ ev: 'failed', op: 'watch', reason: 'DENIED', error: 'x', dn: '2002', watch: 2 })`;
    const { told } = started(program({ open: `${line}; ${refused}; ${IN_SERVICE}; ${refused}` }));
    await trial.tells('refused 2002 DENIED');
    expect(told).toEqual(['STARTING', 'in service', 'refused 2002 DENIED']);
  });

  it('starts nothing more once it is stopped, though it was about to', async () => {
    started(program({ open: 'process.exit(1)' }));
    await trial.tells('BRIDGE_ENDED');
    await trial.supervisor.stop();
    trial.clock.advance(120_000);
    expect(trial.launches).toBe(1);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compileJtapiClasses,
  describeWithServer,
  ManualClock,
  ringing,
  SimulatedCti,
  waitUntil,
  type JtapiClasses,
} from '@lampfield/test-servers';
import { JtapiBridge } from './jtapi-bridge.ts';
import type { JtapiLine, LineRefusal } from './jtapi-line.ts';
import type { JtapiBridgeOptions } from './jtapi-options.ts';
import type { JtapiTrouble } from './jtapi-trouble.ts';

jest.setTimeout(60_000);

/** A bridge with the real program, and what it told. Its time passes only when a spec says so. */
class Trial {
  readonly clock = new ManualClock();
  readonly lines: JtapiLine[] = [];
  readonly refusals: LineRefusal[] = [];
  readonly logged: string[] = [];
  readonly debugged: string[] = [];
  readonly bridge: JtapiBridge;
  inService = 0;
  trouble: JtapiTrouble | undefined;

  constructor(options: JtapiBridgeOptions) {
    const say = (fields: object, text: string): void => void this.logged.push(`${text} ${JSON.stringify(fields)}`);
    const debug = (fields: object, text: string): void => void this.debugged.push(`${text} ${JSON.stringify(fields)}`);
    const surroundings = {
      clock: this.clock,
      chance: { next: () => 0.5 },
      log: { debug, info: say, warn: say, error: say },
    };
    this.bridge = new JtapiBridge(options, surroundings, {
      onInService: () => {
        this.inService += 1;
        this.trouble = undefined;
      },
      onTrouble: (trouble) => (this.trouble = trouble),
      onLine: (line) => this.lines.push(line),
      onRefused: (refusal) => this.refusals.push(refusal),
    });
    this.bridge.start();
  }

  get pid(): number {
    const { pid } = this.bridge;
    if (pid === undefined) throw new Error('The program does not run');
    return pid;
  }

  isInService(times = 1): Promise<unknown> {
    return this.until(() => this.inService === times, `to be in service for the ${times}. time`);
  }

  isTroubled(code: string): Promise<unknown> {
    return this.until(() => this.trouble?.code === code, `the trouble ${code}`);
  }

  until(condition: () => unknown, what: string): Promise<unknown> {
    // The first run compiles the program.
    return waitUntil(condition, {
      timeoutMs: 40_000,
      what: () => `${what}, not ${JSON.stringify(this.trouble)}\n${this.logged.join('\n')}`,
    });
  }

  callsOf(dn: string): unknown {
    return this.lines.findLast((line) => line.dn === dn)?.addresses[0]?.calls;
  }
}

describeWithServer('java', () => {
  let classes: JtapiClasses;
  let cti: SimulatedCti;
  let trial: Trial;

  beforeAll(async () => {
    classes = await compileJtapiClasses();
  });
  afterAll(() => classes.remove());

  beforeEach(async () => {
    cti = await SimulatedCti.start();
    await cti.setLine('2001');
  });
  afterEach(async () => {
    await trial.bridge.stop();
    await cti.stop();
    expect(trial.clock.pendingCount).toBe(0);
    expect([...trial.logged, ...trial.debugged].join('\n')).not.toContain('topsecret');
  });

  function started(options: Partial<JtapiBridgeOptions> = {}): Trial {
    const login = { ctiManagers: [cti.address], username: 'lampfield', password: 'topsecret' };
    trial = new Trial({ ...login, jar: classes.jar, java: 'java', peer: classes.peer, ...options });
    return trial;
  }

  describe('JtapiBridge', () => {
    it('watches a line, reads it again, and lets it go', async () => {
      const { bridge, lines } = started();
      await trial.isInService();
      bridge.watch('2001', 7);
      await trial.until(() => lines.length === 1, 'the line');
      expect(lines[0]).toEqual({ dn: '2001', watch: 7, addresses: [{ address: '2001', inService: true, calls: [] }] });
      bridge.readAgain('2001');
      await trial.until(() => lines.length === 2, 'the line, read again');
      bridge.unwatch('2001');
      await waitUntil(async () => (await cti.countObservers()).callObservers === 0, { what: 'the observers to go' });
    });

    it('says why a line is refused', async () => {
      const { bridge, refusals } = started();
      await trial.isInService();
      bridge.watch('9999', 7);
      await trial.until(() => refusals.length === 1, 'the refusal');
      expect(refusals[0]).toEqual({
        ...{ dn: '9999', watch: 7, step: 'watch', reason: 'NOT_CONTROLLED' },
        detail: "InvalidArgumentException: Address 9999 is not in provider's domain.",
      });
    });

    it('starts another program when one is killed, which finds the call that has begun meanwhile', async () => {
      const { bridge, clock } = started();
      await trial.isInService();
      process.kill(trial.pid, 'SIGKILL');
      await trial.isTroubled('BRIDGE_ENDED');
      expect(trial.trouble?.detail).toBe('the JTAPI bridge: it was ended by SIGKILL');
      await cti.setCall('1', ringing({ from: '1001', to: '2001' }));
      clock.advance(1000);
      await trial.isInService(2);
      bridge.watch('2001', 8);
      await trial.until(() => trial.callsOf('2001'), 'the line');
      expect(trial.callsOf('2001')).toMatchObject([{ state: 'ALERTING', direction: 'in' }]);
    });

    it('kills a program that is frozen, and starts another', async () => {
      const { clock } = started();
      await trial.isInService();
      const { pid } = trial;
      process.kill(pid, 'SIGSTOP');
      await waitUntil(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T '), { what: 'the program to stand still' });
      for (let second = 0; second < 12; second += 2) clock.advance(2000);
      expect(trial.trouble).toEqual({ code: 'BRIDGE_ENDED', detail: 'the JTAPI bridge: it gave no sign of life' });
      await waitUntil(() => !existsSync(`/proc/${pid}`), { what: 'the frozen program to be gone' });
      clock.advance(1000);
      await trial.isInService(2);
    });

    it('lets a program be that gives signs of life, however long nothing happens', async () => {
      const { clock } = started();
      await trial.isInService();
      for (let ping = 1; ping <= 8; ping += 1) {
        clock.advance(2000);
        // The next answer to a ping comes with the line, because requests are answered in order.
        trial.bridge.watch('2001', ping);
        await trial.until(() => trial.lines.at(-1)?.watch === ping, 'an answer');
      }
      expect(trial.trouble).toBeUndefined();
    });

    it('says that what it was given is not JTAPI', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'lampfield-no-jar-'));
      writeFileSync(join(directory, 'jtapi.jar'), 'this is no jar');
      started({ jar: join(directory, 'jtapi.jar') });
      await trial.isTroubled('NO_JTAPI');
      expect(trial.trouble?.detail).toContain('javax.telephony.JtapiPeerFactory is not on the class path');
      rmSync(directory, { recursive: true });
    });

    it('says that the login is refused', async () => {
      cti.receive({ class: 'PlatformException', text: 'bad login or password: topsecret' });
      started();
      await trial.isTroubled('REFUSED');
      expect(trial.trouble?.detail).toBe(
        'the CTIManager refuses the application user: PlatformException: bad login or password: ***',
      );
    });

    it('says that no CTIManager answers, and finds it when it does', async () => {
      cti.receive({ class: 'ProviderUnavailableException', text: 'not yet' });
      const { clock } = started();
      await trial.isTroubled('UNREACHABLE');
      cti.receive('accept');
      clock.advance(1000);
      await trial.isInService();
    });

    it('says that the provider is out of service until it is in service', async () => {
      cti.receive('out of service');
      started();
      await trial.isTroubled('OUT_OF_SERVICE');
      await cti.setProvider('IN_SERVICE');
      await trial.isInService();
    });

    it('gives the library a private directory, and takes it away', async () => {
      started();
      await trial.isInService();
      const directory = readlinkSync(`/proc/${trial.pid}/cwd`);
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      writeFileSync(join(directory, 'CiscoJtapi01.log'), 'what the library drops there');
      await trial.bridge.stop();
      expect(existsSync(directory)).toBe(false);
    });

    it('takes away what a server that was killed has left of its own', async () => {
      const left = mkdtempSync(join(tmpdir(), 'lampfield-jtapi-run-'));
      const script = `require('node:net').createServer().listen(${JSON.stringify(join(left, 'owner'))}, () => process.kill(process.pid, 'SIGKILL'))`;
      const killed = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
      await new Promise((resolve) => killed.once('exit', resolve));
      started();
      await trial.isInService();
      expect(existsSync(left)).toBe(false);
    });

    it('has nothing of what the library prints in its log, but at level debug', async () => {
      started();
      await trial.isInService();
      await cti.tell({ do: 'print', text: 'call from 1001 to 2001' });
      trial.bridge.watch('9999', 7);
      await trial.until(() => trial.refusals.length === 1, 'the refusal');
      process.kill(trial.pid, 'SIGKILL');
      await waitUntil(() => trial.debugged.length > 0, { what: 'the log' });
      expect(trial.debugged.join('\n')).toContain('call from 1001');
      expect(trial.logged.join('\n')).not.toContain('1001');
    });

    it('leaves no process behind, whatever it is doing', async () => {
      cti.receive('silent');
      started();
      await waitUntil(() => cti.credentials !== undefined, { timeoutMs: 40_000, what: 'the program to connect' });
      const { pid } = trial;
      await trial.bridge.stop();
      expect(existsSync(`/proc/${pid}`)).toBe(false);
    });
  });
});

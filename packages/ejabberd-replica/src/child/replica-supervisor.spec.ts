import { join } from 'node:path';
import { ManualClock, waitUntil } from '@lampfield/test-servers';
import type { CookieResult } from './cookie-file.ts';
import type { ProgramResult } from './erlang-program.ts';
import { RecordedEvents, RecordedLog } from './recorded-events.fixture.ts';
import { ReplicaSupervisor, type SupervisorPlan } from './replica-supervisor.ts';
import { MOST_SILENT_PINGS, PING_INTERVAL_MS, type ChildProgram } from '@lampfield/supervised-child';

const FAKE_CHILD = join(import.meta.dirname, 'fake-child.fixture.mjs');
const ALL_TOLD = ['STARTING', 'reset', 'put ann@chat.test/desk 5', 'put bobä"\\@chat.test/phone null', 'ready', 'well'];

/** What a fake child does, or what is found instead of one. */
type Scenario = string | ProgramResult;

/** One supervisor with children that behave as their scenarios say, one after the other; the last one's goes on. */
class Trial {
  readonly clock = new ManualClock();
  readonly events = new RecordedEvents();
  readonly log = new RecordedLog();
  readonly supervisor: ReplicaSupervisor;
  cookie: CookieResult = { cookie: 'SECRETCOOKIE' };
  launches = 0;

  constructor(...scenarios: readonly Scenario[]) {
    const plan: SupervisorPlan = {
      node: 'ejabberd@a.test',
      ownNode: 'lampfield@here.test',
      listenAddress: '127.0.0.1',
      mode: 'replica',
      readCookie: () => Promise.resolve(this.cookie),
      findProgram: () => {
        const scenario = scenarios[Math.min(this.launches, scenarios.length - 1)] ?? 'well';
        this.launches += 1;
        return Promise.resolve(typeof scenario === 'string' ? fakeProgram(scenario) : scenario);
      },
    };
    this.supervisor = new ReplicaSupervisor(plan, { clock: this.clock, chance: { next: () => 0.5 }, log: this.log }, this.events);
    this.supervisor.start();
  }

  told(event: string): Promise<unknown> {
    return waitUntil(() => this.events.told.includes(event), { what: () => `"${event}" after ${this.events.told.join(', ')}` });
  }
}

describe('ReplicaSupervisor', () => {
  let trial: Trial;

  const started = (...scenarios: readonly Scenario[]): Trial => (trial = new Trial(...scenarios));

  afterEach(async () => {
    // Whoever does not end by himself is killed after this.
    const stopped = trial.supervisor.stop();
    trial.clock.advance(5000);
    await stopped;
    expect(trial.clock.pendingCount).toBe(0);
  });

  it('tells a snapshot between reset and ready, and then that all is well', async () => {
    const { events, log } = started('well');
    await trial.told('well');
    expect(events.told).toEqual(ALL_TOLD);
    expect(events.nodes).toEqual(['ejabberd@a.test', 'ejabberd@b.test']);
    expect(log.text).not.toContain('SECRETCOOKIE');
    expect([...events.rows.values()][0]).toEqual({
      ...{ sidUs: 1_795_323_712_000_009, node: 'ejabberd@a.test', user: 'ann', host: 'chat.test' },
      ...{ resource: 'desk', priority: 5 },
    });
  });

  it('tells a session that ended by its key alone', async () => {
    started('removed later');
    await trial.told('remove bobä"\\@chat.test');
    expect(trial.events.addresses).toEqual(['ann@chat.test/desk']);
  });

  it('reads lines however they are cut', async () => {
    started('byte by byte');
    await trial.told('well');
    expect(trial.events.told).toEqual(ALL_TOLD);
  });

  it('takes a flood of rows', async () => {
    started('flood');
    await trial.told('well');
    expect(trial.events.rows.size).toBe(50_000);
  });

  it('begins anew when the child does, with one reset', async () => {
    started('again');
    await waitUntil(() => trial.events.told.filter((event) => event === 'ready').length === 2, { what: 'the second snapshot' });
    expect(trial.events.told).toEqual([...ALL_TOLD, 'reset', 'put ann@chat.test/desk 5', 'ready']);
  });

  it.each([
    ['garbage', 'printed what cannot be read'],
    ['bad row', 'printed what cannot be read'],
    ['unknown word', 'printed what cannot be read'],
    ['cut line', 'ended with exit code 3'],
    ['endless line', 'printed a line without end'],
  ])('voids what was told when the child does wrong (%s), and starts another', async (scenario, why) => {
    const { events, clock } = started(scenario, 'well');
    await trial.told('CHILD_ENDED');
    expect(events.told).toEqual([...ALL_TOLD, 'reset', 'CHILD_ENDED']);
    expect(events.trouble?.detail).toContain(why);
    clock.advance(1000);
    await waitUntil(() => events.isReady, { what: 'the second child' });
    expect(events.told.slice(-4)).toEqual([...ALL_TOLD.slice(2)]);
    expect(trial.launches).toBe(2);
  });

  it.each([
    ['ends at once', 'ended with exit code 7'],
    ['other protocol', 'printed what cannot be read'],
  ])('says that a child was of no use (%s), and tries more and more rarely', async (scenario, why) => {
    const { events, clock } = started(scenario);
    for (const [launch, delayMs] of [500, 1000, 2000].entries()) {
      await waitUntil(() => events.troubles.length === launch + 2, { what: `trouble ${String(launch)}` });
      expect(events.trouble).toEqual({ code: 'CHILD_ENDED', detail: expect.stringContaining(why) });
      clock.advance(delayMs - 1);
      expect(trial.launches).toBe(launch + 1);
      clock.advance(1);
      expect(trial.launches).toBe(launch + 2);
    }
  });

  it('says that a program cannot be started, without throwing', async () => {
    started({ program: { command: '/nonexistent/erl', args: [], env: {} }, release: () => undefined });
    await trial.told('CHILD_ENDED');
    expect(trial.events.trouble?.detail).toContain('could not be started');
  });

  it('kills a child that hangs, voids what it told at once, and starts another', async () => {
    const { events, clock, supervisor } = started('stop', 'well');
    await trial.told('well');
    const { pid } = supervisor;
    clock.advance(MOST_SILENT_PINGS * PING_INTERVAL_MS);
    expect(events.isReady).toBe(true);
    clock.advance(PING_INTERVAL_MS);
    expect(events.told.slice(-2)).toEqual(['reset', 'CHILD_ENDED']);
    expect(events.trouble?.detail).toContain('no sign of life');
    await waitUntil(() => !isAlive(pid), { what: 'the frozen child to be gone' });
    clock.advance(1000);
    await waitUntil(() => events.isReady, { what: 'the second child' });
  });

  it('kills a child that reads nothing, however much was said to it', async () => {
    const { clock, events } = started('silent', 'well');
    await waitUntil(() => trial.supervisor.pid !== undefined, { what: 'the child' });
    clock.advance((MOST_SILENT_PINGS + 1) * PING_INTERVAL_MS);
    expect(events.trouble?.detail).toContain('no sign of life');
  });

  it('leaves a child alone that answers', async () => {
    const { clock, events } = started('counts pings');
    await trial.told('well');
    for (let ping = 1; ping <= 3 * MOST_SILENT_PINGS; ping += 1) {
      clock.advance(PING_INTERVAL_MS);
      await waitUntil(() => events.nodes[0] === `ping${String(ping)}`, { what: `the answer to ping ${String(ping)}` });
    }
    expect(events.trouble).toBeUndefined();
  });

  it('asks again after a refusal, more and more rarely, with the cookie of that moment', async () => {
    const { clock, events } = started('refused');
    await trial.told('REFUSED');
    expect(events.trouble).toEqual({ code: 'REFUSED', detail: 'another cookie' });
    trial.cookie = { trouble: { code: 'NO_COOKIE', detail: 'gone' } };
    clock.advance(5000);
    await trial.told('NO_COOKIE');
    expect(trial.launches).toBe(1);
  });

  it('believes nothing after a trouble until the next snapshot', async () => {
    const { clock, events } = started('lost');
    await trial.told('LOST');
    expect(events.told).toEqual([...ALL_TOLD, 'reset', 'LOST']);
    expect(events.rows.size).toBe(0);
    clock.advance(250);
    await waitUntil(() => events.troubles.length === 3, { what: 'the second loss' });
    expect(events.told.filter((event) => event === 'reset')).toHaveLength(3);
  });

  it('wonders about another of its name when it is lost again and again', async () => {
    const { clock, events } = started('lost');
    for (const [loss, delayMs] of [250, 500, 1000].entries()) {
      await waitUntil(() => events.troubles.length === loss + 2, { what: `loss ${String(loss + 1)}` });
      expect(events.trouble?.detail.includes('calls itself lampfield@here.test')).toBe(loss === 2);
      clock.advance(delayMs);
    }
  });

  it('says what is missing before there is a child, and looks again', async () => {
    const { clock, events } = started({ trouble: { code: 'NO_ERLANG', detail: 'install it' } }, 'well');
    await trial.told('NO_ERLANG');
    expect(events.told).toEqual(['STARTING', 'reset', 'NO_ERLANG']);
    clock.advance(60_000);
    await trial.told('well');
  });

  it.each(['well', 'ends at once'])('gives the program free when a child has loaded it, or never will (%s)', async (scenario) => {
    let released = 0;
    const { program } = fakeProgram(scenario) as { program: ChildProgram };
    started({ program, release: () => (released += 1) });
    await waitUntil(() => released > 0, { what: 'the release' });
  });

  it('stops a child that does not want to', async () => {
    const { clock, supervisor } = started('stubborn');
    await trial.told('well');
    const { pid } = supervisor;
    const stopped = supervisor.stop();
    expect(isAlive(pid)).toBe(true);
    clock.advance(4000);
    await stopped;
    expect(isAlive(pid)).toBe(false);
  });

  it('tells nothing after it was stopped', async () => {
    const { events, supervisor, clock } = started('well');
    await trial.told('well');
    const stopped = supervisor.stop();
    const told = [...events.told];
    await stopped;
    clock.advance(60_000);
    expect(events.told).toEqual(told);
  });
});

function fakeProgram(scenario: string): ProgramResult {
  return { program: { command: process.execPath, args: [FAKE_CHILD, scenario], env: {} }, release: () => undefined };
}

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    return pid !== undefined;
  } catch {
    return false;
  }
}

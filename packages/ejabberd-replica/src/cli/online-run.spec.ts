import { ManualClock } from '@lampfield/test-servers';
import type { ReplicaEvents } from '../child/ejabberd-replica.ts';
import type { SessionRow } from '../session-row.ts';
import { readCommandLine } from './command-line.ts';
import { OnlineRun } from './online-run.ts';
import type { OutputEnd, ProgramSurroundings } from './program-surroundings.ts';

/** A run whose replica says what a spec wants. */
class Rig {
  readonly clock = new ManualClock();
  printed = '';
  complained = '';
  isFull = false;
  stopRequest: () => void = () => undefined;
  closeOutput: (end: OutputEnd) => void = () => undefined;
  letGo: () => void = () => undefined;
  readonly exitCode: Promise<number>;
  readonly replica: ReplicaEvents;

  constructor(...args: readonly string[]) {
    const command = readCommandLine(['--node', 'ejabberd@127.0.0.1', ...args], { env: {}, home: '/' });
    if (command.command !== 'online') throw new Error('not a run');
    const stopped = new Promise<void>((resolve) => (this.letGo = resolve));
    const run = new OnlineRun(command, this.#surroundings(), (_options, { log }) => {
      log.warn({ why: 'spec' }, 'Made.');
      return { start: () => undefined, stop: () => stopped };
    });
    this.replica = run;
    this.exitCode = run.run();
  }

  /** Lets the replica leave, and waits for the end. */
  end(): Promise<number> {
    this.letGo();
    return this.exitCode;
  }

  #surroundings(): ProgramSurroundings {
    const isFull = (): boolean => this.isFull;
    return {
      clock: this.clock,
      chance: { next: () => 0.5 },
      output: {
        get isFull() {
          return isFull();
        },
        write: (text) => void (this.printed += text),
        onClosed: (callback) => (this.closeOutput = callback),
      },
      complain: (text) => void (this.complained += text),
      onStopRequest: (callback) => (this.stopRequest = callback),
    };
  }

  totals(): string[] {
    return [...this.printed.matchAll(/Total members online (\d+)/g)].map(([, total = '']) => total);
  }
}

const row = (user: string, sidUs = 1): SessionRow => ({
  ...{ user, host: 'chat.test', node: 'ejabberd@127.0.0.1', sidUs },
  ...{ resource: 'desk', priority: 0 },
});

const UNREACHABLE = { code: 'UNREACHABLE', detail: 'no epmd answers' } as const;

describe('OnlineRun', () => {
  it('prints the list once it is whole, and every five seconds', async () => {
    const rig = new Rig();
    rig.replica.onTrouble({ code: 'STARTING', detail: '' });
    rig.replica.onPut(row('anna'));
    rig.clock.advance(10_000);
    expect(rig.printed).toBe('');

    rig.replica.onReady();
    rig.replica.onPut(row('anna', 2));
    rig.replica.onPut(row('bela', 3));
    rig.clock.advance(5_000);
    rig.replica.onRemove(row('bela', 3));
    rig.clock.advance(5_000);
    expect(rig.totals()).toEqual(['2', '2', '1']);
    expect(rig.complained).toBe('');

    rig.stopRequest();
    expect(await rig.end()).toBe(0);
    expect(rig.clock.pendingCount).toBe(0);
  });

  it('prints at each change with --watch', () => {
    const rig = new Rig('--watch');
    rig.replica.onReady();
    rig.clock.advance(1_000);
    rig.replica.onPut(row('anna'));
    rig.clock.advance(0);
    rig.replica.onPut(row('anna', 2));
    rig.clock.advance(1_000);
    expect(rig.totals()).toEqual(['0', '1']);
  });

  it('prints nothing while the list is void, says each trouble once, and begins anew', () => {
    const rig = new Rig('--watch');
    rig.replica.onPut(row('anna'));
    rig.replica.onReady();
    rig.clock.advance(0);
    rig.replica.onReset();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      rig.replica.onTrouble(UNREACHABLE);
      rig.clock.advance(10_000);
    }
    rig.replica.onPut(row('bela'));
    rig.replica.onReady();
    rig.clock.advance(0);
    expect(rig.totals()).toEqual(['1', '1']);
    expect(rig.complained).toMatch(/^[\d:.]+ \[warning\] UNREACHABLE: no epmd answers\n$/);
    rig.replica.onTrouble(UNREACHABLE);
    expect(rig.complained.match(/UNREACHABLE/g)).toHaveLength(2);
  });

  it('tells machines of troubles on its output', () => {
    const rig = new Rig('--json');
    rig.replica.onTrouble(UNREACHABLE);
    rig.replica.onReady();
    rig.clock.advance(0);
    const [trouble, list] = rig.printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(trouble).toMatchObject({ trouble: UNREACHABLE });
    expect(list).toMatchObject({ total: 0, users: [] });
  });

  it('leaves out lists that nobody takes', () => {
    const rig = new Rig();
    rig.isFull = true;
    rig.replica.onReady();
    rig.clock.advance(5_000);
    expect(rig.printed).toBe('');
    rig.isFull = false;
    rig.clock.advance(5_000);
    expect(rig.totals()).toEqual(['0']);
  });

  it('prints one list and ends with --once', async () => {
    const rig = new Rig('--once');
    rig.replica.onReady();
    rig.clock.advance(60_000);
    expect(rig.totals()).toEqual(['0']);
    expect(await rig.end()).toBe(0);
    expect(rig.clock.pendingCount).toBe(0);
  });

  it('ends with 69 when --once has no list in time, or cannot have one', async () => {
    const late = new Rig('--once', '--timeout', '7');
    late.clock.advance(6_999);
    expect(late.complained).toBe('');
    late.clock.advance(1);
    expect(late.complained).toBe('lampfield-online: no list within 7 s\n');
    expect(await late.end()).toBe(69);

    const unreachable = new Rig('--once');
    unreachable.replica.onTrouble(UNREACHABLE);
    expect(await unreachable.end()).toBe(69);
  });

  it('ends when waiting is of no use, but goes on where it has worked before', async () => {
    const refused = { code: 'REFUSED', detail: 'another cookie' } as const;
    const hopeless = new Rig();
    hopeless.replica.onTrouble(refused);
    expect(await hopeless.end()).toBe(77);

    const worked = new Rig();
    worked.replica.onReady();
    worked.replica.onTrouble(refused);
    worked.replica.onReady();
    worked.clock.advance(5_000);
    expect(worked.totals().length).toBeGreaterThan(0);
  });

  it('leaves in good order when told to stop, and at once when told twice', async () => {
    const rig = new Rig();
    rig.replica.onReady();
    rig.stopRequest();
    rig.stopRequest();
    expect(await rig.exitCode).toBe(130);
    rig.replica.onTrouble(UNREACHABLE);
    rig.clock.advance(10_000);
    expect([rig.printed, rig.complained]).toEqual(['', '']);
  });

  it('ends well when nobody reads any more', async () => {
    const rig = new Rig();
    rig.closeOutput({});
    expect(await rig.end()).toBe(0);
    expect(rig.complained).toBe('');
  });

  it('ends with 74 when its output fails', async () => {
    const rig = new Rig();
    rig.closeOutput({ failure: 'no space left' });
    expect(await rig.end()).toBe(74);
    expect(rig.complained).toBe('lampfield-online: cannot print: no space left\n');
  });

  it('says what happens with --verbose', () => {
    expect(new Rig('-v').complained).toMatch(/\[warning\] Made\. \{"why":"spec"\}\n$/);
  });
});

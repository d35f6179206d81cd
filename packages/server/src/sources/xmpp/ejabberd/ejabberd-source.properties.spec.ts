import type { SessionRow } from '@lampfield/ejabberd-replica';
import fc from 'fast-check';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { EjabberdSource } from './ejabberd-source.ts';
import { ScriptedReplica } from './scripted-replica.fixture.ts';

const USERS = ['anna', 'bela', 'čeněk'];
const addressOf = (user: string): string => `${user}@chat.test`;

class Trial {
  readonly replica = new ScriptedReplica();
  readonly sink = new RecordingSink();
  readonly observed = new Set<string>();
  readonly source: EjabberdSource;
  /** Who is online, as somebody knows who fetches the list when he is told to, and else follows. */
  online: string[] = [];

  constructor() {
    const options = { node: 'ejabberd@one', cookieFile: 'cookie', mode: 'replica' } as const;
    const context = createConnectorContext(new ManualClock());
    this.source = new EjabberdSource({ type: 'XMPP', options, context, createReplica: this.replica.create });
    this.source.onlineUsers.watch({
      onChanged: ({ user }, isOnline) => {
        this.online = [...this.online.filter((each) => each !== user), ...(isOnline ? [user] : [])];
      },
      onReset: () => {
        this.online = this.source.onlineUsers.list({ limit: 100 })?.users.map(({ user }) => user) ?? [];
      },
    });
    this.source.start(this.sink);
  }

  /** The session that was opened so many sessions ago, of those that are there. */
  sid(age: number): number {
    return [...this.replica.rows.keys()].at(-1 - age) ?? 0;
  }

  observe(user: string): void {
    this.observed.add(user);
    this.source.observe(addressOf(user));
  }

  release(user: string): void {
    this.observed.delete(user);
    this.source.release(addressOf(user));
  }
}

type Step = (trial: Trial) => void;

const anyUser = fc.constantFrom(...USERS);
const anyPriority = fc.constantFrom(null, -5, 0, 7);
const anyAge = fc.nat(6);

const stepsOf = (weight: number, arbitrary: fc.Arbitrary<Step>): fc.WeightedArbitrary<Step> => ({ weight, arbitrary });
const anyHistory = fc.array(
  fc.oneof(
    stepsOf(
      8,
      fc.tuple(anyUser, anyPriority).map(
        ([user, priority]) =>
          (trial) =>
            void trial.replica.open(user, { priority }),
      ),
    ),
    stepsOf(
      6,
      anyAge.map((age) => (trial) => trial.replica.close(trial.sid(age))),
    ),
    stepsOf(
      6,
      fc.tuple(anyAge, anyPriority).map(
        ([age, priority]) =>
          (trial) =>
            trial.replica.prioritise(trial.sid(age), priority),
      ),
    ),
    stepsOf(
      3,
      anyUser.map((user) => (trial) => trial.observe(user)),
    ),
    stepsOf(
      1,
      anyUser.map((user) => (trial) => trial.release(user)),
    ),
    stepsOf(
      1,
      fc.constant((trial) => trial.replica.beginSnapshot()),
    ),
    stepsOf(
      3,
      fc.constant((trial) => trial.replica.endSnapshot()),
    ),
    stepsOf(
      1,
      fc.constant((trial) => trial.replica.lose()),
    ),
  ),
  { maxLength: 80, size: 'max' },
);

/** By the rules themselves. */
function expectedReport(rows: Iterable<SessionRow>, user: string): object {
  const priorities = [...rows].filter((row) => row.user === user).map(({ priority }) => priority);
  if (priorities.length === 0) return { state: 'OFFLINE' };
  const shown = priorities.filter((priority) => priority !== null);
  const state = shown.length === 0 ? 'UNKNOWN' : Math.max(...shown) < 0 ? 'AWAY' : 'AVAILABLE';
  return { state, activity: { resources: priorities.length } };
}

describe('the ejabberd source, whatever happens', () => {
  it('has said last of everybody observed what the table says, and nothing while it is not known', () => {
    fc.assert(
      fc.property(anyHistory, (steps) => {
        const trial = new Trial();
        const { sink, source, replica, observed } = trial;
        for (const step of steps) {
          sink.clear();
          step(trial);
          const { isReady } = source.onlineUsers;
          const told = sink.events.flatMap((event) => (event.kind === 'REPORT' ? [event.identifier] : []));
          expect(told.filter((identifier) => !isReady || ![...observed].map(addressOf).includes(identifier))).toEqual([]);
          expect(sink.state === 'UP').toBe(isReady);
          if (!isReady) continue;
          for (const user of observed) {
            expect(sink.findLatest(addressOf(user))).toMatchObject(expectedReport(replica.rows.values(), user));
          }
        }
      }),
    );
  });

  it('has told everybody who watches who is online', () => {
    fc.assert(
      fc.property(anyHistory, (steps) => {
        const trial = new Trial();
        for (const step of steps) {
          const { seq } = trial.source.onlineUsers;
          const before = trial.online;
          step(trial);
          const { isReady, seq: seqNow } = trial.source.onlineUsers;
          expect(seqNow > seq).toBe(trial.online !== before);
          const online = new Set(isReady ? [...trial.replica.rows.values()].map(({ user }) => user) : []);
          expect([...trial.online].sort()).toEqual([...online].sort());
        }
      }),
    );
  });
});

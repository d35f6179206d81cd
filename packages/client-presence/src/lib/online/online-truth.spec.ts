import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { OnlineViewer } from '../../testing/online-viewer.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { fitsFilter, type OnlineFilter } from './online-filter.ts';
import { selectOnlineFigures } from './select-online.ts';

const DISTURBANCES = [
  'RESET',
  'LOSE_CLUSTER',
  'FIND_CLUSTER',
  'DROP',
  'OPEN',
  'RESTART',
  'FAIL_PAGE',
  'FAIL_COUNT',
  'REOPEN_VIEW',
] as const;

type Disturbance = (typeof DISTURBANCES)[number];

/** Something that happens at the server, on the way, or on screen; then time passes. */
type Happening =
  | { readonly is: 'JOIN' | 'LEAVE'; readonly user: string; readonly host: string }
  | { readonly is: 'FILTER'; readonly filter: OnlineFilter }
  | { readonly is: Disturbance };

interface Step {
  readonly happening: Happening;
  readonly passMs: number;
}

const HOSTS = ['a.test', 'b.test'];
const person = { user: fc.constantFrom('ada', 'adam', 'bob', 'bo', 'carl', 'zoe'), host: fc.constantFrom(...HOSTS) };
const filters: OnlineFilter[] = [{}, { prefix: 'a' }, { prefix: 'ad' }, { host: 'a.test' }, { host: 'b.test', prefix: 'B' }];

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ is: fc.constantFrom('JOIN' as const, 'LEAVE' as const), ...person }) },
  { weight: 2, arbitrary: fc.constantFrom(...filters).map((filter) => ({ is: 'FILTER' as const, filter })) },
  { weight: 3, arbitrary: fc.constantFrom(...DISTURBANCES).map((is) => ({ is })) },
);
const anyStep: fc.Arbitrary<Step> = fc.record({
  happening: anyHappening,
  passMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 }), fc.integer({ min: 500, max: 12_000 })),
});

/** One attendant at one page, with everything going wrong that can. */
class Trial {
  filter: OnlineFilter = {};
  viewer: OnlineViewer;
  readonly harness: PresenceHarness;

  private constructor(harness: PresenceHarness, viewer: OnlineViewer) {
    this.harness = harness;
    this.viewer = viewer;
  }

  static async begin(latenciesMs: readonly number[]): Promise<Trial> {
    TestBed.resetTestingModule();
    const harness = await PresenceHarness.connected();
    const { online } = harness.server;
    online.largestPage = 2;
    for (const host of HOSTS) for (const user of ['ada', 'bob', 'zoe']) online.join(user, host);
    let next = 0;
    online.takeLatencyMs = () => latenciesMs[(next += 1) % latenciesMs.length] ?? 0;
    return new Trial(harness, await OnlineViewer.open());
  }

  async take({ happening, passMs }: Step): Promise<void> {
    await this.make(happening);
    await this.harness.clock.advance(passMs);
  }

  /** Everything is mended, and long enough passes for every back-off. */
  async becomeQuiet(): Promise<void> {
    const { server } = this.harness;
    server.faults.clear();
    if (!server.online.isReady) server.online.reset(true);
    if (!this.harness.socket().isOpen) await this.harness.openSocket();
    await this.harness.clock.advance(180_000);
  }

  private async make(happening: Happening): Promise<void> {
    const { online } = this.harness.server;
    if (happening.is === 'JOIN') online.join(happening.user, happening.host);
    else if (happening.is === 'LEAVE') online.leave(happening.user, happening.host);
    else if (happening.is === 'FILTER') await this.viewer.want((this.filter = happening.filter));
    else await this.disturb(happening.is);
  }

  private async disturb(what: Disturbance): Promise<void> {
    const { online, faults } = this.harness.server;
    const how: Record<Disturbance, () => unknown> = {
      RESET: () => online.reset(),
      LOSE_CLUSTER: () => online.reset(false),
      FIND_CLUSTER: () => online.reset(true),
      DROP: () => this.drop(),
      OPEN: () => (this.harness.socket().isOpen ? undefined : this.harness.openSocket()),
      RESTART: () => {
        this.drop();
        online.restart();
      },
      FAIL_PAGE: () => faults.set('online', [500]),
      FAIL_COUNT: () => faults.set('online/count', ['OFFLINE']),
      REOPEN_VIEW: () => this.reopenView(),
    };
    await how[what]();
  }

  private drop(): void {
    const socket = this.harness.socket();
    if (socket.isOpen) socket.drop();
  }

  private async reopenView(): Promise<void> {
    this.viewer.close();
    this.viewer = await OnlineViewer.open();
    await this.viewer.want(this.filter);
  }
}

test('whatever happens in whatever order, the list shown is the true one once everything is quiet', async () => {
  const anyLatencies = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1500 })), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), anyLatencies, async (steps, latenciesMs) => {
      const trial = await Trial.begin(latenciesMs);
      for (const step of steps) await trial.take(step);
      await trial.becomeQuiet();
      const truth = trial.harness.server.online.truth();
      const { status, users, matching } = trial.viewer.shown();
      const wanted = {
        ...trial.filter,
        ...(trial.filter.prefix === undefined ? {} : { prefix: trial.filter.prefix.toLowerCase() }),
      };
      const expected = truth.filter((each) => fitsFilter(each, wanted)).map(({ user, host }) => ({ user, host }));
      expect({ status, users }).toEqual({ status: 'LIVE', users: expected });
      expect(matching).toBe(expected.length);
      const sessions = truth.reduce((sum, each) => sum + each.sessions, 0);
      expect(trial.harness.store.selectSignal(selectOnlineFigures)()).toMatchObject({ total: truth.length, sessions });
      trial.viewer.close();
    }),
    { numRuns: 150 },
  );
}, 120_000);

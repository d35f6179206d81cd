import fc from 'fast-check';
import { ServiceFailure } from '../web/service-failure.ts';
import { manyIds, PollingTrial } from './scripted-service.fixture.ts';

const PERIOD_MS = 60_000;
const IDS = manyIds(12);

/** Longest any failure of the steps below may keep everything waiting: the slowest back-off, or the longest pause that is asked for. */
const LONGEST_PAUSE_MS = 315_000;

const anyId = fc.constantFrom(...IDS);
const anyFailure = fc.oneof(
  fc.constantFrom('lost' as const, 'refused' as const, 'throttled' as const).map((kind) => new ServiceFailure(kind, 'no')),
  fc.integer({ min: 0, max: 300_000 }).map((retryAfterMs) => new ServiceFailure('throttled', 'no', { retryAfterMs })),
);
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: anyId }) },
  { weight: 2, arbitrary: fc.record({ remove: anyId }) },
  { weight: 1, arbitrary: fc.record({ hide: anyId, isOnScreen: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ passMs: fc.integer({ min: 1, max: 100_000 }) }) },
  { weight: 1, arbitrary: fc.record({ failure: fc.option(anyFailure, { nil: undefined }) }) },
  { weight: 1, arbitrary: fc.record({ omit: fc.subarray(IDS, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ poison: fc.subarray(IDS, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ latencyMs: fc.constantFrom(0, 100, 5000, Infinity) }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

const anyTrial = fc.record({
  seed: fc.nat(),
  batchSize: fc.integer({ min: 1, max: 8 }),
  requestsPerMinute: fc.integer({ min: 4, max: 120 }),
  burst: fc.integer({ min: 1, max: 5 }),
});

class World {
  readonly trial: PollingTrial;
  readonly wanted = new Set<string>();
  /** When one was added, or last answered, and how often it was since it was added. */
  readonly history = new Map<string, { answers: number; answeredAtMs: number }>();

  constructor(options: typeof anyTrial extends fc.Arbitrary<infer T> ? T : never) {
    this.trial = new PollingTrial({ ...options, periodMs: PERIOD_MS });
  }

  async run(step: Step): Promise<void> {
    const { trial } = this;
    const { service, poller } = trial;
    if ('add' in step) this.#add(step.add);
    else if ('remove' in step) this.#remove(step.remove);
    else if ('hide' in step) poller.setOnScreen(step.hide, step.isOnScreen);
    else if ('passMs' in step) await this.pass(step.passMs);
    else if ('failure' in step) service.failure = step.failure;
    else if ('latencyMs' in step) service.latencyMs = step.latencyMs;
    else if ('omit' in step) replace(service.omitted, step.omit);
    else replace(service.poison, step.poison);
  }

  /** Time passes; what is asked and answered meanwhile is checked. */
  async pass(ms: number): Promise<void> {
    const { clock, service, answered } = this.trial;
    for (let leftMs = ms; leftMs > 0; leftMs -= 1000) {
      const [asked, told] = [service.asked.length, answered.length];
      await this.trial.pass(Math.min(1000, leftMs));
      for (const { ids, atMs } of service.asked.slice(asked)) this.#checkQuestion(ids, atMs);
      for (const id of answered.slice(told)) {
        expect(this.wanted).toContain(id);
        const past = this.history.get(id);
        this.history.set(id, { answers: (past?.answers ?? 0) + 1, answeredAtMs: clock.monotonicMs() });
      }
    }
  }

  #checkQuestion(ids: readonly string[], atMs: number): void {
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThanOrEqual(this.trial.service.batchSize);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(this.wanted).toContain(id);
      const { answers, answeredAtMs } = this.history.get(id) ?? { answers: 0, answeredAtMs: -Infinity };
      // Answers are dated by the second they came in.
      const leastMs = answers === 1 ? PERIOD_MS / 2 : PERIOD_MS;
      expect(atMs - answeredAtMs).toBeGreaterThanOrEqual(leastMs - 1000);
    }
  }

  #add(id: string): void {
    this.wanted.add(id);
    this.trial.poller.add(id);
  }

  #remove(id: string): void {
    this.wanted.delete(id);
    this.history.delete(id);
    this.trial.poller.remove(id);
  }
}

function replace(set: Set<string>, ids: readonly string[]): void {
  set.clear();
  for (const id of ids) set.add(id);
}

describe('a poller, whatever happens', () => {
  it('asks nobody too often, never more than the budget, and everybody again once the far end is well', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrial, fc.array(anyStep, { maxLength: 40 }), async (options, steps) => {
        const world = new World(options);
        const { trial } = world;
        for (const step of steps) await world.run(step);
        trial.service.failure = undefined;
        trial.service.latencyMs = 0;
        replace(trial.service.omitted, []);
        replace(trial.service.poison, []);
        trial.answered.length = 0;
        const questionMs = 60_000 / options.requestsPerMinute;
        await world.pass(LONGEST_PAUSE_MS + 60_000 + 2.3 * PERIOD_MS + 2 * IDS.length * questionMs);
        expect(new Set(trial.answered)).toEqual(world.wanted);

        const times = trial.service.asked.map(({ atMs }) => atMs);
        for (const [index, fromMs] of times.entries()) {
          const inMinute = times.slice(index).filter((atMs) => atMs < fromMs + 60_000).length;
          expect(inMinute).toBeLessThanOrEqual(options.requestsPerMinute + options.burst);
        }
        for (const id of world.wanted) trial.poller.remove(id);
        await world.pass(1000);
        expect(trial.clock.pendingCount).toBe(0);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('does the same again under the same clock and chance', async () => {
    const anySteps = fc.array(anyStep, { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anyTrial, anySteps, async (options, steps) => {
        const runs = [new World(options), new World(options)];
        for (const world of runs) for (const step of steps) await world.run(step);
        const [one, other] = runs.map(({ trial }) => trial.service.asked.map(({ ids, atMs }) => [ids, atMs]));
        expect(one).toEqual(other);
      }),
      { numRuns: 20 },
    );
  });
});

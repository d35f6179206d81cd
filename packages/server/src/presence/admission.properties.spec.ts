import fc from 'fast-check';
import { unusedAfterMs } from '../core/unused-lease.ts';
import { AdmissionWorld, T_MS } from './admission-world.fixture.ts';
import { NaiveAdmission } from './naive-admission.fixture.ts';

/** All happens at multiples of this, so that leases run out, and what lingers ends, between two steps and each at its own time. */
const STEP_MS = 10_000;

type Step =
  | { readonly kind: 'search' | 'renew' | 'elsewhere'; readonly identifier: string }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'pass'; readonly steps: number };

const IDENTIFIERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

const identifier = fc.constantFrom(...IDENTIFIERS);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('search' as const), identifier }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('renew' as const), identifier }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('elsewhere' as const), identifier }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'sweep' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), steps: fc.integer({ min: 1, max: 11 }) }) },
);

const anyRun = fc.record({
  capacity: fc.integer({ min: 0, max: 4 }),
  lingerMs: fc.constantFrom(0, 7000, 57_000, 207_000),
  steps: fc.array(anyStep, { maxLength: 80, size: 'max' }),
});

/** Does the same to both, and says what each shows then. */
function take(step: Step, world: AdmissionWorld, model: NaiveAdmission): void {
  switch (step.kind) {
    case 'search':
      world.search(step.identifier);
      model.search(step.identifier);
      break;
    case 'renew':
      world.renew(step.identifier);
      model.renew(step.identifier);
      break;
    case 'elsewhere':
      world.searchElsewhere(step.identifier);
      break;
    case 'sweep':
      world.sweep();
      model.sweep();
      break;
    case 'pass':
      world.clock.advance(step.steps * STEP_MS);
      for (let count = 0; count < step.steps; count += 1) model.pass(STEP_MS);
  }
}

/** All that can be seen of one of them, as one line. */
function lineOf(one: Pick<AdmissionWorld, 'observed' | 'shown'>, waitingCount: number): string {
  const shown = IDENTIFIERS.map((each) => `${each}:${one.shown(each) ?? '-'}`);
  return `${one.observed()} ${shown.join(' ')} waiting:${String(waitingCount)}`;
}

describe('admission, whatever is searched, renewed and forgotten', () => {
  it('admits whom a naive model admits, tells the others that it is full, and keeps its promises', () => {
    fc.assert(
      fc.property(anyRun, ({ capacity, lingerMs, steps }) => {
        const world = new AdmissionWorld(capacity, lingerMs);
        const model = new NaiveAdmission({ capacity, lingerMs, subscriptionMs: T_MS, unusedMs: unusedAfterMs(T_MS) });
        for (const step of steps) {
          take(step, world, model);
          const { observed, waiting } = world.registrator.figures;
          expect(lineOf(world, waiting)).toBe(lineOf(model, model.waitingCount));
          expect(observed).toBe(world.source.observed.size);
        }
        expect(world.flaws).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('admits everybody who goes on asking as soon as the others stop, in the order they came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.shuffledSubarray(IDENTIFIERS, { minLength: 5 }), (capacity, order) => {
        const world = new AdmissionWorld(capacity);
        world.search(...order);
        const waiting = order.slice(capacity);
        while (waiting.length > 0) {
          world.clock.advance(unusedAfterMs(T_MS));
          world.renew(...waiting);
          world.clock.advance(1000);
          const now = waiting.splice(0, capacity);
          expect(now.filter((identifier) => world.shown(identifier) !== 'AVAILABLE')).toEqual([]);
          expect(waiting.filter((identifier) => world.shown(identifier) !== 'SOURCE_FULL')).toEqual([]);
        }
        expect(world.flaws).toEqual([]);
      }),
    );
  });

  it('leaves nothing behind when everybody has gone', () => {
    fc.assert(
      fc.property(anyRun, ({ capacity, lingerMs, steps }) => {
        const world = new AdmissionWorld(capacity, lingerMs);
        const model = new NaiveAdmission({ capacity, lingerMs, subscriptionMs: T_MS, unusedMs: unusedAfterMs(T_MS) });
        for (const step of steps) take(step, world, model);
        world.clock.advance(T_MS + 1);
        world.sweep();
        world.clock.advance(lingerMs);
        const { observed, waiting } = world.registrator.figures;
        expect([world.observed(), observed, waiting, world.clock.pendingCount]).toEqual(['', 0, 0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});

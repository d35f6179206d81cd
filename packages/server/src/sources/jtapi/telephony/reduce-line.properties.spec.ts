import fc from 'fast-check';
import type { AddressFacts, CallFact, CallStage } from './line-facts.ts';
import { AT, saySame } from './line-facts.fixture.ts';
import type { LineState } from './line-state.ts';
import { reduceLine } from './reduce-line.ts';

const STAGES: readonly CallStage[] = ['TRYING', 'ALERTING', 'CONNECTED', 'FAILED'];

const sparse = { requiredKeys: ['id', 'stage', 'raw'] as ('id' | 'stage' | 'raw')[] };
const call: fc.Arbitrary<CallFact> = fc.record(
  {
    id: fc.constantFrom('1', '2', '3', '4'),
    call: fc.constantFrom('x', 'y', 'z'),
    stage: fc.constantFrom(...STAGES),
    direction: fc.constantFrom('in' as const, 'out' as const),
    peer: fc.record({ number: fc.constantFrom('1001', '1002', 'anonymous', '') }),
    isHeld: fc.constant(true as const),
    isConference: fc.constant(true as const),
    sinceMs: fc.integer({ min: AT - 1000, max: AT }),
    raw: fc.constantFrom('early', 'ALERTING'),
  },
  sparse,
);
const calls = fc.uniqueArray(call, { maxLength: 4, selector: ({ id }) => id });

/** Addresses a, b, c, ... of a line, in any order. */
const line: fc.Arbitrary<AddressFacts[]> = fc
  .uniqueArray(
    fc.record(
      {
        address: fc.constantFrom('a', 'b', 'c', 'd'),
        isInService: fc.boolean(),
        calls,
        status: fc.constantFrom('DND' as const, 'AWAY' as const),
        sinceMs: fc.integer({ min: AT - 1000, max: AT }),
        readAtMs: fc.integer({ min: AT - 1000, max: AT }),
      },
      { requiredKeys: ['address', 'calls'] as ('address' | 'calls')[] },
    ),
    { maxLength: 4, selector: ({ address }) => address },
  )
  .chain((facts) => fc.shuffledSubarray(facts, { minLength: facts.length }));

/** What the line is to be shown as doing is looked for among these. */
function liveCalls(facts: readonly AddressFacts[]): CallFact[] {
  return facts.filter(({ isInService }) => isInService !== false).flatMap((one) => one.calls);
}

const isNoticed = ({ stage, direction }: CallFact): boolean =>
  direction !== 'in' || stage === 'ALERTING' || stage === 'CONNECTED';

function reportOf(facts: readonly AddressFacts[]) {
  return reduceLine(undefined, facts, AT).report;
}

describe('whatever is known of a line', () => {
  it('the order in which its addresses and their calls are told does not matter', () => {
    fc.assert(
      fc.property(line, (facts) => {
        const reversed = facts.toReversed().map((one) => ({ ...one, calls: one.calls.toReversed() }));
        expect(saySame(facts, reversed)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('a step with the same facts changes nothing', () => {
    fc.assert(
      fc.property(line, line, fc.nat(10_000), (earlier, facts, later) => {
        const before = reduceLine(undefined, earlier, AT - 1).state;
        const once = reduceLine(before, facts, AT);
        const twice = reduceLine(once.state, facts, AT + later);
        expect(twice).toEqual(once);
      }),
    );
  });

  it('an address that sees the same named calls adds nothing', () => {
    fc.assert(
      fc.property(calls, (seen) => {
        const named = seen.map((one) => ({ call: `call ${one.id}`, ...one }));
        const one: AddressFacts = { address: 'a', calls: named };
        expect(saySame([one], [one, { ...one, address: 'b' }])).toBe(true);
      }),
    );
  });

  it('it rings only where a call that is not known to be its own alerts', () => {
    fc.assert(
      fc.property(line, (facts) => {
        const rings = liveCalls(facts).some(({ stage, direction }) => stage === 'ALERTING' && direction !== 'out');
        if (reportOf(facts).state === 'RINGING') expect(rings).toBe(true);
      }),
    );
  });

  it('it never has more calls than are seen, nor fewer than one address sees under names of their own', () => {
    fc.assert(
      fc.property(line, (facts) => {
        const count = reportOf(facts).activity?.calls ?? 0;
        const noticed = liveCalls(facts).filter(isNoticed);
        expect(count).toBeLessThanOrEqual(noticed.length);
        expect(count).toBeGreaterThanOrEqual(new Set(noticed.flatMap(({ call: name }) => name ?? [])).size);
        for (const one of facts.filter(({ isInService }) => isInService !== false)) {
          expect(count).toBeGreaterThanOrEqual(one.calls.filter((fact) => isNoticed(fact) && fact.call === undefined).length);
        }
      }),
    );
  });

  it('it is held only if every call of it is held or has failed', () => {
    fc.assert(
      fc.property(line, (facts) => {
        const { state, activity } = reportOf(facts);
        if (activity?.held !== true) return;
        expect(state).toBe('ON_CALL');
        const isActive = ({ stage, isHeld, call: name }: CallFact) =>
          stage === 'CONNECTED' && isHeld !== true && name === undefined;
        expect(liveCalls(facts).filter(isActive)).toEqual([]);
      }),
    );
  });

  it('it is in a conference only on the phone, and in a call that is said to be one', () => {
    fc.assert(
      fc.property(line, (facts) => {
        const { state, activity } = reportOf(facts);
        if (activity?.conference !== true) return;
        expect(state).toBe('ON_CALL');
        expect(liveCalls(facts).some(({ isConference }) => isConference === true)).toBe(true);
      }),
    );
  });

  it('it has an activity exactly while it is in a call, and is OFFLINE exactly while all its phones are gone', () => {
    fc.assert(
      fc.property(line, (facts) => {
        const { state, activity, reason } = reportOf(facts);
        expect(activity !== undefined).toBe(liveCalls(facts).some(isNoticed));
        expect(state === 'OFFLINE').toBe(facts.length > 0 && facts.every(({ isInService }) => isInService === false));
        expect(reason).toBe(facts.length === 0 ? 'PENDING' : undefined);
      }),
    );
  });

  it('no state began after now, or before the network or the first look could have seen it', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (steps) => {
        let state: LineState | undefined;
        for (const [index, facts] of steps.entries()) {
          const nowMs = AT + index;
          const step = reduceLine(state, facts, nowMs);
          ({ state } = step);
          const { since } = step.report;
          if (since === null) continue;
          expect(since).toBeLessThanOrEqual(nowMs);
          expect(since).toBeGreaterThanOrEqual(AT - 1000);
        }
      }),
    );
  });

  it('the state that is given to a step is not changed by it', () => {
    fc.assert(
      fc.property(line, line, (first, second) => {
        const { state } = reduceLine(undefined, first, AT);
        const copy = structuredClone(state);
        reduceLine(state, second, AT + 1);
        expect(state).toEqual(copy);
      }),
    );
  });
});

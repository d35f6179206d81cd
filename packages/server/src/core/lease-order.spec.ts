import fc from 'fast-check';
import { NONE } from './columns.ts';
import { LeaseOrder } from './lease-order.ts';

interface Command {
  readonly kind: 'add' | 'renew' | 'remove';
  readonly slot: number;
  readonly waitMs: number;
}

const commands = fc.array(
  fc.record<Command>({
    kind: fc.constantFrom('add', 'renew', 'remove'),
    slot: fc.integer({ min: 0, max: 200 }),
    waitMs: fc.integer({ min: 0, max: 10 }),
  }),
  { maxLength: 300 },
);

/** A process that has just been started, and such as have run for 24 and for 49 days. */
const STARTS_MS = [0, 2 ** 31 - 200, 2 ** 32 - 200];

/** The same thing told naively: a list of [slot, renewedAt], oldest first. */
function runModel(order: LeaseOrder, steps: readonly Command[], startMs: number): { leases: [number, number][]; nowMs: number } {
  let leases: [number, number][] = [];
  let nowMs = startMs;
  for (const { kind, slot, waitMs } of steps) {
    nowMs += waitMs;
    const isIn = leases.some(([known]) => known === slot);
    const others = leases.filter(([known]) => known !== slot);
    if (kind === 'add' && !isIn) order.add(slot, nowMs);
    else if (kind === 'renew' && isIn) order.renew(slot, nowMs);
    else if (kind === 'remove' && isIn) order.remove(slot);
    else continue;
    leases = kind === 'remove' ? others : [...others, [slot, nowMs]];
  }
  return { leases, nowMs };
}

test('an order of leases drains oldest first, whatever was added, renewed and removed before', () => {
  fc.assert(
    fc.property(commands, fc.constantFrom(...STARTS_MS), (steps, startMs) => {
      const order = new LeaseOrder();
      const { leases, nowMs } = runModel(order, steps, startMs);
      const drained: [number, number][] = [];
      for (let slot = order.oldest; slot !== NONE; slot = order.oldest) {
        drained.push([slot, nowMs - order.ageMs(slot, nowMs)]);
        order.remove(slot);
      }
      expect(drained).toEqual(leases);
    }),
  );
});

const LENGTH_MS = 600_000;

describe.each(STARTS_MS)('a lease renewed %d ms after the start', (renewedAtMs) => {
  test.each([
    { ageMs: -1, expected: NONE },
    { ageMs: 0, expected: NONE },
    { ageMs: LENGTH_MS, expected: NONE },
    { ageMs: LENGTH_MS + 0.999, expected: NONE },
    { ageMs: LENGTH_MS + 1, expected: 7 },
    { ageMs: 86_400_000, expected: 7 },
  ])('and $ageMs ms old: the oldest expired is $expected', ({ ageMs, expected }) => {
    const order = new LeaseOrder();
    order.add(7, renewedAtMs);
    expect(order.findExpired(renewedAtMs + ageMs, LENGTH_MS)).toBe(expected);
  });
});

test('an empty order has nothing expired', () => {
  expect(new LeaseOrder().findExpired(1e12, 0)).toBe(NONE);
});

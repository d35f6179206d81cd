import fc from 'fast-check';
import { LeaseOrder, NONE } from './lease-order.ts';

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

/** The same thing told naively: a list of [slot, renewedAt], oldest first. */
function runModel(order: LeaseOrder, steps: readonly Command[]): { leases: [number, number][]; nowMs: number } {
  let leases: [number, number][] = [];
  let nowMs = 0;
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
    fc.property(commands, (steps) => {
      const order = new LeaseOrder();
      const { leases, nowMs } = runModel(order, steps);
      const drained: [number, number][] = [];
      for (let slot = order.oldest; slot !== NONE; slot = order.oldest) {
        drained.push([slot, nowMs - order.ageMs(slot, nowMs)]);
        order.remove(slot);
      }
      expect(drained).toEqual(leases);
    }),
  );
});

test.each([
  { ageMs: 599_999, expected: NONE },
  { ageMs: 600_000, expected: NONE },
  { ageMs: 600_000.001, expected: 7 },
])('a lease of $ageMs ms with a length of 600,000 ms: the oldest expired is $expected', ({ ageMs, expected }) => {
  const order = new LeaseOrder();
  order.add(7, 1000);
  expect(order.findExpired(1000 + ageMs, 600_000)).toBe(expected);
});

test('an empty order has nothing expired', () => {
  expect(new LeaseOrder().findExpired(1e12, 0)).toBe(NONE);
});

import fc from 'fast-check';
import { TimeQueue, type Queued } from './time-queue.ts';

type Named = readonly [atMs: number, order: number];

describe('the queue of what happens later', () => {
  it('gives the earliest first, of the same time the one that came first, and none that was taken out', () => {
    const anyStep = fc.oneof(
      fc.record({ add: fc.nat(20) }),
      fc.constant('take' as const),
      fc.record({ remove: fc.nat(100) }),
      fc.constantFrom('clear' as const),
    );
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 100 }), (steps) => {
        const queue = new TimeQueue<Named>();
        const given: Queued<Named>[] = [];
        let expected: Named[] = [];
        const drop = (item: Named | undefined): void => {
          expected = expected.filter((other) => other !== item);
        };
        for (const step of steps) {
          if (step === 'take') {
            expect(queue.takeNext()).toBe(expected[0]);
            drop(expected[0]);
          } else if (step === 'clear') {
            queue.clear();
            expected = [];
          } else if ('add' in step) {
            const item: Named = [step.add, given.length];
            given.push(queue.add(step.add, item));
            expected = [...expected, item].toSorted(([one, first], [other, second]) => one - other || first - second);
          } else {
            const queued = given[step.remove % (given.length + 1)];
            if (queued === undefined) continue;
            expect(queue.remove(queued)).toBe(expected.includes(queued.item));
            drop(queued.item);
          }
          expect([queue.nextAtMs, queue.next, queue.size]).toEqual([expected[0]?.[0], expected[0], expected.length]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { TimeQueue } from './time-queue.ts';

describe('the queue of what happens later', () => {
  it('gives the earliest first, and of the same time the one that came first', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(20), fc.constant('take' as const)), { maxLength: 100 }), (steps) => {
        const queue = new TimeQueue<readonly [number, number]>();
        let expected: (readonly [number, number])[] = [];
        steps.forEach((step, order) => {
          if (step !== 'take') {
            queue.add(step, [step, order]);
            expected = [...expected, [step, order] as const].toSorted(
              ([one, first], [other, second]) => one - other || first - second,
            );
          } else {
            expect(queue.takeNext()).toEqual(expected[0]);
            expected = expected.slice(1);
          }
          expect(queue.nextAtMs).toBe(expected[0]?.[0]);
          expect(queue.size).toBe(expected.length);
        });
      }),
    );
  });
});

import fc from 'fast-check';
import { TokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  it('lets a burst of one second’s worth through, then one at a time', () => {
    const bucket = new TokenBucket(10);
    for (let taken = 0; taken < 10; taken += 1) expect(bucket.take(0)).toBe(0);
    expect(bucket.take(0)).toBe(100);
    expect(bucket.take(99)).toBe(1);
    expect(bucket.take(100)).toBe(0);
    expect(bucket.take(100)).toBe(100);
  });

  it('does not save up for more than a second', () => {
    const bucket = new TokenBucket(2);
    expect([1, 2, 3].map(() => bucket.take(3_600_000) === 0)).toEqual([true, true, false]);
  });

  it('may come slower than one a second, and have another burst', () => {
    const bucket = new TokenBucket(0.1, 2);
    expect([1, 2, 3].map(() => bucket.take(0))).toEqual([0, 0, 10_000]);
    expect(new TokenBucket(0.1).take(0)).toBe(0);
  });

  it('tells the wait without taking, and has nothing saved up once it was drained', () => {
    const bucket = new TokenBucket(10);
    expect([bucket.waitMs(0), bucket.waitMs(0)]).toEqual([0, 0]);
    bucket.drain(0);
    expect([bucket.waitMs(0), bucket.take(100), bucket.take(100)]).toEqual([100, 0, 100]);
  });

  it('lets somebody take a token of the near future, and others wait behind him', () => {
    const bucket = new TokenBucket(1);
    expect([bucket.reserve(0, 1000), bucket.reserve(0, 1000), bucket.reserve(0, 1000)]).toEqual([0, 1000, undefined]);
    expect([bucket.waitMs(1000), bucket.take(2000)]).toEqual([1000, 0]);
  });

  it('never lets more through than its rate and one burst', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), pauses, (perSecond, pausesMs) => {
        const bucket = new TokenBucket(perSecond);
        let nowMs = 0;
        let taken = 0;
        for (const pauseMs of pausesMs) {
          nowMs += pauseMs;
          if (bucket.take(nowMs) === 0) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(perSecond + (nowMs * perSecond) / 1000 + 1e-6);
      }),
    );
  });
});

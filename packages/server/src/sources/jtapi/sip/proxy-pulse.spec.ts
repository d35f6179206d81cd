import { ManualClock } from '../../../testing/manual-clock.ts';
import { ProxyPulse } from './proxy-pulse.ts';

/** A pulse of which it is noted, in seconds, when it asks and when it gives up. */
function setUp(periodS: number, timeoutS: number) {
  const clock = new ManualClock();
  const asked: number[] = [];
  const silentAt: number[] = [];
  const proxy = { heardAtMs: -Infinity, answersAfterMs: 10 as number | undefined };
  const nowS = (): number => clock.monotonicMs() / 1000;
  const pulse: ProxyPulse = new ProxyPulse({
    ...{ clock, periodMs: periodS * 1000, timeoutMs: timeoutS * 1000, heardAtMs: () => proxy.heardAtMs },
    ask: () => {
      asked.push(nowS());
      if (proxy.answersAfterMs === undefined) return;
      clock.startTimer(proxy.answersAfterMs, () => (proxy.heardAtMs = clock.monotonicMs()));
    },
    onSilent: () => {
      silentAt.push(nowS());
      pulse.stop();
    },
  });
  return { clock, asked, silentAt, proxy, pulse };
}

describe.each([
  { periodS: 15, timeoutS: 10 },
  { periodS: 10, timeoutS: 10 },
  { periodS: 2, timeoutS: 10 },
  { periodS: 7, timeoutS: 10 },
])('a proxy that is asked every $periodS s and has $timeoutS s to say something', ({ periodS, timeoutS }) => {
  it('is asked at that pace, whatever the other', () => {
    const { clock, asked, silentAt } = setUp(periodS, timeoutS);
    clock.advance(periodS * 20_000);
    expect(asked).toEqual(Array.from({ length: 20 }, (_, index) => (index + 1) * periodS));
    expect(silentAt).toEqual([]);
  });

  it('is silent when that time has passed since the first question that it did not answer', () => {
    const { clock, silentAt, proxy } = setUp(periodS, timeoutS);
    clock.advance(periodS * 4000 + 500);
    proxy.answersAfterMs = undefined;
    clock.advance((periodS + timeoutS) * 1000 - 501);
    expect(silentAt).toEqual([]);
    clock.advance(1);
    expect(silentAt).toEqual([5 * periodS + timeoutS]);
    clock.advance(100_000);
    expect([silentAt.length, clock.pendingCount]).toEqual([1, 0]);
  });

  it('is not silent while it is slow, or tells something by itself', () => {
    const { clock, silentAt, proxy } = setUp(periodS, timeoutS);
    proxy.answersAfterMs = timeoutS * 1000 - 1;
    clock.advance(periodS * 20_000);
    proxy.answersAfterMs = undefined;
    for (let step = 0; step < 20; step += 1) {
      clock.advance(timeoutS * 1000 - 1);
      proxy.heardAtMs = clock.monotonicMs();
    }
    expect(silentAt).toEqual([]);
  });

  it('that has been silent from the beginning is found out, too', () => {
    const { clock, silentAt, proxy } = setUp(periodS, timeoutS);
    proxy.answersAfterMs = undefined;
    clock.advance((periodS + timeoutS) * 1000);
    expect(silentAt).toEqual([periodS + timeoutS]);
  });

  it('is left alone once that is stopped', () => {
    const { clock, asked, pulse } = setUp(periodS, timeoutS);
    clock.advance(periodS * 1000);
    pulse.stop();
    clock.advance(100_000);
    expect(asked).toEqual([periodS]);
  });
});

import { leaseMs } from './presence-intervals.ts';
import { SMALLEST_THROTTLED_T_SECONDS, SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS, throttledRenewalMs } from './throttled-tab.ts';

const times = (presenceSubscriptionTime: number) => ({ presenceSubscriptionTime, presenceGcPeriod: 1 });

/** How long before the end of the lease a try lands, milliseconds; negative when it is too late. */
const marginMs = (seconds: number, tries: number) => leaseMs(times(seconds)) - throttledRenewalMs(times(seconds), tries);

describe('a tab whose timers fire once a minute', () => {
  it('renews in time with the first try of each round from the stated T on, and not below', () => {
    expect(marginMs(SMALLEST_THROTTLED_T_SECONDS, 1)).toBeGreaterThan(0);
    expect(marginMs(SMALLEST_THROTTLED_T_SECONDS - 1, 1)).toBeLessThanOrEqual(0);
  });

  it('renews in time with all tries from the stated T on, and not below', () => {
    expect(marginMs(SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS, 4)).toBeGreaterThan(0);
    expect(marginMs(SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS - 1, 4)).toBeLessThanOrEqual(0);
  });

  it('goes on doing so for every larger T', () => {
    for (let seconds = SMALLEST_THROTTLED_T_SECONDS; seconds <= 86_400; seconds += 1) {
      if (marginMs(seconds, 1) <= 0) throw new Error(`not at T = ${String(seconds)}`);
    }
    for (let seconds = SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS; seconds <= 86_400; seconds += 1) {
      if (marginMs(seconds, 4) <= 0) throw new Error(`not with retries at T = ${String(seconds)}`);
    }
  });

  it('renews in time with the first try at the default T', () => {
    expect(marginMs(600, 1)).toBe(48_000);
  });
});

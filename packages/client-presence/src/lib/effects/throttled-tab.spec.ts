import { PresenceHarness } from '../../testing/presence-harness.ts';
import { SMALLEST_THROTTLED_T_SECONDS, THROTTLED_TIMER_MS } from '../intervals/throttled-tab.ts';

const PHONE = '9100_JTAPI';

describe('a hidden tab whose timers fire once a minute', () => {
  it.each([SMALLEST_THROTTLED_T_SECONDS, 600])('keeps its lamps certain for hours at T = %i', async (T) => {
    const harness = await PresenceHarness.connected({ presenceSubscriptionTime: T, presenceGcPeriod: 1 });
    await harness.show([PHONE]);
    harness.clock.scheduler.granularityMs = THROTTLED_TIMER_MS;
    await harness.start();
    for (let second = 0; second < 3 * 3600; second += 20) {
      await harness.clock.advance(20_000);
      if (!harness.server.holds(PHONE) || harness.lamp(PHONE)?.stale === true) throw new Error(`lost after ${String(second)} s`);
    }
    expect(harness.actionNames()).not.toContain('Client Woke');
  });
});

import { PresenceHarness } from '../../testing/presence-harness.ts';

const PHONE = '9100_JTAPI';
const LEASE_MS = 600_000;

describe('what a search lit and no keep-alive ever got through for', () => {
  it('is certain for as long as the lease that the search gave, and no longer', async () => {
    const harness = await PresenceHarness.connected();
    harness.server.lasting.set('presence/bulkUpdateSubscription', 503);
    harness.server.push([harness.server.change(PHONE, { state: 'DND' })]);
    await harness.found([PHONE]);
    await harness.clock.advance(LEASE_MS);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'DND' });
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
    await harness.clock.advance(1);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'DND', stale: true, reason: 'NOT_CONFIRMED' });
  });
});

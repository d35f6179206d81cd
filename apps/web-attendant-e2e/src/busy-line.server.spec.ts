import { waitUntil } from '@lampfield/test-servers';
import { describeWithProgram, signInDemoUser } from './support/describe-with-program.ts';

const T_SECONDS = 2;
const G_SECONDS = 1;
/** After this nothing of what no screen uses is left on either end (invariant 6 of the leases): 1.25 (T + 2G) + (T + G). */
const BOUND_SECONDS = 1.25 * (T_SECONDS + 2 * G_SECONDS) + T_SECONDS + G_SECONDS;

/** Lines that change many times a second, so that a push that kept something alive would keep it for ever. */
const YAML = `
presence: { subscriptionTime: ${String(T_SECONDS)}, gcPeriod: ${String(G_SECONDS)} }
directories: [{ id: demo, name: Demo, type: demo, size: 200, seed: 1 }]
sources: { JTAPI: { type: simulator, rate: 50 } }
`;

describeWithProgram(YAML, (getStage) => {
  test('busy lines that were searched once and closed again cost nothing after the bound, with the page still open', async () => {
    const { lampfield } = getStage();
    const attendant = await signInDemoUser(getStage());
    await attendant.search('an');
    await attendant.page.locator('lf-contact-row').first().waitFor();

    // Kept while it is shown: well past T + G they are still there, and changing.
    const runs = await lampfield.metric('lampfield_cleanup_runs_total');
    await waitUntil(async () => (await lampfield.metric('lampfield_cleanup_runs_total')) > runs + T_SECONDS + 2 * G_SECONDS, {
      what: 'more than T + G to pass',
    });
    expect(await lampfield.metric('lampfield_subscriptions')).toBeGreaterThan(0);

    await attendant.page.getByRole('searchbox').first().press('Escape');
    await attendant.page.locator('lf-contact-row').first().waitFor({ state: 'detached' });
    // The job's own period and the page's timers on a busy machine come on top.
    const patienceMs = (BOUND_SECONDS + 10) * 1000;
    await waitUntil(async () => (await lampfield.metric('lampfield_subscriptions')) === 0, {
      timeoutMs: patienceMs,
      what: 'nothing to be left',
    });
    const pushed = await lampfield.metric('lampfield_pushed_items_total');
    const later = await lampfield.metric('lampfield_cleanup_runs_total');
    await waitUntil(async () => (await lampfield.metric('lampfield_cleanup_runs_total')) > later + T_SECONDS, {
      what: 'another T',
    });
    expect([await lampfield.metric('lampfield_subscriptions'), await lampfield.metric('lampfield_pushed_items_total')]).toEqual([
      0,
      pushed,
    ]);
    await attendant.waitForConnection('Connected');
    await attendant.close();
  }, 90_000);
});

import { describeWithProgram, signInDemoUser } from './support/describe-with-program.ts';

const YAML = `
presence: { subscriptionTime: 60, gcPeriod: 5 }
directories: [{ id: demo, name: Demo, type: demo, size: 200, seed: 1 }]
sources:
  JTAPI: { type: simulator, rate: 0 }
  CUPS: { type: simulator, rate: 0 }
`;

describeWithProgram(YAML, (getStage) => {
  test('the server is killed and started again: lamps say unverified, then are right, without a reload, a search or a sign-in', async () => {
    const { lampfield } = getStage();
    const attendant = await signInDemoUser(getStage());
    await attendant.search('an');
    const lamps = attendant.page.locator('lf-presence-cell lf-lamp');
    await lamps.first().waitFor();
    const unverified = attendant.page.locator('lf-presence-cell lf-lamp[aria-label*="unverified"]');
    await attendant.page.waitForFunction(
      () => document.querySelectorAll('lf-presence-cell lf-lamp[aria-label*="Available"]').length > 0,
    );
    expect(await unverified.count()).toBe(0);
    let navigations = 0;
    attendant.page.on('framenavigated', () => (navigations += 1));

    await lampfield.kill();
    await attendant.waitForConnection('Connection lost');
    const known = attendant.page.locator('lf-presence-cell lf-lamp:not([aria-label^="Unknown"])');
    expect(await unverified.count()).toBe(await known.count());
    await attendant.page.getByText('No connection to the server').waitFor();

    await lampfield.startAgain();
    await attendant.waitForConnection('Connected', 30_000);
    await unverified.first().waitFor({ state: 'detached', timeout: 10_000 });
    await attendant.page.waitForFunction(
      () => document.querySelectorAll('lf-presence-cell lf-lamp[aria-label^="Available"]').length > 0,
    );
    expect(await lampfield.metric('lampfield_subscriptions')).toBeGreaterThan(0);
    expect(navigations).toBe(0);
    await attendant.close();
  }, 90_000);
});

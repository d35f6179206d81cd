import { DEMO_PASSWORD } from '@lampfield/test-servers';
import type { AttendantBrowser } from './support/attendant-browser.ts';
import { describeWithProgram, signInDemoUser } from './support/describe-with-program.ts';

describeWithProgram(undefined, (getStage) => {
  let attendant: AttendantBrowser;

  beforeEach(async () => {
    attendant = await signInDemoUser(getStage());
  }, 30_000);

  afterEach(() => attendant.close());

  test('everything works by keyboard: search, rows, details and back', async () => {
    const { page } = attendant;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('an');
    await page.locator('lf-contact-row').nth(2).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const focusedRow = page.locator('lf-contact-row:focus-within');
    const name = await focusedRow.locator('.display-name').innerText();
    await page.keyboard.press('Enter');
    const details = page.locator('lf-contact-details');
    await details.getByText(name).waitFor();
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    expect(await focusedRow.locator('.display-name').innerText()).toBe(name);
  }, 30_000);

  test.each(['light', 'dark'] as const)(
    'the next 24 hours of a calendar open by keyboard, in %s, and are gone with the details',
    async (colorScheme) => {
      const { page } = attendant;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await attendant.search('an');
      await page.locator('lf-contact-row').first().click();
      const peek = page.locator('lf-calendar-peek').first();
      const toggle = peek.getByRole('button', { name: /^Next 24 hours of .*@/ });
      await toggle.press('Enter');
      await peek.getByText(/in the next 24 hours, as of/).waitFor();
      expect(await toggle.getAttribute('aria-expanded')).toBe('true');
      expect(await attendant.accessibilityProblems()).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      await page.keyboard.press('Escape');
      await peek.waitFor({ state: 'detached' });
      await page.locator('lf-contact-row').first().click();
      expect(await toggle.getAttribute('aria-expanded')).toBe('false');
      expect(attendant.complaints).toEqual([]);
    },
    30_000,
  );

  test.each(['light', 'dark'] as const)(
    'axe finds nothing to complain of in %s, with lamps lit',
    async (colorScheme) => {
      await attendant.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await attendant.search('an');
      await attendant.page.locator('lf-presence-cell lf-lamp').nth(10).waitFor();
      expect(await attendant.accessibilityProblems()).toEqual([]);
    },
    30_000,
  );

  test('a page of 320 pixels shows names and lamps without scrolling sideways', async () => {
    await attendant.page.setViewportSize({ width: 320, height: 640 });
    await attendant.search('an');
    await attendant.page.locator('lf-presence-cell lf-lamp').first().waitFor();
    const overflow = await attendant.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }, 30_000);

  test('signing out leaves nothing of one attendant for the next', async () => {
    const { page } = attendant;
    await attendant.search('an');
    const name = await page.locator('lf-contact-row .display-name').first().innerText();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User name').waitFor();
    expect(await page.content()).not.toContain(name);
    await page.goBack().catch(() => null);
    await page.goto(getStage().lampfield.url);
    await attendant.signInAgain({ username: 'colleague', password: DEMO_PASSWORD });
    expect(await page.getByRole('searchbox').first().inputValue()).toBe('');
    expect(await page.content()).not.toContain(name);
    expect(
      await page.evaluate(() => [localStorage.length + sessionStorage.length, document.cookie.includes('attendant')]),
    ).toEqual([0, false]);
  }, 30_000);

  test('a wrong password is said in words, and nothing is complained of on the console but the refusal', async () => {
    const context = await getStage().browser.newContext();
    const page = await context.newPage();
    await page.goto(getStage().lampfield.url);
    await page.getByLabel('User name').fill('attendant');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(attendant.complaints).toEqual([]);
    await context.close();
  }, 30_000);
});

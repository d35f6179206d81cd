import {
  describeWithServer,
  getFreePort,
  LampfieldProcess,
  startOidcProvider,
  type RunningOidcProvider,
} from '@lampfield/test-servers';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/attendant-browser.ts';

/** The built program, a real OpenID Connect provider and a real browser between them. */
describeWithServer('chromium', () => {
  let provider: RunningOidcProvider;
  let lampfield: LampfieldProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const port = await getFreePort();
    const home = `http://127.0.0.1:${String(port)}/`;
    provider = await startOidcProvider({
      redirectUri: `${home}api/login/oidc/callback`,
      afterSignOutUri: home,
      people: { ann: { name: 'Ann One', groups: ['reception'] }, bob: { name: 'Bob Two' } },
    });
    const { issuer, clientId, clientSecret } = provider;
    const yaml = `
auth: { type: oidc, issuer: '${issuer}', clientId: '${clientId}', clientSecret: '${clientSecret}', label: Example }
directories: [{ id: demo, name: Demo directory, type: demo }]
sources: { JTAPI: { type: simulator }, EXCHANGE: { type: simulator } }
roles: [{ name: reception, groups: [reception], directories: [demo], presence: [JTAPI, EXCHANGE] }]
`;
    [lampfield, browser] = await Promise.all([LampfieldProcess.start(yaml, { port }), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await lampfield.stop();
    await provider.stop();
  }, 30_000);

  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      const isFirstQuestion = message.location().url.endsWith('/api/reload') && message.text().includes('401');
      const isOurs = message.location().url.startsWith(lampfield.url);
      if (message.type() === 'error' && isOurs && !isFirstQuestion) complaints.push(message.text());
    });
    await page.goto(lampfield.url);
  });

  afterEach(() => page.context().close());

  async function signInAs(name: string): Promise<void> {
    await page.getByRole('link', { name: 'Sign in with Example' }).click();
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('lf-connection-status').getByText('Connected', { exact: true }).waitFor();
  }

  test('one button goes there and comes back to the page, which shows what the role gives', async () => {
    await page.getByRole('link', { name: 'Sign in with Example' }).waitFor();
    await signInAs('ann');
    expect(page.url()).toBe(`${lampfield.url}/`);
    await page.getByText('Ann One').waitFor();
    await page.getByRole('searchbox').first().pressSequentially('an');
    await page.locator('lf-presence-cell lf-lamp').first().waitFor();
    await page.locator('lf-contact-row').first().click();
    await page.locator('lf-contact-details').waitFor();
    expect(await page.locator('lf-calendar-peek').count()).toBe(0);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('who is in no role is told so', async () => {
    await signInAs('bob');
    await page.getByRole('alert').filter({ hasText: 'No directory is set up for you' }).waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test('signing out goes there to sign out as well, and comes back to the page', async () => {
    await signInAs('ann');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/session\/end\?/);
    await page.locator('button[value=yes]').click();
    await page.getByRole('link', { name: 'Sign in with Example' }).waitFor();
    expect(page.url()).toBe(`${lampfield.url}/`);
    await page.getByRole('link', { name: 'Sign in with Example' }).click();
    await page.locator('input[name=login]').waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test('a refusal there is said here in words, and once', async () => {
    await page.getByRole('link', { name: 'Sign in with Example' }).click();
    await page.getByText('[ Cancel ]').click();
    await page.getByRole('alert').filter({ hasText: 'Signing in was refused' }).waitFor();
    expect(page.url()).toBe(`${lampfield.url}/`);
    await page.reload();
    await page.getByRole('link', { name: 'Sign in with Example' }).waitFor();
    expect(await page.getByRole('alert').innerText()).toBe('');
  }, 60_000);
});

import { join } from 'node:path';
import type { PresenceType } from '@lampfield/protocol';
import { findProgram } from '@lampfield/test-servers';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { axeSource, REPOSITORY } from './repository-files.ts';

/** Without these it looks for servers of its maker at every start, and as root it needs no sandbox. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What the columns of lamps are called on screen. */
const COLUMN_WORDS: Readonly<Record<PresenceType, string>> = { JTAPI: 'Phone', CUPS: 'Chat', EXCHANGE: 'Calendar', XMPP: 'XMPP' };

/** A violation as axe tells it, shortened to what a person needs to find it. */
export interface AccessibilityProblem {
  readonly rule: string;
  readonly targets: readonly string[];
}

/** A real Chromium, one for a spec file. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('chromium is not installed');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** One attendant at one browser of his own: his cookies are not the next one's. */
export class AttendantBrowser {
  readonly page: Page;
  /** What the page's console complained of. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // Asking who is signed in before anybody is gets a 401, which Chromium reports by itself.
      const isFirstQuestion = message.location().url.endsWith('/api/reload') && message.text().includes('401');
      if (message.type() === 'error' && !isFirstQuestion) this.complaints.push(message.text());
    });
  }

  /** Opens the page and signs in by keyboard. */
  static async signIn(browser: Browser, url: string, who: { username: string; password: string }): Promise<AttendantBrowser> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const attendant = new AttendantBrowser(context, await context.newPage());
    await attendant.page.goto(url);
    await attendant.signInAgain(who);
    return attendant;
  }

  async signInAgain({ username, password }: { username: string; password: string }): Promise<void> {
    await this.page.getByLabel('User name').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.page.keyboard.press('Enter');
    await this.waitForConnection('Connected');
  }

  /** Waits for the words that say how the connection is. */
  async waitForConnection(word: string, timeoutMs = 20_000): Promise<void> {
    await this.page.locator('lf-connection-status').getByText(word, { exact: true }).waitFor({ timeout: timeoutMs });
  }

  /** Types into the first search field, as a person does. */
  async search(text: string): Promise<void> {
    const field = this.page.getByRole('searchbox').first();
    await field.fill('');
    await field.pressSequentially(text, { delay: 20 });
  }

  /** The row of a contact. */
  row(name: string): Locator {
    return this.page.locator('lf-contact-row').filter({ hasText: name });
  }

  /** Waits until the lamp of a type in somebody's row says the words; the words are its accessible name. */
  async waitForLamp([name, type]: readonly [name: string, type: PresenceType], label: RegExp, timeoutMs = 15_000): Promise<void> {
    await this.cell(name, type)
      .locator('lf-lamp')
      .and(this.page.getByRole('img', { name: label }))
      .waitFor({ timeout: timeoutMs });
  }

  /** The cell of a type in somebody's row. */
  cell(name: string, type: PresenceType): Locator {
    return this.row(name)
      .locator('lf-presence-cell')
      .filter({ has: this.page.locator('.type', { hasText: COLUMN_WORDS[type] }) });
  }

  /** Runs axe over the page. */
  async accessibilityProblems(): Promise<AccessibilityProblem[]> {
    await this.page.evaluate(axeSource());
    return this.page.evaluate(async () => {
      interface Axe {
        run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>;
      }
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map(({ id, nodes }) => ({ rule: id, targets: nodes.map(({ target }) => target.join(' ')) }));
    });
  }

  /** Writes a picture for the documentation, when that is asked for (`UPDATE_PICTURES=true`). */
  async takePicture(name: string): Promise<void> {
    if (process.env['UPDATE_PICTURES'] !== 'true') return;
    await this.page.setViewportSize({ width: 1280, height: 640 });
    await this.page.screenshot({ path: join(REPOSITORY, 'docs/images', `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

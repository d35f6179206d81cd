import type { Locator, Page } from 'playwright-core';

/** The panel of online users, as a person finds her way in it. */
export class OnlinePanel {
  readonly region: Locator;
  readonly searchField: Locator;
  readonly list: Locator;
  readonly problem: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.region = page.getByRole('region', { name: 'Online users' });
    this.searchField = this.region.getByRole('searchbox', { name: 'Name begins with' });
    this.list = this.region.getByRole('grid', { name: 'Online users' });
    this.problem = this.region.getByRole('status');
  }

  /** Opens it by its button on the bar; the cursor is in its search field then. */
  async open(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Online', exact: true }).click();
    await this.searchField.waitFor();
  }

  /** Waits until it says how many users there are. */
  async waitForUsers(users: number, timeoutMs = 15_000): Promise<void> {
    await this.#waitForFigure('Users', users, timeoutMs);
  }

  /** Waits until it says how many sessions there are, which it counts from time to time. */
  async waitForSessions(sessions: number): Promise<void> {
    await this.#waitForFigure('Sessions', sessions, 15_000);
  }

  /** Waits until exactly these are listed, by their addresses. */
  async waitForList(addresses: readonly string[]): Promise<void> {
    await this.#page.waitForFunction(
      ([expected]) => {
        const rows = [...document.querySelectorAll('lf-online-list [role=gridcell]')].map((cell) => cell.textContent);
        return JSON.stringify(rows) === expected;
      },
      [JSON.stringify(addresses)] as const,
      { timeout: 15_000 },
    );
  }

  /** The button of a host, or of all hosts, with its figure. */
  host(name: string): Locator {
    return this.region.getByRole('list', { name: 'Hosts' }).getByRole('button', { name });
  }

  /** What it says of the latest changes, latest first: `anna@example.org joined`. */
  async recent(): Promise<string[]> {
    const changes = await this.region.getByRole('list', { name: 'Recent' }).getByRole('listitem').allTextContents();
    return changes.map((change) => /^\S+ \S+/.exec(change.trim())?.[0] ?? change);
  }

  async #waitForFigure(name: string, value: number, timeoutMs: number): Promise<void> {
    await this.region
      .locator('.figures div', { has: this.#page.locator('dt', { hasText: name }) })
      .locator('dd', { hasText: new RegExp(`^${value.toLocaleString('en-US')}$`) })
      .waitFor({ timeout: timeoutMs });
  }
}

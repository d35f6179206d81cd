import type { Browser } from 'playwright-core';
import {
  clearInventedSessions,
  describeWithServer,
  inventSessions,
  LDAP_PEOPLE_DN,
  LDAP_READER_DN,
  LDAP_READER_PASSWORD,
  DEMO_PASSWORD,
  LampfieldProcess,
  startEjabberd,
  startSlapd,
  waitUntil,
  XmppPerson,
  type EjabberdServer,
  type LdapPerson,
  type PersonOptions,
  type RunningSlapd,
} from '@lampfield/test-servers';
import { AttendantBrowser, launchBrowser } from './support/attendant-browser.ts';
import { OnlinePanel } from './support/online-panel.ts';

const DOMAIN = 'chat.test';
const OTHER_DOMAIN = 'office.test';
const CROWD = 100_000;
const STAFF: readonly LdapPerson[] = ['Anna Jaeger', 'Bea Kovacs', 'Carl Weber'].map((cn) => {
  const [givenName = '', sn = ''] = cn.split(' ');
  return { uid: givenName.toLowerCase(), cn, sn, givenName };
});

/** Everything real: an ejabberd with its clients, a directory, the built program with its replica of the session table, a browser. */
describeWithServer(['slapd', 'ejabberd', 'chromium'], () => {
  let slapd: RunningSlapd;
  let ejabberd: EjabberdServer;
  let lampfield: LampfieldProcess;
  let browser: Browser;
  let attendant: AttendantBrowser;
  let panel: OnlinePanel;
  const people: XmppPerson[] = [];

  beforeAll(async () => {
    [slapd, ejabberd] = await Promise.all([
      startSlapd({ people: STAFF }),
      startEjabberd({ domain: DOMAIN, accounts: STAFF.map(({ uid }) => ({ username: uid })) }),
    ]);
    lampfield = await LampfieldProcess.start(yamlFor(slapd, ejabberd));
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await lampfield.stop();
    await Promise.all([slapd.stop(), ejabberd.stop()]);
  }, 60_000);

  beforeEach(async () => {
    attendant = await AttendantBrowser.signIn(browser, lampfield.url, { username: 'attendant', password: DEMO_PASSWORD });
    panel = new OnlinePanel(attendant.page);
  }, 30_000);

  afterEach(async () => {
    await attendant.close();
    await Promise.all(people.splice(0).map((person) => person.leave()));
  }, 30_000);

  const logIn = async (options: PersonOptions): Promise<XmppPerson> => {
    const person = await XmppPerson.login(ejabberd, options);
    people.push(person);
    return person;
  };
  const leave = async (person: XmppPerson): Promise<void> => {
    people.splice(people.indexOf(person), 1);
    await person.leave();
  };
  const addresses = (...names: readonly string[]): string[] => names.map((name) => `${name}@${DOMAIN}`);

  test('the panel follows who logs in and out, counts sessions and users, and is narrowed by name and host', async () => {
    await logIn({ username: 'anna' });
    await panel.open();
    await panel.waitForUsers(1);
    await panel.waitForList(addresses('anna'));

    const bea = await logIn({ username: 'bea' });
    await panel.waitForList(addresses('anna', 'bea'));
    const beaAtHome = await logIn({ username: 'bea', resource: 'home' });
    await panel.waitForSessions(3);
    await panel.waitForUsers(2);
    await leave(bea);
    await leave(beaAtHome);
    await panel.waitForList(addresses('anna'));
    expect(await panel.recent()).toEqual([`bea@${DOMAIN} left`, `bea@${DOMAIN} joined`]);

    await logIn({ username: 'carl' });
    await panel.waitForUsers(2);
    await panel.searchField.pressSequentially('An');
    await panel.waitForList(addresses('anna'));
    await panel.region.getByText('1 user online beginning with “an”').waitFor();
    await panel.searchField.fill('');
    await panel.waitForList(addresses('anna', 'carl'));

    // A cluster with a second domain.
    await inventSessions({ ...ejabberd, domain: OTHER_DOMAIN }, { count: 3, prefix: 'clerk' });
    await panel.host(`${OTHER_DOMAIN} 3`).click();
    await panel.waitForList([1, 2, 3].map((number) => `clerk${String(number)}@${OTHER_DOMAIN}`));
    await panel.host('All hosts 5').click();
    await clearInventedSessions(ejabberd, 'clerk');
    await panel.waitForList(addresses('anna', 'carl'));
    expect(attendant.complaints).toEqual([]);
  }, 90_000);

  test('it is opened, used and closed by keyboard, remembers its search, and axe finds nothing to complain of', async () => {
    const { page } = attendant;
    await logIn({ username: 'anna' });
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('o');
    // The panel is drawn first; what is typed before it has the focus goes elsewhere.
    await panel.searchField.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('an');
    await panel.waitForList(addresses('anna'));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await attendant.accessibilityProblems()).toEqual([]);
    }
    await page.keyboard.press('ArrowDown');
    await panel.list.and(page.locator('[aria-activedescendant]')).waitFor();
    await page.keyboard.press('Escape');
    await panel.region.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    expect(await panel.searchField.inputValue()).toBe('an');

    await page.setViewportSize({ width: 320, height: 640 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    // What is announced is heard and not seen.
    const announcer = await page.locator('.cdk-live-announcer-element').boundingBox();
    expect([announcer?.width, announcer?.height]).toEqual([1, 1]);
  }, 60_000);

  test('the lamp of a contact shows what his chat clients say', async () => {
    const anna = 'Anna Jaeger';
    await attendant.search('anna');
    await attendant.waitForLamp([anna, 'XMPP'], /^Offline/);
    const silent = await logIn({ username: 'anna', resource: 'silent', presence: 'invisible' });
    await attendant.waitForLamp([anna, 'XMPP'], /^Unknown, no presence yet/);
    const desk = await logIn({ username: 'anna' });
    await attendant.waitForLamp([anna, 'XMPP'], /^Available/);
    await attendant.cell(anna, 'XMPP').getByText('2 clients').waitFor();
    await leave(silent);
    await desk.show({ priority: -1 });
    await attendant.waitForLamp([anna, 'XMPP'], /^Away/);
    await leave(desk);
    await attendant.waitForLamp([anna, 'XMPP'], /^Offline/);
  }, 60_000);

  test('a hundred thousand users: the panel opens, scrolls to the end, and every row is counted', async () => {
    const { page } = attendant;
    await inventSessions(ejabberd, { count: CROWD - 1 });
    await logIn({ username: 'anna' });
    await panel.open();
    await panel.waitForUsers(CROWD, 60_000);
    await panel.region.getByText(`${CROWD.toLocaleString('en-US')} users online`, { exact: true }).waitFor({ timeout: 60_000 });
    expect(await panel.list.getAttribute('aria-rowcount')).toBe(String(CROWD));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    const last = panel.list.getByRole('row').last();
    await waitUntil(async () => (await last.getAttribute('aria-rowindex')) === String(CROWD), { what: 'the end of the list' });
    // In the order of the server, which is not that of the numbers.
    expect(await last.innerText()).toContain(`invented${String(CROWD - 1)}`);
    expect(await panel.list.getByRole('row').count()).toBeLessThan(60);

    await panel.searchField.fill('invented4242');
    await panel.region.getByText('11 users online beginning with').waitFor();
    await clearInventedSessions(ejabberd);
    await panel.searchField.fill('');
    // So many go at once that the list is void several times in a row, and each time fetched anew after a while.
    await panel.waitForUsers(1, 60_000);
    await panel.waitForList(addresses('anna'));
    expect(attendant.complaints).toEqual([]);
  }, 180_000);

  test('ejabberd is killed and started again: the panel says so, and comes back without ghosts', async () => {
    await logIn({ username: 'anna' });
    await logIn({ username: 'bea' });
    await panel.open();
    await panel.waitForList(addresses('anna', 'bea'));

    await ejabberd.crash();
    for (const person of people.splice(0)) person.vanish();
    await panel.problem.getByText('The server has no list at the moment').waitFor({ timeout: 60_000 });
    expect(await panel.list.count()).toBe(0);

    await ejabberd.startAgain();
    await logIn({ username: 'carl' });
    await panel.waitForUsers(1, 90_000);
    await panel.waitForList(addresses('carl'));
    await attendant.waitForConnection('Connected');
  }, 180_000);
});

function yamlFor(slapd: RunningSlapd, ejabberd: EjabberdServer): string {
  return `
presence: { subscriptionTime: 60, gcPeriod: 5 }
directories:
  - id: corp
    name: Corporate directory
    type: ldap
    url: ${slapd.url}
    bindDn: ${LDAP_READER_DN}
    bindPassword: ${LDAP_READER_PASSWORD}
    baseDn: ${LDAP_PEOPLE_DN}
    details:
      xmpp: { attribute: uid, label: XMPP, presence: XMPP, identifier: '{value}@${DOMAIN}' }
sources:
  XMPP: { type: ejabberd, node: ${ejabberd.nodeName}, cookieFile: ${ejabberd.cookieFile}, epmdPort: ${String(ejabberd.epmdPort)} }
`;
}

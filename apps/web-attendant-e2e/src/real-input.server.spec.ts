import type { Browser } from 'playwright-core';
import {
  describeWithServer,
  LDAP_PEOPLE_DN,
  LDAP_READER_DN,
  LDAP_READER_PASSWORD,
  numberedPeople,
  startProsody,
  LampfieldProcess,
  startSlapd,
  waitUntil,
  XMPP_TEST_DOMAIN,
  XmppPerson,
  type LdapPerson,
  type RunningSlapd,
  type ShownPresence,
  type XmppServer,
} from '@lampfield/test-servers';
import { AttendantBrowser, launchBrowser } from './support/attendant-browser.ts';

const T_SECONDS = 6;
const G_SECONDS = 1;
const EVE = 'Eve Okonkwo';
const ADAM = 'Ádám Szűcs';
/** Says what a page would obey that took it for more than text. */
const MALLORY = 'Mallory <img src=x onerror="window.obeyed=1">';
const MARKUP = '<svg/onload="window.obeyed=2"> {{constructor.constructor("window.obeyed=3")()}}';
const STAFF: readonly LdapPerson[] = [
  person('eve', EVE, '9101'),
  person('adam', ADAM, '9102'),
  person('anna', 'Anna Jäger', '9103'),
  person('annika', 'Annika Virtanen', '9104'),
  person('giovanni', 'Giovanni Ferrari', '9105'),
  person('hannah', 'Hannah Lindqvist', '9106'),
  person('joanna', 'Joanna Kowalska', '9107'),
  person('johannes', 'Johannes Weber', '9108'),
  person('susannah', 'Susannah Reyes', '9109'),
  {
    ...person('mallory', MALLORY, '9110'),
    telephoneNumber: 'javascript:window.obeyed=4//9110',
    mail: '"><script>window.obeyed=5</script>@example.org',
  },
];
/** Who of them has a chat client running, and what it shows; eve has one of her own. */
const CHATTING: Readonly<Record<string, ShownPresence>> = {
  anna: {},
  annika: { show: 'away', status: 'Lunch until one' },
  giovanni: { show: 'dnd', status: 'Closing the quarter' },
  joanna: {},
  johannes: { show: 'xa', status: 'Back on Monday' },
  susannah: { status: 'Working from home' },
  mallory: { status: MARKUP },
};
const DESKS = [
  { username: 'reception', password: 'first desk' },
  { username: 'switchboard', password: 'second desk' },
] as const;
const ATTENDANTS: readonly LdapPerson[] = DESKS.map(({ username: uid, password: userPassword }) => {
  const cn = uid.replace(/^./, (first) => first.toUpperCase());
  return { uid, cn, sn: cn, userPassword };
});

/** Everything real: a directory of 10,000, a chat server with its clients, the built program, two browsers; only phones and calendars are simulated. */
describeWithServer(['slapd', 'prosody', 'chromium'], () => {
  let slapd: RunningSlapd;
  let prosody: XmppServer;
  let eve: XmppPerson;
  let others: XmppPerson[];
  let lampfield: LampfieldProcess;
  let browser: Browser;

  beforeAll(async () => {
    [slapd, prosody] = await Promise.all([
      startSlapd({ people: [...STAFF, ...ATTENDANTS, ...numberedPeople(10_000 - STAFF.length - ATTENDANTS.length)] }),
      startProsody({ accounts: ['lampfield', ...STAFF.map(({ uid }) => uid)].map((username) => ({ username })) }),
    ]);
    eve = await XmppPerson.login(prosody, { username: 'eve' });
    others = await Promise.all(
      Object.entries(CHATTING).map(([username, presence]) => XmppPerson.login(prosody, { username, presence })),
    );
    lampfield = await LampfieldProcess.start(yamlFor(slapd, prosody));
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await lampfield.stop();
    await Promise.all([eve, ...others].map((somebody) => somebody.leave()));
    await Promise.all([slapd.stop(), prosody.stop()]);
  }, 60_000);

  test('an attendant types three letters and sees lamps that follow real people, until the tab closes', async () => {
    const attendant = await AttendantBrowser.signIn(browser, lampfield.url, DESKS[0]);
    await attendant.search('oko');
    await attendant.waitForLamp([EVE, 'JTAPI'], /^(Available|Dialing|On call)/);
    await attendant.waitForLamp([EVE, 'CUPS'], /^Available/);
    await attendant.waitForLamp([EVE, 'EXCHANGE'], /^(Free|In meeting|Busy|Away)/);

    await eve.show({ show: 'dnd', status: 'Writing the yearly report' });
    await attendant.waitForLamp([EVE, 'CUPS'], /^Do not disturb/);
    await attendant.cell(EVE, 'CUPS').getByText('Writing the yearly report').waitFor();

    // The other end of the scripted call; accents are found without typing them.
    const colleague = await AttendantBrowser.signIn(browser, lampfield.url, DESKS[1]);
    await colleague.search('szucs');
    // One round of the call is 38 s; on a busy machine its first ringing may be over by now.
    await colleague.waitForLamp([ADAM, 'JTAPI'], /^Ringing/, 45_000);
    await colleague.cell(ADAM, 'JTAPI').getByText('9101').waitFor();
    await colleague.waitForLamp([ADAM, 'JTAPI'], /^On call/);

    // A second attendant's search lights the same contact, though the first made the subscription.
    await colleague.search('oko');
    await colleague.waitForLamp([EVE, 'CUPS'], /^Do not disturb/);
    await colleague.waitForLamp([EVE, 'JTAPI'], /^(Dialing|On call|Available)/);
    expect([attendant.complaints, colleague.complaints]).toEqual([[], []]);

    // While the page shows her, her subscription outlives T + G.
    const before = await lampfield.metric('lampfield_cleanup_runs_total');
    await waitUntil(async () => (await lampfield.metric('lampfield_cleanup_runs_total')) > before + T_SECONDS / G_SECONDS + 1, {
      timeoutMs: 30_000,
      what: 'T + G to pass',
    });
    await eve.show({});
    await attendant.waitForLamp([EVE, 'CUPS'], /^Available/);

    await attendant.close();
    await colleague.close();
    await waitUntil(async () => (await lampfield.metric('lampfield_subscriptions')) === 0, {
      timeoutMs: 30_000,
      what: 'no subscription to be left',
    });
    const account = await XmppPerson.login(prosody, { username: 'lampfield', resource: 'oracle', presence: 'invisible' });
    await waitUntil(async () => (await account.roster()).length === 0, { what: 'the roster to be empty again' });
    await account.leave();
  }, 180_000);

  test('three letters in the middle of names light everybody they stand for, each as he is', async () => {
    const attendant = await AttendantBrowser.signIn(browser, lampfield.url, DESKS[0]);
    await attendant.search('ann');
    await attendant.waitForLamp(['Anna Jäger', 'JTAPI'], /^On call/);
    await attendant.waitForLamp(['Hannah Lindqvist', 'JTAPI'], /^On call/);
    await attendant.waitForLamp(['Giovanni Ferrari', 'CUPS'], /^Do not disturb/);
    await attendant.waitForLamp(['Annika Virtanen', 'CUPS'], /^Away/);
    await attendant.waitForLamp(['Susannah Reyes', 'CUPS'], /^Available/);
    // Hannah has an account and no client: nobody can answer the request to see her.
    await attendant.waitForLamp(['Hannah Lindqvist', 'CUPS'], /^Unknown, waiting/);
    await attendant.waitForLamp(['Joanna Kowalska', 'JTAPI'], /^Ringing/);
    expect(await attendant.page.locator('lf-contact-row').count()).toBe(7);
    await attendant.takePicture('attendant');
    await attendant.close();
  }, 60_000);

  test('what a directory and a chat client say is text to the page, whatever it looks like', async () => {
    const attendant = await AttendantBrowser.signIn(browser, lampfield.url, DESKS[0]);
    const { page } = attendant;
    await attendant.search('mallory');
    const row = attendant.row('Mallory');
    await row.getByText(MALLORY).first().waitFor();
    await attendant.cell('Mallory', 'CUPS').getByText(MARKUP).waitFor();
    await row.getByText(MALLORY).first().click();
    await page.getByText('"><script>window.obeyed=5</script>@example.org').first().waitFor();
    expect(await page.evaluate(() => (globalThis as { obeyed?: number }).obeyed)).toBeUndefined();
    expect(await page.locator('img[src="x"], svg[onload], [href^="javascript:"]').count()).toBe(0);
    // Chromium says of whatever the page's policy had to stop; nothing got so far.
    expect(attendant.complaints).toEqual([]);
    await attendant.close();
  }, 60_000);
});

function person(uid: string, cn: string, extension: string): LdapPerson {
  const [givenName = '', sn = ''] = cn.split(' ');
  return { uid, cn, sn, givenName, mail: `${uid}@example.org`, telephoneNumber: `+36 1 1000 ${extension}` };
}

function yamlFor(slapd: RunningSlapd, prosody: XmppServer): string {
  return `
presence: { subscriptionTime: ${String(T_SECONDS)}, gcPeriod: ${String(G_SECONDS)} }
auth:
  type: ldap
  url: ${slapd.url}
  bindDn: ${LDAP_READER_DN}
  bindPassword: ${LDAP_READER_PASSWORD}
  baseDn: ${LDAP_PEOPLE_DN}
directories:
  - id: corp
    name: Corporate directory
    type: ldap
    url: ${slapd.url}
    bindDn: ${LDAP_READER_DN}
    bindPassword: ${LDAP_READER_PASSWORD}
    baseDn: ${LDAP_PEOPLE_DN}
    details:
      phone: { attribute: telephoneNumber, label: Phone, presence: JTAPI }
      mail: { attribute: mail, label: Mail, presence: EXCHANGE }
      chat: { attribute: uid, label: Chat, presence: CUPS, identifier: '{value}@${XMPP_TEST_DOMAIN}' }
sources:
  JTAPI:
    type: simulator
    rate: 0
    normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }]
    calls:
      - { afterSeconds: 1, from: '9101', to: '9102', ringSeconds: 6, talkSeconds: 30, repeatAfterSeconds: 1 }
      - { afterSeconds: 0, from: '9103', to: '9106', ringSeconds: 1, talkSeconds: 600 }
      - { afterSeconds: 2, from: '+442079460281', to: '9107', ringSeconds: 600, talkSeconds: 0 }
  EXCHANGE: { type: simulator, rate: 0 }
  CUPS: { type: xmpp, service: '${prosody.service}', domain: ${prosody.domain}, username: lampfield, password: lampfield }
`;
}

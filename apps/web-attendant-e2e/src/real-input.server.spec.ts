import type { Browser } from 'playwright-core';
import {
  describeWithServer,
  LDAP_PEOPLE_DN,
  LDAP_READER_DN,
  LDAP_READER_PASSWORD,
  numberedPeople,
  startProsody,
  startSlapd,
  waitUntil,
  XMPP_TEST_DOMAIN,
  XmppPerson,
  type LdapPerson,
  type RunningSlapd,
  type XmppServer,
} from '@lampfield/test-servers';
import { AttendantBrowser, launchBrowser } from './support/attendant-browser.ts';
import { LampfieldProcess } from './support/lampfield-process.ts';

const T_SECONDS = 6;
const G_SECONDS = 1;
const EVE = 'Eve Okonkwo';
const ADAM = 'Ádám Szűcs';
const STAFF: readonly LdapPerson[] = [
  { uid: 'eve', cn: EVE, sn: 'Okonkwo', givenName: 'Eve', mail: 'eve@example.org', telephoneNumber: '+36 1 1000 9101', userPassword: 'e' },
  { uid: 'adam', cn: ADAM, sn: 'Szűcs', givenName: 'Ádám', mail: 'adam@example.org', telephoneNumber: '+36 1 1000 9102', userPassword: 'a' },
];
const DESKS = [
  { username: 'user1', password: 'password-of-user1' },
  { username: 'user2', password: 'password-of-user2' },
] as const;

/** Everything real: a directory of 10,000, a chat server with its clients, the built program, two browsers; only the phones are simulated. */
describeWithServer(['slapd', 'prosody', 'chromium'], () => {
  let slapd: RunningSlapd;
  let prosody: XmppServer;
  let eve: XmppPerson;
  let lampfield: LampfieldProcess;
  let browser: Browser;

  beforeAll(async () => {
    [slapd, prosody] = await Promise.all([
      startSlapd({ people: [...STAFF, ...numberedPeople(10_000 - STAFF.length)] }),
      startProsody({ accounts: [{ username: 'lampfield' }, { username: 'eve' }, { username: 'adam' }] }),
    ]);
    eve = await XmppPerson.login(prosody, { username: 'eve' });
    lampfield = await LampfieldProcess.start(yamlFor(slapd, prosody));
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await lampfield.stop();
    await eve.leave();
    await Promise.all([slapd.stop(), prosody.stop()]);
  }, 60_000);

  test('an attendant types three letters and sees lamps that follow real people, until the tab closes', async () => {
    const attendant = await AttendantBrowser.signIn(browser, lampfield.url, DESKS[0]);
    await attendant.search('oko');
    await attendant.waitForLamp([EVE, 'JTAPI'], /^(Available|Dialing|On call)/);
    await attendant.waitForLamp([EVE, 'CUPS'], /^Available/);
    await attendant.waitForLamp([EVE, 'EXCHANGE'], /^Unknown, not configured/);

    await eve.show({ show: 'dnd', status: 'Writing the yearly report' });
    await attendant.waitForLamp([EVE, 'CUPS'], /^Do not disturb/);
    await attendant.cell(EVE, 'CUPS').getByText('Writing the yearly report').waitFor();

    // The other end of the scripted call; accents are found without typing them.
    const colleague = await AttendantBrowser.signIn(browser, lampfield.url, DESKS[1]);
    await colleague.search('szucs');
    await colleague.waitForLamp([ADAM, 'JTAPI'], /^Ringing/, 20_000);
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
    await waitUntil(async () => (await lampfield.metric('lampfield_subscriptions')) === 0, { timeoutMs: 30_000, what: 'no subscription to be left' });
    const account = await XmppPerson.login(prosody, { username: 'lampfield', resource: 'oracle', presence: 'invisible' });
    await waitUntil(async () => (await account.roster()).length === 0, { what: 'the roster to be empty again' });
    await account.leave();
  }, 180_000);
});

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
    calls: [{ afterSeconds: 1, from: '9101', to: '9102', ringSeconds: 6, talkSeconds: 30, repeatAfterSeconds: 1 }]
  CUPS: { type: xmpp, service: '${prosody.service}', domain: ${prosody.domain}, username: lampfield, password: lampfield }
`;
}

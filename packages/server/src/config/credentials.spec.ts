import { formatMistake } from './config-mistake.ts';
import { loadConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

function mistakesOf(type: 'EXCHANGE' | 'CUPS', source: string): string[] {
  const yaml = `sources: { ${type}: { ${source} } }`;
  const loaded = loadConfig({ env: { SECRET: 's' }, readFile: () => yaml, connectors: REGISTERED_CONNECTORS });
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

describe.each(['EXCHANGE', 'CUPS'] as const)('the credentials of an app for %s', (type) => {
  const mailbox = type === 'EXCHANGE' ? 'mailbox: a@example.org, ' : '';
  const app = `type: graph, tenantId: example.org, clientId: 99998888-7777-6666-5555-444433332222, ${mailbox}`;

  it.each(['clientSecret: "${SECRET}"', 'certificateFile: app.crt, privateKeyFile: app.key'])('may be %s', (credentials) => {
    expect(mistakesOf(type, app + credentials)).toEqual([]);
  });

  it.each([
    ['', 'clientSecret: expected either a client secret, or certificateFile and privateKeyFile instead'],
    ['clientSecret: s, certificateFile: app.crt, privateKeyFile: app.key', 'clientSecret: expected either a client secret'],
    ['certificateFile: app.crt', 'certificateFile: expected to be there together with privateKeyFile'],
    ['clientSecret: s, privateKeyFile: app.key', 'privateKeyFile: expected to be there together with certificateFile'],
    ['clientSecret: 7', 'clientSecret: expected'],
  ])('must not be "%s", and one mistake is said once', (credentials, words) => {
    expect(mistakesOf(type, app + credentials)).toEqual([expect.stringContaining(`sources.${type}.${words}`)]);
  });
});

const EWS = 'type: ews, url: "https://mail.example.org/EWS/Exchange.asmx"';
const CALDAV = 'type: caldav, url: "https://dav.example.org"';

describe('the credentials of a calendar server', () => {
  it.each([
    `${EWS}, username: a, password: "\${SECRET}"`,
    `${EWS}, auth: basic, username: a, password: s`,
    `${EWS}, auth: bearer, tokenFile: /nowhere/token`,
    CALDAV,
    `${CALDAV}, username: a, password: s`,
    `${CALDAV}, bearerToken: s, floatingTimeZone: Europe/Budapest`,
  ])('may be %s', (source) => {
    expect(mistakesOf('EXCHANGE', source)).toEqual([]);
  });

  it.each([
    [EWS, ['username: expected to be there, as auth is ntlm', 'password: expected to be there, as auth is ntlm']],
    [`${EWS}, username: a`, ['password: expected to be there, as auth is ntlm']],
    [`${EWS}, auth: basic, password: s`, ['username: expected to be there, as auth is basic']],
    [`${EWS}, auth: basic, password: s, username: "a:b"`, ['username: expected a user name without a colon, found "a:b"']],
    [`${EWS}, auth: bearer, username: a, password: s`, ['tokenFile: expected to be there, as auth is bearer']],
    [`${EWS}, auth: kerberos`, ['auth: expected one of basic, bearer, ntlm, found "kerberos"']],
    [`${CALDAV}, username: a`, ['username: expected to be there together with password']],
    [`${CALDAV}, password: s`, ['password: expected to be there together with username']],
    [`${CALDAV}, bearerToken: t, username: a`, ['username: expected to be there together with password']],
    [`${CALDAV}, bearerToken: t, password: s`, ['bearerToken: expected either a token, or username and password instead']],
    [
      `${CALDAV}, bearerToken: t, username: a, password: s`,
      ['bearerToken: expected either a token, or username and password instead'],
    ],
  ])('must not be %s', (source, words) => {
    expect(mistakesOf('EXCHANGE', source)).toEqual(words.map((one) => `sources.EXCHANGE.${one}`));
  });

  it('is asked with a time zone that there is', () => {
    expect(mistakesOf('EXCHANGE', `${CALDAV}, floatingTimeZone: Europe/Atlantis`)).toEqual([
      'sources.EXCHANGE.floatingTimeZone: expected an IANA time zone such as Europe/Budapest, found "Europe/Atlantis"',
    ]);
  });
});

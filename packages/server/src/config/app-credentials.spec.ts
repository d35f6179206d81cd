import { formatMistake } from './config-mistake.ts';
import { loadConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

function mistakesOf(type: 'EXCHANGE' | 'CUPS', credentials: string): string[] {
  const mailbox = type === 'EXCHANGE' ? 'mailbox: a@example.org, ' : '';
  const app = `tenantId: example.org, clientId: 99998888-7777-6666-5555-444433332222, ${mailbox}${credentials}`;
  const yaml = `sources: { ${type}: { type: graph, ${app} } }`;
  const loaded = loadConfig({ env: { SECRET: 's' }, readFile: () => yaml, connectors: REGISTERED_CONNECTORS });
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

describe.each(['EXCHANGE', 'CUPS'] as const)('the credentials of an app for %s', (type) => {
  it.each(['clientSecret: "${SECRET}"', 'certificateFile: app.crt, privateKeyFile: app.key'])('may be %s', (credentials) => {
    expect(mistakesOf(type, credentials)).toEqual([]);
  });

  it.each([
    ['', 'clientSecret: expected either a client secret, or certificateFile and privateKeyFile instead'],
    ['clientSecret: s, certificateFile: app.crt, privateKeyFile: app.key', 'clientSecret: expected either a client secret'],
    ['certificateFile: app.crt', 'certificateFile: expected to be there together with privateKeyFile'],
    ['clientSecret: s, privateKeyFile: app.key', 'privateKeyFile: expected to be there together with certificateFile'],
    ['clientSecret: 7', 'clientSecret: expected'],
  ])('must not be "%s", and one mistake is said once', (credentials, words) => {
    expect(mistakesOf(type, credentials)).toEqual([expect.stringContaining(`sources.${type}.${words}`)]);
  });
});

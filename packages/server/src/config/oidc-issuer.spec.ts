import { formatMistake } from './config-mistake.ts';
import { loadConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

function mistakesWith(issuer: string): readonly string[] {
  const yaml = `auth: { type: oidc, issuer: '${issuer}', clientId: c, clientSecret: s }\ndirectories: [{ id: a, type: demo }]`;
  const loaded = loadConfig({ env: {}, readFile: () => yaml, connectors: REGISTERED_CONNECTORS });
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

it.each(['https://login.example.org', 'https://login.example.org/realms/staff', 'http://127.0.0.1:8080', 'http://localhost/x'])(
  'a provider may be at %s',
  (issuer) => {
    expect(mistakesWith(issuer)).toEqual([]);
  },
);

it.each([
  'http://login.example.org',
  'https://user:pw@login.example.org',
  'https://login.example.org/?x=1',
  'https://login.example.org/#x',
])('a provider at %s is a mistake, and the address is not repeated', (issuer) => {
  expect(mistakesWith(issuer)).toEqual([
    'auth.issuer: expected an https URL without user, query and fragment (http only for a loopback address)',
  ]);
});

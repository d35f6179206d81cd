import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDocuments } from './config-documents.ts';
import { formatMistake } from './config-mistake.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';
import { typedSchemas } from './generate-config-schema.ts';

const DOCS = join(__dirname, '../../../../docs');

/** The file of the contract, with every key it shows. */
const CONTRACT_FILE = `
server: { host: 127.0.0.1, port: 3000, publicUrl: http://127.0.0.1:3000, basePath: /, stateDir: .lampfield }
presence: { subscriptionTime: 600, gcPeriod: 30 }
auth: { type: demo, users: 5 }
limits: { idsPerUser: 10000, socketsPerUser: 20, searchesPerSecond: 10 }
directories:
  - id: corp
    name: Corporate directory
    type: ldap
    url: ldap://127.0.0.1:389
    bindDn: cn=reader,dc=example,dc=org
    bindPassword: \${LDAP_PASSWORD}
    baseDn: ou=people,dc=example,dc=org
    idAttribute: entryUUID
    searchAttributes: [cn, telephoneNumber, mail]
    details:
      phone: { attribute: telephoneNumber, label: Phone, presence: JTAPI }
      mail: { attribute: mail, label: Mail, presence: EXCHANGE }
      chat: { attribute: uid, label: Chat, presence: CUPS, identifier: '{value}@example.org' }
      xmpp: { attribute: uid, label: XMPP, presence: XMPP, identifier: '{value}@example.org' }
  - { id: demo, type: demo, size: 200, seed: 1 }
sources:
  JTAPI:
    type: simulator
    rate: 0
    seed: 7
    normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }]
`;

function load(yaml: string | undefined, env: Readonly<Record<string, string>>): LoadedConfig {
  const readFile = (): string => {
    if (yaml === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' });
    return yaml;
  };
  return loadConfig({ env, readFile, connectors: REGISTERED_CONNECTORS });
}

/** What is wrong with a file, as it would be printed. */
function mistakesIn(loaded: LoadedConfig): string[] {
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

describe('with the connectors of this program', () => {
  it('the embedded default is without mistakes and warnings', () => {
    expect(load(undefined, {})).toMatchObject({ ok: true, warnings: [] });
  });

  it('the file of the contract is without mistakes, and keeps what it says', () => {
    const loaded = load(CONTRACT_FILE, { LDAP_PASSWORD: 'secret' });
    expect(mistakesIn(loaded)).toEqual([]);
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        auth: { type: 'demo', users: 5 },
        directories: [
          {
            id: 'corp',
            bindPassword: 'secret',
            searchAttributes: ['cn', 'telephoneNumber', 'mail'],
            details: { chat: { attribute: 'uid', label: 'Chat', presence: 'CUPS', identifier: '{value}@example.org' } },
          },
          { id: 'demo', name: 'demo', size: 200, seed: 1 },
        ],
        sources: {
          JTAPI: { type: 'simulator', rate: 0, seed: 7, normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }] },
        },
      },
    });
  });

  it('a password that the environment lacks is reported with its path', () => {
    expect(mistakesIn(load(CONTRACT_FILE, {}))).toEqual([
      'directories[0].bindPassword: expected the environment variable LDAP_PASSWORD to be set',
    ]);
  });
});

describe('the documents', () => {
  it.each([...configDocuments(REGISTERED_CONNECTORS)])(
    'docs/%s is current (else: npm run build, node packages/server/dist/config/write-config-documents.js)',
    (name, text) => {
      expect(readFileSync(join(DOCS, name), 'utf8')).toBe(text);
    },
  );

  it('say what every key means', () => {
    const { auth, directories, sources } = typedSchemas(REGISTERED_CONNECTORS);
    const undescribed = [...auth, ...directories, ...Object.values(sources).flat()].flatMap(({ properties }) =>
      Object.entries(properties).flatMap(([key, schema]) => (schema.description === undefined ? [key] : [])),
    );
    expect(undescribed).toEqual([]);
  });
});

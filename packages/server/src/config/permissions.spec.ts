import { Type } from '@sinclair/typebox';
import { formatMistake } from './config-mistake.ts';
import { TEST_CONNECTORS } from './connectors.fixture.ts';
import type { Connectors } from './connectors.ts';
import type { LampfieldConfig } from './lampfield-config.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';

/** With a source that an XMPP cluster can be configured for. */
const CONNECTORS: Connectors = {
  ...TEST_CONNECTORS,
  sources: [
    ...TEST_CONNECTORS.sources,
    {
      name: 'cluster',
      serves: ['XMPP'],
      options: Type.Object({}),
      create: () => {
        throw new Error('not built in these tests');
      },
    },
  ],
};

function load(yaml: string): LoadedConfig {
  return loadConfig({ env: {}, readFile: () => yaml, connectors: CONNECTORS });
}

function loadGood(yaml: string): LampfieldConfig {
  const loaded = load(yaml);
  if (!loaded.ok) throw new Error(loaded.mistakes.map(formatMistake).join('\n'));
  return loaded.config;
}

describe('who may see who is online', () => {
  const LDAP = 'auth: { type: ldap, url: ldap://x }';

  it.each([
    ['', ['*']],
    ['permissions: {}', ['*']],
    ['permissions: { online: }', ['*']],
    [LDAP, []],
    [`${LDAP}\npermissions: {}`, []],
    ['permissions: { online: [] }', []],
    [`${LDAP}\npermissions: { online: ["*"] }`, ['*']],
    [`${LDAP}\npermissions: { online: [" Ann ", ANN, bob] }`, ['ann', 'bob']],
    [`${LDAP}\npermissions: { online: ["JOSE\u0301"] }`, ['jos\u00e9']],
  ])('with %j is %j: names as the sign-in gives them', (yaml, online) => {
    expect(loadGood(yaml).permissions).toEqual({ online });
  });

  it.each([
    ['permissions: { online: [] }\nsources: { XMPP: { type: cluster } }', 1],
    [`${LDAP}\nsources: { XMPP: { type: cluster } }`, 1],
    [`${LDAP}\nsources: { XMPP: { type: cluster } }\npermissions: { online: [ann] }`, 0],
    ['sources: { XMPP: { type: cluster } }', 0],
    [LDAP, 0],
  ])('with %j gives %d warnings', (yaml, count) => {
    const loaded = load(`${yaml}\ndirectories: [{ id: a, type: demo }]`);
    expect(loaded.ok && loaded.warnings).toEqual(
      count === 0 ? [] : ['permissions.online: names nobody, so nobody may see who is online, though sources.XMPP is configured'],
    );
  });
});

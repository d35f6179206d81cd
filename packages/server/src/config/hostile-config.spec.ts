import fc from 'fast-check';
import { stringify } from 'yaml';
import {
  damaged,
  HOSTILE_KEYS,
  hostileFields,
  hostileJson,
  hostileText,
  trials,
  TRIALS_TIMEOUT_MS,
} from '../testing/hostile-input.fixture.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

function load(text: string, env: Readonly<Record<string, string>> = {}): LoadedConfig {
  return loadConfig({ env, readFile: () => text, connectors: REGISTERED_CONNECTORS });
}

/** Where something is wrong; an answer of another kind than promised fails. */
function pathsIn(text: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const loaded = load(text, env);
  if (loaded.ok) return [];
  expect(loaded.mistakes).not.toEqual([]);
  expect(loaded.mistakes.filter(({ path, expected }) => typeof path !== 'string' || expected === '')).toEqual([]);
  return loaded.mistakes.map(({ path }) => path);
}

const GOOD = `server: { host: 127.0.0.1, port: 3000, publicUrl: "http://127.0.0.1:3000", basePath: /a/, trustedProxies: [loopback] }
presence: &times { subscriptionTime: 600, gcPeriod: 30 }
auth: { type: ldap, url: ldap://x, bindDn: cn=a, bindPassword: "\${SECRET}", baseDn: dc=a, filter: "(a=b)" }
permissions: { online: [ann, '*'] }
ops: { address: "127.0.0.1:9300", token: "\${SECRET}" }
directories:
  - { id: corp, type: ldap, url: ldap://x, bindDn: cn=a, bindPassword: "$\${x}", baseDn: dc=a, details: { phone: { attribute: tel, label: Phone, presence: JTAPI } } }
sources:
  JTAPI: { type: simulator, rate: 1, normalize: [{ match: '^0(\\d+)$', replace: '$1' }] }
  CUPS: { type: xmpp, service: "xmpp://x:5222", domain: x, username: a, password: b }
`;
const ENV = { SECRET: 'x' };

/** Pieces that mean something to YAML or to this configuration. */
const TOKENS = [
  ...[
    '&a ',
    '*a',
    '<<: *times',
    '*times',
    '!!set ',
    '!!binary ',
    '!!omap ',
    '!x ',
    '? ',
    ': ',
    '- ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '|\n',
    '>-\n',
    '#',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '\n',
    '\n  ',
    '\t',
    ', ',
    '~',
    '.nan',
    '.inf',
    '0x1F',
    '1e999',
    'yes',
    '\0',
    '\uD800',
    '\uFEFF',
  ],
  ...['${', '}', '${SECRET}', '${NOBODY}', '${__proto__}', '${constructor}', '$${', '${${SECRET}}', ...HOSTILE_KEYS],
];

describe('a configuration', () => {
  it('that is damaged below is good before', () => {
    expect(pathsIn(GOOD, ENV)).toEqual([]);
  });

  it.each([
    ['damaged', damaged(fc.constant(Buffer.from(GOOD))).map((bytes) => bytes.toString())],
    ['a heap of pieces', fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }).map((tokens) => tokens.join(''))],
    [
      'good but for some pieces',
      fc
        .array(fc.tuple(fc.nat(GOOD.length), fc.constantFrom(...TOKENS)), { maxLength: 5 })
        .map((pieces) => pieces.reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), GOOD)),
    ],
    ['any text', hostileText],
  ])(
    'that is %s is loaded, or all that is wrong has a path and an expectation',
    (_, texts) => {
      fc.assert(
        fc.property(texts, (text) => void pathsIn(text, ENV)),
        trials(100),
      );
    },
    TRIALS_TIMEOUT_MS,
  );

  it(
    'with values of any kind in every section is loaded, or all that is wrong has a path and an expectation',
    () => {
      const typed = (...types: string[]): fc.Arbitrary<unknown> =>
        hostileFields({
          type: fc.constantFrom(...types),
          ...Object.fromEntries(
            ['url', 'id', 'details', 'normalize', 'users', 'size', 'service', 'calendars'].map((key) => [key, hostileJson]),
          ),
        });
      const sections = hostileFields({
        server: hostileFields({
          host: hostileText,
          port: hostileJson,
          publicUrl: hostileText,
          basePath: hostileText,
          trustedProxies: hostileJson,
        }),
        presence: hostileFields({ subscriptionTime: hostileJson, gcPeriod: hostileJson }),
        auth: typed('demo', 'ldap'),
        permissions: hostileFields({ online: hostileJson }),
        ops: hostileFields({ address: hostileText, token: hostileText }),
        directories: fc.array(typed('demo', 'ldap'), { maxLength: 3 }),
        sources: hostileFields(
          Object.fromEntries(
            ['JTAPI', 'CUPS', 'EXCHANGE', 'XMPP'].map((type) => [type, typed('simulator', 'xmpp', 'sip', 'ews', 'caldav')]),
          ),
        ),
        cluster: hostileFields({ redisUrl: hostileText }),
      });
      fc.assert(
        fc.property(sections, (value) => void pathsIn(stringify(value), ENV)),
        trials(100),
      );
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
    TRIALS_TIMEOUT_MS,
  );

  it.each([
    ['an alias of what it stands in', 'server: &a { host: *a }', 'server.host'],
    ['many aliases of what they stand in', 'ops: &a [*a, *a, *a, *a, *a, *a]', 'ops[0]'],
    [
      'aliases within aliases',
      `a: &a [x,x]\n${'bcdefghijklm'.replace(/./g, (key, at: number) => `${key}: &${key} [${'*'.concat('abcdefghijkl'[at] ?? '', ',').repeat(9)}]\n`)}`,
      'lampfield.yaml',
    ],
    ['a section that is a set', 'server: !!set { host, port }', 'server'],
    ['a section that is an ordered map', 'server: !!omap [host: x]', 'server'],
    ['a variable named like what every object has', 'server: { host: "${constructor}" }', 'server.host'],
    ['a variable named like a prototype', 'log: { level: "${__proto__}" }', 'log.level'],
    ['a key that is there twice', 'server: { __proto__: 1, __proto__: 2 }', 'lampfield.yaml:1:25'],
  ])('with %s is refused at its path', (_, text, path) => {
    expect(pathsIn(text)).toContain(path);
  });

  it.each([
    ['sections nested without end', '['.repeat(3000)],
    ['sections nested and closed', `server: ${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`],
    ['thousands of unknown keys', Array.from({ length: 2000 }, (_, index) => `k${String(index)}: 1`).join('\n')],
    [
      'thousands of unknown keys in a section',
      `server:\n${Array.from({ length: 2000 }, (_, index) => `  k${String(index)}: 1`).join('\n')}`,
    ],
    ['a value of nothing but colons', `server: { host: "${':'.repeat(10_000)}" }`],
    ['a value of nothing but references', `server: { host: "${'${'.repeat(30_000)}" }`],
    ['a key without end', `server: { "${'k'.repeat(10_000)}": 1 }`],
  ])('with %s comes to an end', (_, text) => {
    expect(pathsIn(text)).not.toEqual([]);
  });
});

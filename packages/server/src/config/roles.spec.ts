import { formatMistake } from './config-mistake.ts';
import { TEST_CONNECTORS } from './connectors.fixture.ts';
import { loadConfig } from './load-config.ts';

const DIRECTORIES = 'directories: [{ id: corp, type: demo }, { id: guests, type: demo }]';
const LDAP = 'auth: { type: ldap, url: ldap://x }';

function load(yaml: string) {
  return loadConfig({ env: {}, readFile: () => `${DIRECTORIES}\n${yaml}`, connectors: TEST_CONNECTORS });
}

function mistakesIn(yaml: string): readonly string[] {
  const loaded = load(yaml);
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

it('a role gives nothing that it does not name, and names its users as the sign-in does', () => {
  const loaded = load(
    'roles: [{ name: a, users: [" Ann ", ANN] }, { name: b, users: ["*"], directories: ["*"], presence: [XMPP] }]',
  );
  expect(loaded.ok && loaded.config.roles).toEqual([
    { name: 'a', users: ['ann'], groups: [], directories: [], presence: [], onlineList: false, calendarPeek: false },
    { name: 'b', users: ['*'], groups: [], directories: ['*'], presence: ['XMPP'], onlineList: false, calendarPeek: false },
  ]);
});

it('an empty list of roles leaves nobody with anything', () => {
  const loaded = load('roles: []');
  expect(loaded.ok && loaded.config.roles).toEqual([]);
});

it.each([
  [`${LDAP}\npermissions: { online: [] }`, 1],
  [`${LDAP}\npermissions: { online: [ann] }`, 2],
  [LDAP, 1],
  ['', 2],
])('without roles (%j) everybody has one, and those who may see who is online another: %d', (yaml, count) => {
  const loaded = load(yaml);
  expect(loaded.ok && loaded.config.roles).toHaveLength(count);
  expect(loaded.ok && loaded.config.roles[0]).toMatchObject({ users: ['*'], directories: ['*'], presence: ['*'] });
});

it.each([
  ['roles: 1', 'roles: expected a list'],
  ['roles: [x]', 'roles[0]: expected a section (lines of "key: value"), found "x"'],
  [
    'roles: [{ users: [a] }]',
    'roles[0].name: expected a short name of letters, digits, dots, dashes or underscores, found nothing',
  ],
  ['roles: [{ name: a, user: [b] }]', 'roles[0].user: expected no such key; did you mean users?'],
  ['roles: [{ name: a }]', 'roles[0]: expected somebody in it: users, groups or both'],
  ['roles: [{ name: a, users: [b], directories: [crop] }]', 'roles[0].directories[0]: expected one of *, corp, guests'],
  ['roles: [{ name: a, users: [b] }, { name: a, users: [c] }]', 'roles[1].name: expected a name of its own, found a again'],
  ['roles: [{ name: a, groups: [g] }]', 'roles[0].groups: expected none, as the sign-in of type demo knows of no groups'],
  ['roles: [{ name: a, users: [" "] }]', 'roles[0].users[0]: expected a user name, or * for everybody, found " "'],
  ['roles: [{ name: a, users: [b], onlineList: 1 }]', 'roles[0].onlineList: expected true or false, found 1'],
  [
    'roles: [{ name: a, users: [b] }]\npermissions: { online: [] }',
    'permissions.online: expected no such key beside roles, which say it themselves (onlineList)',
  ],
])('in %j there is a mistake', (yaml, mistake) => {
  expect(mistakesIn(yaml)).toEqual([mistake]);
});

it('a presence type that nobody knows is a mistake', () => {
  expect(mistakesIn('roles: [{ name: a, users: [b], presence: [SMS] }]')).toEqual([
    'roles[0].presence[0]: expected one of JTAPI, CUPS, EXCHANGE, XMPP, *, found "SMS"',
  ]);
});

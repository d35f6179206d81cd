import fc from 'fast-check';
import { ALL, type Role } from '../ports/permissions.ts';
import { isLess, NO_RIGHTS, RoleBook } from './role-book.ts';

const NOTHING: Role = {
  name: 'x',
  users: [],
  groups: [],
  directories: [],
  presence: [],
  onlineList: false,
  calendarPeek: false,
};
const role = (parts: Partial<Role>): Role => ({ ...NOTHING, ...parts });

test('somebody in no role may see nothing', () => {
  const book = new RoleBook([role({ users: ['bob'], directories: [ALL], presence: [ALL] })]);
  expect(book.rightsOf('ann', [])).toEqual(NO_RIGHTS);
});

test('somebody in several has what any of them gives', () => {
  const book = new RoleBook([
    role({ users: [ALL], directories: ['corp'], presence: ['JTAPI'] }),
    role({ users: ['ann'], directories: ['guests'], presence: ['CUPS'], onlineList: true }),
    role({ groups: ['g'], presence: [ALL], calendarPeek: true }),
  ]);
  expect(book.rightsOf('bob', [])).toMatchObject({ directories: new Set(['corp']), types: new Set(['JTAPI']) });
  expect(book.rightsOf('ann', [])).toEqual({
    directories: new Set(['corp', 'guests']),
    types: new Set(['JTAPI', 'CUPS']),
    maySeeOnline: true,
    mayPeekCalendars: false,
  });
  expect(book.rightsOf('bob', book.keysOf(['g']))).toMatchObject({
    types: new Set(['JTAPI', 'CUPS', 'EXCHANGE', 'XMPP']),
    mayPeekCalendars: true,
  });
});

test('the same roles are the same object, so that nothing is compared where nothing changed', () => {
  const book = new RoleBook([role({ users: ['ann', 'bob'], directories: ['corp'] })]);
  expect(book.rightsOf('ann', [])).toBe(book.rightsOf('bob', []));
});

test.each([
  ['cn=Reception,ou=Groups,dc=example', 'CN=reception , OU = groups, DC=Example', true],
  ['cn=Reception,ou=Groups,dc=example', 'cn=Reception,ou=Other,dc=example', false],
  ['Admins', 'Admins', true],
  ['Admins', 'admins', false],
  [' Jose\u0301 ', 'Jos\u00e9', true],
])('the group %j is %j: %s', (written, told, isSame) => {
  expect(new RoleBook([role({ groups: [written] })]).keysOf([told])).toHaveLength(isSame ? 1 : 0);
});

test('only groups that a role names leave a key', () => {
  const book = new RoleBook([role({ groups: ['a', 'b'] })]);
  expect(book.keysOf(['b', 'c', 'b', 'a'])).toHaveLength(2);
  expect(book.keysOf(Array.from({ length: 5000 }, (_, index) => `group ${String(index)}`))).toEqual([]);
});

test('more roles never take anything away', () => {
  const parts = fc.record({
    directories: fc.subarray(['corp', 'guests', ALL]),
    presence: fc.subarray(['JTAPI', 'CUPS', 'EXCHANGE', 'XMPP', ALL]),
    onlineList: fc.boolean(),
    calendarPeek: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 4 }), (all) => {
      const roles = all.map((some) => role({ ...some, users: ['ann'] }));
      const [more, fewer] = [roles, roles.slice(1)].map((some) => new RoleBook(some).rightsOf('ann', []));
      if (more === undefined || fewer === undefined) throw new Error('no rights');
      expect(isLess(more, fewer)).toBe(false);
    }),
  );
});

test.each([
  [{ directories: ['corp'] }, { directories: ['guests'] }],
  [{ directories: [ALL] }, { directories: ['corp'] }],
  [{ presence: ['JTAPI'] }, {}],
  [{ onlineList: true }, {}],
  [{ calendarPeek: true }, { directories: [ALL] }],
])('from %j to %j something is lost', (earlier, later) => {
  const rightsWith = (parts: Partial<Role>) => new RoleBook([role({ ...parts, users: ['ann'] })]).rightsOf('ann', []);
  expect(isLess(rightsWith(later), rightsWith(earlier))).toBe(true);
});

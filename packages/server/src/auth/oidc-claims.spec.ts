import { readOidcUser } from './oidc-claims.ts';

const NAMES = { usernameClaim: 'preferred_username', displayNameClaim: 'name', groupsClaim: 'groups' };

test.each([
  [{ preferred_username: ' Ann ', name: 'Ann One', groups: ['a', 'b'] }, {}, { displayName: 'Ann One', groups: ['a', 'b'] }],
  [{ preferred_username: 'ann' }, {}, { displayName: 'ann', groups: [] }],
  [{ preferred_username: 'ann', groups: 'a' }, {}, { groups: ['a'] }],
  [{ preferred_username: 'ann', groups: ['a', 7, null, ['b']] }, {}, { groups: ['a'] }],
  [{ preferred_username: 'ann', realm_access: { roles: ['a'] } }, { groupsClaim: 'realm_access.roles' }, { groups: ['a'] }],
  [{ preferred_username: 'ann', 'https://x/groups': ['a'] }, { groupsClaim: 'https://x/groups' }, { groups: ['a'] }],
  [{ preferred_username: 'ann', groups: ['a'] }, { groupsClaim: 'constructor.name' }, { groups: [] }],
  [{ email: 'Ann@x', email_verified: true }, { usernameClaim: 'email' }, { username: 'ann@x' }],
  [{ sub: 'ann' }, { usernameClaim: 'sub' }, { username: 'ann' }],
])('%j with %j is %j', (claims, names, user) => {
  const expected = { username: 'ann', ...user };
  expect(readOidcUser(claims, { ...NAMES, ...names })).toMatchObject({ user: expected });
});

test.each([
  [{}, 'MISSING', {}],
  [{ preferred_username: '  ' }, 'MISSING', {}],
  [{ preferred_username: 7 }, 'MISSING', {}],
  [{ preferred_username: 'x'.repeat(257) }, 'MISSING', {}],
  [{ email: 'ann@x' }, 'NOT_VERIFIED', { usernameClaim: 'email' }],
  [{ email: 'ann@x', email_verified: 'true' }, 'NOT_VERIFIED', { usernameClaim: 'email' }],
])('%j is nobody: %s', (claims, problem, names) => {
  expect(readOidcUser(claims, { ...NAMES, ...names })).toEqual({ problem });
});

import { decodeSignInMethod } from './decode-rest.ts';

const REDIRECT = { kind: 'REDIRECT', label: 'Example', signInPath: 'login/oidc', signOutPath: 'logout/oidc' };

test.each([{ kind: 'PASSWORD' }, REDIRECT])('%j is a way to sign in', (method) => {
  expect(decodeSignInMethod(method)).toEqual({ ok: true, value: method });
});

test.each([{}, { kind: 'MAGIC' }, { ...REDIRECT, label: '' }, { ...REDIRECT, signOutPath: undefined }, null, []])(
  '%j is none',
  (method) => {
    expect(decodeSignInMethod(method).ok).toBe(false);
  },
);

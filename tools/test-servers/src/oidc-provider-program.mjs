/**
 * A real OpenID Connect provider as a program of its own, started by `oidc-provider.ts`: it is published as ES modules only, which Jest does not run.
 * Its own pages for trying things out sign in whoever types a name, with any password.
 */
import { Provider } from 'oidc-provider';

/** @type {import('./oidc-provider.ts').ProviderSetup} */
const setup = JSON.parse(process.env['OIDC_SETUP'] ?? '{}');
const { port, client, people, idTokenClaims } = setup;

const provider = new Provider(`http://127.0.0.1:${String(port)}`, {
  clients: [client],
  // Claims of the scope "profile", our own "groups" among them, in the ID token as well if so wanted; else only from the userinfo endpoint.
  conformIdTokenClaims: !idTokenClaims,
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id, ...people[id] }) }),
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['a key of a test'] },
});

provider.listen(port, '127.0.0.1');

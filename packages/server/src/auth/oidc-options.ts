import { Type, type Static } from '@sinclair/typebox';

/** The name of a claim, or a path to it: `realm_access.roles`. */
function claim(name: string, description: string) {
  return Type.String({
    minLength: 1,
    maxLength: 200,
    default: name,
    expected: `the name of a claim, such as ${name}`,
    description,
  });
}

/** Keys of `auth` with `type: oidc`. */
export const OIDC_AUTH_OPTIONS = Type.Object({
  issuer: Type.String({
    pattern: '^https?://.+',
    expected: 'a URL such as https://login.example.org/realms/staff',
    description:
      'The provider, as it names itself; its metadata are read below /.well-known/openid-configuration. https, but for a provider on loopback. An authority of your own is made known to Node with NODE_EXTRA_CA_CERTS.',
  }),
  clientId: Type.String({ minLength: 1, description: 'What the provider knows this server as.' }),
  clientSecret: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Its secret, best written as ${OIDC_SECRET}. Left out for a public client, which has only PKCE.',
    }),
  ),
  scopes: Type.Array(Type.String({ pattern: '^[!#-\\[\\]-~]+$', expected: 'a scope', description: 'A scope.' }), {
    default: ['openid', 'profile'],
    description: 'What the provider is asked for; openid is always among it. Some tell groups only with a scope of their own.',
  }),
  usernameClaim: claim(
    'preferred_username',
    'The user name, which must be one that people cannot choose for themselves; sub is always safe. In lower case it is the user name here.',
  ),
  displayNameClaim: claim('name', 'The name that is shown.'),
  groupsClaim: claim('groups', 'The groups that roles name: a list of texts. A path such as realm_access.roles leads into it.'),
  label: Type.String({
    minLength: 1,
    maxLength: 60,
    default: 'your organisation',
    description: 'Where people sign in, as the button says it: "Sign in with <label>".',
  }),
  sessionHours: Type.Number({
    minimum: 0.1,
    maximum: 720,
    default: 12,
    description:
      'After so long a session ends, however much is done in it, and the provider is asked again; hours. What has changed there (groups, a closed account) takes effect then, at the latest.',
  }),
  timeoutSeconds: Type.Number({
    minimum: 1,
    maximum: 60,
    default: 5,
    description: 'Time for the provider to answer a request; seconds.',
  }),
});

/** The options, checked. */
export type OidcOptions = Static<typeof OIDC_AUTH_OPTIONS>;

import { Type, type Static } from '@sinclair/typebox';
import { SECURE_URL } from '../../web/url-option.ts';

const DOMAIN = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[^@/\\s]+$',
  expected: 'a domain such as example.org',
  description: 'A domain.',
});

/** `{type: cups-pws, ...}`: the presence node, who asks, and how much. */
export const PWS_OPTIONS = Type.Object({
  url: Type.String({
    ...SECURE_URL,
    expected: 'a URL such as https://imp1.example.org:8083/presence-service; http only on a loopback address',
    description:
      "Address of the Presence Web Service on the end user's home node; without a path it is /presence-service. The port is 8083 as installed.",
  }),
  username: Type.String({ minLength: 1, maxLength: 255, description: 'The application user that signs in.' }),
  password: Type.String({ minLength: 1, maxLength: 255, description: 'Its password; best as ${ENV_NAME}.' }),
  endUser: Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'User id of the end user whose view is shown: of its own for this purpose, never a person.',
  }),
  presence: Type.Union([Type.Literal('rich'), Type.Literal('basic')], {
    default: 'rich',
    description: 'rich tells calls, meetings and notes apart where the node knows them; basic is one of seven words.',
  }),
  domains: Type.Array(
    Type.Object({ match: DOMAIN, replace: DOMAIN }, { description: 'One domain, and what the presence node calls it.' }),
    {
      maxItems: 100,
      default: [],
      description: 'Where the chat addresses of the directory have another domain than those of the presence node.',
    },
  ),
  pollSeconds: Type.Integer({
    minimum: 5,
    maximum: 3600,
    default: 60,
    description: 'A contact is asked for at most this often, however many watch it: so late is a change noticed. Seconds.',
  }),
  requestsPerMinute: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 600,
    description:
      'Most questions in a minute; each is about one contact. When it is too little for everything in time, what is on screen comes first.',
  }),
  maxContacts: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 600,
    description: 'Most contacts watched at once. Further ones are UNKNOWN, SOURCE_FULL, until there is room.',
  }),
  timeoutSeconds: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 10,
    description: 'How long the presence node may take for one answer; seconds.',
  }),
  caFile: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file with the certificate of the presence node (cup-ECDSA or cup), or of its authority, instead of the public ones.',
    }),
  ),
});

/** What `{type: cups-pws}` is configured with; checked, defaults filled in. */
export type PwsOptions = Static<typeof PWS_OPTIONS>;

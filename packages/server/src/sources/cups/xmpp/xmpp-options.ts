import { Type, type Static } from '@sinclair/typebox';

/** `{type: xmpp, ...}`: the account that watches, and how it does. */
export const XMPP_OPTIONS = Type.Object({
  service: Type.String({
    pattern: '^(xmpps?|wss?)://[^/?#@\\s]+(/[^\\s]*)?$',
    expected: 'a URL such as xmpp://chat.example.org:5222, xmpps://..., wss://.../xmpp-websocket',
    description:
      'Where the chat server is: xmpp (STARTTLS, port 5222), xmpps (TLS at once, port 5223), or ws and wss (WebSocket).',
  }),
  domain: Type.String({
    minLength: 1,
    maxLength: 1023,
    description: 'The chat domain of the account; the certificate has to be for it.',
  }),
  username: Type.String({ minLength: 1, maxLength: 1023, description: 'The account that watches: of its own, never a person.' }),
  password: Type.String({ minLength: 1, description: 'Its password; best as ${ENV_NAME}.' }),
  resource: Type.String({
    minLength: 1,
    maxLength: 1023,
    default: 'lampfield',
    description:
      'Name of this client on the account. Servers let only one client have it, so two Lampfields on one account need two.',
  }),
  tls: Type.Union([Type.Literal('auto'), Type.Literal('required'), Type.Literal('off')], {
    default: 'auto',
    description:
      'auto: required, but for a loopback address, where it is used if it is offered. off is for loopback addresses only.',
  }),
  caFile: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file of the authority that signed the certificate, instead of the public ones. For wss use NODE_EXTRA_CA_CERTS.',
    }),
  ),
  rosterGroup: Type.String({
    minLength: 1,
    maxLength: 255,
    default: 'lampfield',
    description:
      'Contact list group of the contacts that are watched. What is in it is removed when nobody needs it: keep it for this server alone.',
  }),
  answerSeconds: Type.Integer({
    minimum: 1,
    maximum: 600,
    default: 10,
    description:
      'How long a contact may take to let itself be watched before it is shown as UNKNOWN, PENDING; seconds. It may still answer later.',
  }),
  maxSubscriptions: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 10_000,
    description:
      'Most contacts watched at once, at most what the chat server allows an account. Further ones are UNKNOWN, SOURCE_FULL.',
  }),
  rosterChangesPerSecond: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 100,
    description: 'Most changes of the contact list in a second, after a burst of as many.',
  }),
  pingSeconds: Type.Integer({
    minimum: 1,
    maximum: 3600,
    default: 30,
    description: 'After this long without a word from the chat server it is asked for a sign of life; seconds.',
  }),
  pingTimeoutSeconds: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 10,
    description: 'How long it may then stay silent before the connection counts as lost; seconds.',
  }),
});

/** What `{type: xmpp}` is configured with; checked, defaults filled in. */
export type XmppOptions = Static<typeof XMPP_OPTIONS>;

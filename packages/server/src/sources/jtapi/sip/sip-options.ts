import { Type, type Static } from '@sinclair/typebox';

/** 1 to 65535. */
const PORT = '[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]';

/** `{type: sip, ...}`: the proxy that knows about the lines, and how it is asked. */
export const SIP_OPTIONS = Type.Object({
  registrar: Type.String({
    minLength: 1,
    maxLength: 255,
    pattern: `^(sip:)?(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9][A-Za-z0-9_.-]*)(:(${PORT}))?$`,
    expected: 'a host, host:port or a SIP URI such as sip:pbx.example.org:5060',
    description:
      'Where the SIP proxy is that takes subscriptions. Without a port it is 5060, or 5061 with TLS; names are looked up as addresses (no SRV records).',
  }),
  transport: Type.Union([Type.Literal('udp'), Type.Literal('tcp'), Type.Literal('tls')], {
    default: 'udp',
    description: 'How it is reached. With udp, what is too large for a datagram goes by TCP.',
  }),
  from: Type.String({
    pattern: '^sip:[^\\s<>"@;?:]+@[^\\s<>"@;?]+$',
    maxLength: 255,
    expected: 'a SIP URI such as sip:lampfield@pbx.example.org',
    description: 'Who subscribes: a user of its own, never a person.',
  }),
  username: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'For digest authentication. Default: the user of from.' }),
  ),
  password: Type.Optional(Type.String({ minLength: 1, description: 'For digest authentication; best as ${ENV_NAME}.' })),
  package: Type.Union([Type.Literal('dialog'), Type.Literal('presence')], {
    default: 'dialog',
    description:
      'What is subscribed to: dialog (RFC 4235) tells calls and who is calling, presence (RFC 3856) only that a line is busy.',
  }),
  addresses: Type.Array(Type.String({ pattern: '^sip:[^\\s<>"]*\\{number\\}[^\\s<>"]*$', maxLength: 255 }), {
    minItems: 1,
    maxItems: 8,
    default: ['sip:{number}@{domain}'],
    description:
      'The SIP URIs of a line; {number} is its number, {domain} the domain of from. Of several, all are watched and the busiest counts.',
  }),
  maxSubscriptions: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 10_000,
    description:
      'Most subscriptions at once, at most what the proxy allows; with several addresses at least one for each of them. Further lines are UNKNOWN, SOURCE_FULL.',
  }),
  expiresSeconds: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 600,
    description: 'For how long a subscription is asked for; it is refreshed before. The proxy may give less. Seconds.',
  }),
  subscriptionsPerSecond: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 200,
    description: 'Most subscriptions begun or ended in a second, after a burst of as many.',
  }),
  localAddress: Type.Optional(
    Type.String({
      pattern: '^[0-9A-Fa-f.:]+$',
      expected: 'an IP address of this machine',
      description:
        'The address that the proxy finds us at; it must reach it without address translation. Default: the one it is reached from.',
    }),
  ),
  localPort: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'Where the proxy finds us, for firewalls; 0 lets the system choose. With tls it is not used.',
  }),
  caFile: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'PEM file of the authority that signed the certificate of the proxy, instead of the public ones.',
    }),
  ),
  pingSeconds: Type.Integer({
    minimum: 1,
    maximum: 3600,
    default: 15,
    description:
      'How often the proxy is asked whether it is there, and still knows our subscriptions: an upper bound for noticing that it was started again. Seconds.',
  }),
  pingTimeoutSeconds: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 10,
    description: 'How long it may then say nothing at all before it counts as lost; may be longer than pingSeconds. Seconds.',
  }),
  maxRingingSeconds: Type.Integer({
    minimum: 5,
    maximum: 3600,
    default: 180,
    description: 'A line that rings or dials for longer is read again, and shown as not confirmed until it has been; seconds.',
  }),
});

/** What `{type: sip}` is configured with; checked, defaults filled in. */
export type SipOptions = Static<typeof SIP_OPTIONS>;

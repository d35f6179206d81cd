import { DEFAULT_PRESENCE_KEEP_TIME, PRESENCE_GC_PERIOD } from '@lampfield/protocol';
import { Type, type TString } from '@sinclair/typebox';

/** Text of at least one character. */
function nonEmpty(options: { readonly description: string; readonly default?: string }): TString {
  return Type.String({ minLength: 1, ...options });
}

/** `server`: where it listens and what it is called from outside. */
export const SERVER_SCHEMA = Type.Object(
  {
    host: nonEmpty({ default: '127.0.0.1', description: 'Address to listen on.' }),
    port: Type.Integer({
      minimum: 0,
      maximum: 65535,
      default: 3000,
      description: 'TCP port to listen on; 0 takes any that is free.',
    }),
    publicUrl: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Where browsers find the server: scheme, host and port. With https, cookies are Secure. Default: http (https with tls), the host and the port above.',
      }),
    ),
    basePath: Type.String({
      default: '/',
      pattern: '^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?)?$',
      expected: 'a path that begins with /, such as /presence/',
      description: 'Path under which everything is served behind a reverse proxy that does not strip it; the SDK takes the same.',
    }),
    stateDir: nonEmpty({
      default: '.lampfield',
      description:
        'Directory (mode 700) of the session key and the version high-water. Losing it signs everyone out, nothing more.',
    }),
    tls: Type.Optional(
      Type.Object(
        {
          certFile: nonEmpty({ description: 'PEM file of the certificate, followed by those between it and its authority.' }),
          keyFile: nonEmpty({ description: 'PEM file of its key.' }),
        },
        {
          description:
            'Speaks https, with this certificate; read anew within a minute when the files change. Default: http, as behind a reverse proxy that ends TLS.',
        },
      ),
    ),
    allowedHosts: Type.Array(nonEmpty({ description: 'A host name.' }), {
      default: [],
      description: 'Further host names, without port, that requests may name besides loopback, host and the one of publicUrl.',
    }),
    trustedProxies: Type.Array(nonEmpty({ description: 'An address.' }), {
      default: [],
      description: 'Addresses or networks (10.0.0.0/8, loopback) of reverse proxies whose X-Forwarded-For is believed.',
    }),
  },
  { description: 'Where the server listens and how it is reached.' },
);

/** `presence`: the two times that all arithmetic starts from. */
export const PRESENCE_SCHEMA = Type.Object(
  {
    subscriptionTime: Type.Integer({
      minimum: 1,
      maximum: 86_400,
      default: DEFAULT_PRESENCE_KEEP_TIME,
      description: 'How long a subscription lives without a keep-alive; seconds. Below 60 the server warns.',
    }),
    gcPeriod: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: `Period of the cleanup job; seconds, at most subscriptionTime. Default: ${String(PRESENCE_GC_PERIOD)}, or subscriptionTime if that is less.`,
      }),
    ),
  },
  { description: 'How long subscriptions live. Nothing outlives its last keep-alive by more than subscriptionTime + gcPeriod.' },
);

/** `limits`: what one user may take. */
export const LIMITS_SCHEMA = Type.Object(
  {
    idsPerUser: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 10_000,
      description: 'Most presentities one user may watch.',
    }),
    socketsPerUser: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 20,
      description: 'Most open connections of one user; the newest is refused.',
    }),
    searchesPerSecond: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 10,
      description: 'Most directory searches of one user in a second.',
    }),
  },
  { description: 'What one user may take.' },
);

/** `permissions`: what not everybody may do. */
export const PERMISSIONS_SCHEMA = Type.Object(
  {
    online: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '\\S',
          maxLength: 256,
          expected: 'a user name of at most 256 characters, or * for everybody',
          description: 'A user name, or *.',
        }),
        {
          description:
            'Users who may see the list of everybody who is online in the XMPP cluster; * stands for all who are signed in. Names as they are typed to sign in, in any case. Default: * with the sign-in of type demo, otherwise nobody. Not together with roles, which say it themselves.',
        },
      ),
    ),
  },
  { description: 'What not everybody may do.' },
);

/** `privacy`: what is not shown to anybody. */
export const PRIVACY_SCHEMA = Type.Object(
  {
    peer: Type.Union([Type.Literal('none'), Type.Literal('number'), Type.Literal('name')], {
      default: 'name',
      description:
        'What watchers are told of the other end of a call: none: nothing (direction, hold and the number of calls stay); number: its telephone number, and nothing where the network gives something else for it, such as a user name; name: also its name, from the phone network or else from a directory that the watcher may search. The default is what attendants need to say who is talking to whom; choose less where the law or an agreement wants it.',
    }),
  },
  { description: 'What is kept from everybody. Enforced by the server: it never leaves it.' },
);

/** `cluster`: several server processes as one. */
export const CLUSTER_SCHEMA = Type.Object(
  {
    redisUrl: Type.String({
      pattern: '^rediss?://.+',
      expected: 'a URL that begins with redis:// or rediss://',
      description: 'The Redis that joins the processes. Has no effect in this version, which runs as one process.',
    }),
  },
  { description: 'Absent: one process, everything embedded.' },
);

/** `ops`: for those who run the server. */
export const OPS_SCHEMA = Type.Object(
  {
    address: Type.Optional(
      Type.String({
        pattern: '^(\\[[0-9a-fA-F:.]+\\]|[^:\\s/]+):[0-9]{1,5}$',
        expected: 'host:port, such as 127.0.0.1:9300',
        description: 'Serves /readyz and /metrics at this host:port instead of the main one. Default: the main one.',
      }),
    ),
    token: Type.Optional(nonEmpty({ description: 'When set, /readyz and /metrics want it as "Authorization: Bearer <token>".' })),
  },
  { description: 'Where readiness and metrics are served.' },
);

/** `log`: what is written to standard error. */
export const LOG_SCHEMA = Type.Object(
  {
    level: Type.Union(
      [Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')],
      { default: 'info', description: 'The least severe lines that are written.' },
    ),
  },
  { description: 'Log lines are JSON on standard error; never with passwords, cookies or tokens.' },
);

import { isIP } from 'node:net';
import { FormatRegistry, Type, type Static } from '@sinclair/typebox';

FormatRegistry.Set('ip-address', (text) => isIP(text) !== 0);

/** What Erlang takes for the name of a node: the part before the @ is checked by net_kernel, behind it are host names and addresses. */
const NODE_NAME = {
  pattern: '^[A-Za-z0-9_-]{1,200}@[A-Za-z0-9._:-]{1,200}$',
  expected: 'the name of an Erlang node, such as ejabberd@chat1.example.org',
};

/** `{type: ejabberd, ...}`: the cluster that is followed, and how. */
export const EJABBERD_OPTIONS = Type.Object({
  node: Type.String({
    ...NODE_NAME,
    description:
      'Erlang node of ejabberd to join at, as ejabberdctl status calls it; the other nodes of the cluster are found through it.',
  }),
  cookieFile: Type.String({
    minLength: 1,
    description: "File with the cluster's Erlang cookie, mode 600 or 400. Whoever has it controls ejabberd wholly.",
  }),
  mode: Type.Union([Type.Literal('replica'), Type.Literal('watch')], {
    default: 'replica',
    description:
      'replica: we are a member of its mnesia cluster and hold a copy of the session table in memory. watch: its events and one snapshot, without membership.',
  }),
  ownNode: Type.Optional(
    Type.String({
      ...NODE_NAME,
      description:
        "Our own node name; each Lampfield on one cluster needs its own, and keeps it. Default: lampfield at this machine's name, or at ejabberd's where it is on this machine.",
    }),
  ),
  epmdPort: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description: 'Port of epmd. Default: ERL_EPMD_PORT of the environment, else 4369.',
    }),
  ),
  listenAddress: Type.Optional(
    Type.String({
      format: 'ip-address',
      expected: 'an IP address, such as 192.0.2.7',
      description:
        'Address at which the nodes of the cluster reach us, in mode replica. Default: all, or the loopback one where ejabberd is on this machine.',
    }),
  ),
});

/** What `{type: ejabberd}` is configured with; checked, defaults filled in. */
export type EjabberdOptions = Static<typeof EJABBERD_OPTIONS>;

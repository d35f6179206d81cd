import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import { findNodeName, ownNodeFor, type NodeName } from '../node-names.ts';
import type { ReplicaOptions } from '../replica-options.ts';

/** What the Erlang program is told of names. */
export interface NodePlan {
  /** Node of ejabberd. */
  readonly node: string;
  readonly ownNode: string;
  /** IP address to listen at; undefined is all. */
  readonly listenAddress: string | undefined;
}

const LOOPBACK_ADDRESS = '127.0.0.1';

/** Completes what was not given. @throws RangeError for names and addresses that can be none. */
export function planNodes({ node, ownNode, listenAddress }: ReplicaOptions): NodePlan {
  const cluster = getNodeName(node, 'node');
  const own = ownNode ?? ownNodeFor('lampfield', cluster, { hostname: ownHost(cluster) });
  const { host, isLong } = getNodeName(own, 'ownNode');
  if (isLong !== cluster.isLong)
    throw new RangeError('of node and ownNode one has a dot in its host and one has not: Erlang connects no such nodes');
  if (listenAddress !== undefined && isIP(listenAddress) === 0) throw new RangeError('listenAddress is not an IP address');
  return { node, ownNode: own, listenAddress: listenAddress ?? (isLoopback(host) ? LOOPBACK_ADDRESS : undefined) };
}

function getNodeName(text: string, option: string): NodeName {
  const name = findNodeName(text);
  if (name === undefined) throw new RangeError(`${option} is not the name of an Erlang node (name@host)`);
  return name;
}

/** Long names need a dot: a machine whose own name has none is known by its first address. */
function ownHost({ isLong }: NodeName): string {
  const name = hostname();
  if (!isLong || name.includes('.')) return name;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? name;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}

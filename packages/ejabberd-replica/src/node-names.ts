/** An Erlang node's name in its parts. */
export interface NodeName {
  /** What it is registered under at epmd. */
  readonly name: string;
  readonly host: string;
  /** Erlang's own rule: a dot in the host makes a long name, and nodes with long names do not talk to nodes with short ones. */
  readonly isLong: boolean;
}

/** What net_kernel accepts (OTP 23 and later) before the @; behind it, host names and addresses. */
const NODE_NAME = /^([0-9A-Za-z_-]{1,200})@([0-9A-Za-z._:-]{1,200})$/;

/** Undefined when it is none. */
export function findNodeName(text: string): NodeName | undefined {
  const [, name, host] = NODE_NAME.exec(text) ?? [];
  return name === undefined || host === undefined ? undefined : { name, host, isLong: host.includes('.') };
}

/** What we know of this machine. */
export interface OwnMachine {
  /** As the system says it; `os.hostname()`. */
  readonly hostname: string;
}

/**
 * Under which name we should appear to a cluster: at the host of its node where that is this very machine's loopback, else at this
 * machine's own name, short where the cluster's names are short. Erlang asks for a dot in long names; a machine whose name has none
 * has to be told its own (`--own-node`), until then the bare name is tried.
 */
export function ownNodeFor(local: string, node: NodeName, { hostname }: OwnMachine): string {
  if (node.host === 'localhost' || node.host.startsWith('127.')) return `${local}@${node.host}`;
  return `${local}@${node.isLong ? hostname : (hostname.split('.')[0] ?? hostname)}`;
}

/** What has to be said where they do not fit. */
export const NAMES_MUST_FIT =
  'both must have a dot in the host, or neither, because long names and short ones do not talk to each other';

/** Whether two nodes of these names can talk to each other. */
export function namesFit({ node, ownNode }: { readonly node: string; readonly ownNode: string }): boolean {
  return findNodeName(node)?.isLong === findNodeName(ownNode)?.isLong;
}

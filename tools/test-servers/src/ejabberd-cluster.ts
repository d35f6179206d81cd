import { startEjabberdNode, type EjabberdOptions, type EjabberdServer } from './ejabberd-node.ts';
import { newCookie } from './ejabberd.ts';
import { startEpmd } from './epmd.ts';
import { waitUntil } from './wait-until.ts';

/** Several nodes of one ejabberd; accounts, data and sessions are those of all of them, clients may connect at each. */
export interface EjabberdCluster {
  readonly nodes: readonly EjabberdServer[];
  /** Ends all for good and removes their data. */
  stop(): Promise<void>;
}

/** Nodes of a test's cluster; `nodeName` is given by {@link startEjabberdCluster}. */
export type EjabberdClusterOptions = Omit<EjabberdOptions, 'nodeName'> & {
  /** Default 2. */
  readonly size?: number;
};

/** Starts `ejabberd1@127.0.0.1`, `ejabberd2@127.0.0.1` and so on, and joins each to the first as `ejabberdctl join_cluster` would. */
export async function startEjabberdCluster(options: EjabberdClusterOptions): Promise<EjabberdCluster> {
  const { size = 2, ...common } = options;
  const epmd = await startEpmd();
  const cookie = newCookie();
  const nodes: EjabberdServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
    await epmd.stop();
  };
  try {
    const starts = Array.from({ length: size }, (_, index) =>
      startEjabberdNode({ ...common, epmdPort: epmd.port, cookie, nodeName: `ejabberd${String(index + 1)}@127.0.0.1` }),
    );
    const outcomes = await Promise.allSettled(starts);
    nodes.push(...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
    await Promise.all(starts);
    // One after the other: each join changes the schema that the next one copies.
    for (const [index] of nodes.slice(1).entries()) await join(nodes, index + 1);
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, stop };
}

async function join(nodes: readonly EjabberdServer[], index: number): Promise<void> {
  const [first, joining] = [nodes[0], nodes[index]];
  if (first === undefined || joining === undefined) return;
  // It stops ejabberd and mnesia in the node it runs in, forgets that node's own data, and takes a copy of every table of the other.
  await joining.evaluate(`ok = ejabberd_cluster:join('${first.nodeName}')`);
  await waitUntil(async () => (await first.evaluate('length(ejabberd_cluster:get_nodes())')) === String(index + 1), {
    what: `${joining.nodeName} to be a node of the cluster`,
  });
}

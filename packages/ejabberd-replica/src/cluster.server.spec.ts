import {
  clearInventedSessions,
  describeWithServer,
  inventSessions,
  loginOver,
  startEjabberdCluster,
  waitUntil,
  type ChatClient,
  type EjabberdCluster,
  type EjabberdServer,
} from '@lampfield/test-servers';
import { EjabberdReplica, type ReplicaEvents } from './child/ejabberd-replica.ts';
import type { ReplicaMode } from './replica-options.ts';
import type { ReplicaTrouble } from './replica-trouble.ts';
import type { SessionKey, SessionRow } from './session-row.ts';
import { systemChance, systemClock } from './system-clock.ts';

jest.setTimeout(60_000);

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const keyOf = ({ sidUs, node }: SessionKey): string => `${String(sidUs)} ${node}`;

/** What a replica has told, as full addresses. */
class Told implements ReplicaEvents {
  readonly #rows = new Map<string, SessionRow>();
  readonly troubles: (ReplicaTrouble | undefined)[] = [];
  /** Local parts of the users whose sessions ended, one by one. */
  readonly removed = new Set<string>();
  nodes: readonly string[] = [];
  resets = 0;
  isReady = false;

  onReset(): void {
    this.#rows.clear();
    this.resets += 1;
    this.isReady = false;
  }

  onPut(row: SessionRow): void {
    this.#rows.set(keyOf(row), row);
  }

  onRemove(key: SessionKey): void {
    this.#rows.delete(keyOf(key));
    this.removed.add(key.user);
  }

  onReady(): void {
    this.isReady = true;
  }

  onTrouble(trouble: ReplicaTrouble | undefined): void {
    this.troubles.push(trouble);
  }

  onNodes(nodes: readonly string[]): void {
    this.nodes = nodes;
  }

  addresses(): string[] {
    return [...this.#rows.values()].map(({ user, host, resource }) => `${user}@${host}/${resource}`).sort();
  }
}

describeWithServer('ejabberd', () => {
  let cluster: EjabberdCluster;
  let first: EjabberdServer;
  let second: EjabberdServer;
  let anna: ChatClient;

  beforeAll(async () => {
    cluster = await startEjabberdCluster({ accounts: [{ username: 'anna' }, { username: 'bela' }] });
    const [one, two] = cluster.nodes;
    if (one === undefined || two === undefined) throw new Error('not a cluster of two');
    [first, second] = [one, two];
  });
  afterAll(() => cluster.stop());

  describe.each<ReplicaMode>(['replica', 'watch'])('and two nodes, mode %s', (mode) => {
    let told: Told;
    let replica: EjabberdReplica;

    const agrees = (oracle: EjabberdServer, expected: readonly string[]): Promise<boolean> =>
      waitUntil(
        async () => {
          const right = await oracle.connectedUsers();
          return told.isReady && right.join() === [...expected].sort().join() && told.addresses().join() === right.join();
        },
        {
          timeoutMs: 20_000,
          what: () => `${expected.length} sessions; told were ${told.addresses().length}, and ${JSON.stringify(told.troubles)}`,
        },
      );

    beforeAll(async () => {
      anna = await loginOver('tcp', first, { username: 'anna' });
      told = new Told();
      replica = new EjabberdReplica(
        { node: first.nodeName, cookieFile: first.cookieFile, mode, ownNode: 'lampfield@127.0.0.1', epmdPort: first.epmdPort },
        { clock: systemClock, chance: systemChance, log: quiet },
        told,
      );
      replica.start();
      await agrees(first, ['anna@chat.test/desk']);
    });
    afterAll(async () => {
      await replica.stop();
      await anna.leave().catch(() => undefined);
    });

    it('tells the sessions of both', async () => {
      const bela = await loginOver('tcp', second, { username: 'bela' });
      await agrees(second, ['anna@chat.test/desk', 'bela@chat.test/desk']);
      await bela.leave();
      await agrees(first, ['anna@chat.test/desk']);
    });

    it('forgets the sessions of a node that dies, and keeps those of the other without a break', async () => {
      await inventSessions(second, { count: 300 });
      await waitUntil(() => told.addresses().length === 301, { what: 'the sessions of the second node' });
      const resetsBefore = told.resets;
      await second.crash();
      await agrees(first, ['anna@chat.test/desk']);
      expect(told.resets).toBe(resetsBefore);
      expect(told.removed).not.toContain('anna');

      await second.startAgain();
      const bela = await loginOver('tcp', second, { username: 'bela' });
      await agrees(first, ['anna@chat.test/desk', 'bela@chat.test/desk']);
      await bela.leave();
    });

    it('outlives the node that it joined at', async () => {
      await waitUntil(() => told.nodes.length === 2, { timeoutMs: 20_000, what: 'both nodes to be known' });
      const bela = await loginOver('tcp', second, { username: 'bela' });
      await inventSessions(second, { count: 300 });
      await waitUntil(() => told.addresses().length === 302, { what: 'all sessions' });
      const resetsBefore = told.resets;
      await first.crash();
      await waitUntil(async () => (await second.connectedUsers()).length === 301, { what: 'the survivor to have noticed' });
      await agrees(second, await second.connectedUsers());
      anna.vanish();
      // A member goes on with what it has; a watcher begins anew at the survivor.
      expect(told.resets > resetsBefore).toBe(mode === 'watch');

      await first.startAgain();
      await clearInventedSessions(second);
      await agrees(first, ['bela@chat.test/desk']);
      await bela.leave();
      await agrees(second, []);
    });

    it('comes back at a node that has just come up, when the one it joined at dies then', async () => {
      const bela = await loginOver('tcp', second, { username: 'bela' });
      await agrees(second, ['bela@chat.test/desk']);
      await first.crash();
      await agrees(second, ['bela@chat.test/desk']);
      await first.startAgain();
      await second.crash();
      bela.vanish();
      await agrees(first, []);
      await second.startAgain();
    });
  });

  it('keeps no trace of either', async () => {
    const members = "['ejabberd1@127.0.0.1','ejabberd2@127.0.0.1']";
    await waitUntil(async () => (await first.evaluate('lists:sort(mnesia:system_info(db_nodes))')) === members, {
      what: 'the replica to have left',
    });
  });
});

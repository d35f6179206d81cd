import {
  describeWithServer,
  inventSessions,
  startEjabberdCluster,
  waitUntil,
  type EjabberdCluster,
  type EjabberdServer,
} from '@lampfield/test-servers';
import { ErlangChild, killErlangChildren } from './erlang-child.fixture.ts';

jest.setTimeout(60_000);

describeWithServer('ejabberd', () => {
  let cluster: EjabberdCluster;
  let one: EjabberdServer;
  let two: EjabberdServer;

  beforeAll(async () => {
    cluster = await startEjabberdCluster({ accounts: [] });
    [one, two] = cluster.nodes as [EjabberdServer, EjabberdServer];
    await inventSessions(one, { count: 3, prefix: 'one' });
    await inventSessions(two, { count: 2, prefix: 'two' });
  });
  afterEach(killErlangChildren);
  afterAll(() => cluster.stop());

  const counts = (child: ErlangChild, count: number): Promise<unknown> =>
    waitUntil(() => child.count === count, {
      timeoutMs: 20_000,
      what: () => `${String(count)} sessions, not ${String(child.count)}`,
    });

  it('forgets what a node held that hangs, and joins anew when the others see it again and it does not', async () => {
    const child = await ErlangChild.join(one, 'silence 1000');
    await counts(child, 5);
    two.signal('SIGSTOP');
    await counts(child, 3);
    expect(child.lines.some((line) => line.startsWith('{"ev":"trouble"'))).toBe(false);
    two.signal('SIGCONT');
    expect(await child.said('trouble')).toMatch(/"LOST".*parted from/);
    child.tell(`join ${one.nodeName}`);
    await counts(child, 5);
  });

  it('is no trouble to a node that starts while it is there', async () => {
    const child = await ErlangChild.join(one);
    await counts(child, 5);
    await two.crash();
    await counts(child, 3);
    await two.startAgain();
    // Every member is told to forget what it had cached of the node; one that did not understand would be an error in its log.
    expect(two.output()).not.toMatch(/\[(warning|error|critical)\]/);
    await inventSessions(two, { count: 4, prefix: 'two' });
    await counts(child, 7);
  });
});

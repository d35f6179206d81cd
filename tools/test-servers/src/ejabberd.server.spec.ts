import {
  CHAT_TRANSPORTS,
  clearInventedSessions,
  describeWithServer,
  inventSessions,
  loginOver,
  startEjabberd,
  startEjabberdCluster,
  waitUntil,
  type EjabberdCluster,
  type EjabberdServer,
} from './index.ts';

jest.setTimeout(60_000);

const RUNNING_NODES = 'lists:sort(mnesia:system_info(running_db_nodes))';
const BOTH_NODES = "['ejabberd1@127.0.0.1','ejabberd2@127.0.0.1']";

describeWithServer('ejabberd', () => {
  let cluster: EjabberdCluster;
  let first: EjabberdServer;
  let second: EjabberdServer;

  beforeAll(async () => {
    cluster = await startEjabberdCluster({
      accounts: [{ username: 'anna' }, { username: 'bela' }, { username: 'čeněk', password: 'heslo' }],
    });
    const [one, two] = cluster.nodes;
    if (one === undefined || two === undefined) throw new Error('not a cluster of two');
    [first, second] = [one, two];
  });
  afterAll(() => cluster.stop());

  it.each([
    ['tcp', 'c2s'],
    ['websocket', 'websocket'],
    ['bosh', 'http_bind'],
  ] as const)('is reached over %s, by a client that shows a priority and signs out', async (transport, connection) => {
    const client = await loginOver(transport, first, { username: 'bela', resource: transport, presence: 'invisible' });
    expect(await second.connectedUsers()).toEqual([`bela@chat.test/${transport}`]);
    const table = '[{Priority, proplists:get_value(conn, Info)} || {session, _, _, _, Priority, Info} <- ets:tab2list(session)]';
    expect(await second.evaluate(table)).toBe(`[{undefined,${connection}}]`);

    await client.show({ priority: -5 });
    await waitUntil(async () => (await second.evaluate(table)) === `[{-5,${connection}}]`, { what: 'the priority' });

    await client.leave();
    await waitUntil(async () => (await second.connectedUsers()).length === 0, { what: 'him to be gone' });
  });

  it.each(CHAT_TRANSPORTS)('refuses a wrong password over %s', async (transport) => {
    await expect(loginOver(transport, first, { username: 'anna', password: 'wrong' })).rejects.toThrow(/not-authorized/);
  });

  it('lets in names beyond ASCII over BOSH, as it has prepared them', async () => {
    const client = await loginOver('bosh', first, { username: 'ČENĚK', password: 'heslo', resource: 'Büro <&>' });
    expect(await first.connectedUsers()).toEqual(['čeněk@chat.test/Büro <&>']);
    await client.leave();
    await waitUntil(async () => (await first.connectedUsers()).length === 0, { what: 'him to be gone' });
  });

  it('forgets the sessions of a node that dies, keeps those of the other, and takes the node back', async () => {
    const [anna, bela] = [
      await loginOver('tcp', first, { username: 'anna' }),
      await loginOver('tcp', second, { username: 'bela' }),
    ];
    expect(await second.connectedUsers()).toEqual(['anna@chat.test/desk', 'bela@chat.test/desk']);

    await second.crash();
    await waitUntil(async () => (await first.connectedUsers()).join() === 'anna@chat.test/desk', {
      what: 'his session to be gone',
    });
    bela.vanish();

    await second.startAgain();
    expect(await first.evaluate(RUNNING_NODES)).toBe(BOTH_NODES);
    expect(await second.connectedUsers()).toEqual(['anna@chat.test/desk']);
    await anna.leave();
  });

  it('holds as many invented sessions as asked for, on every node, and loses them again', async () => {
    await inventSessions(first, { count: 1000, prefix: 'nobody' });
    await waitUntil(async () => (await second.connectedUsers()).length === 1000, { what: 'the rows' });
    await clearInventedSessions(first, 'nobody');
    await waitUntil(async () => (await second.connectedUsers()).length === 0, { what: 'the rows to be gone' });
  });

  it('says what is wrong with an expression, and with a node that is not there', async () => {
    await expect(first.evaluate('1 +')).rejects.toThrow(/syntax error/);
    await expect(first.evaluate('error(amiss)')).rejects.toThrow(/\{error,amiss\}/);
    expect(await first.evaluate('"ž"')).toBe('[382]');
    const single = await startEjabberd({ accounts: [], nodeName: 'alone@localhost', mqtt: true });
    expect(await single.evaluate('node()')).toBe('alone@localhost');
    expect(await single.evaluate('gen_mod:is_loaded(<<"chat.test">>, mod_mqtt)')).toBe('true');
    await single.stop();
    await expect(single.evaluate('node()')).rejects.toThrow(/alone@localhost could not be asked/);
  });
});

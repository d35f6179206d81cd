import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  clearInventedSessions,
  describeWithServer,
  inventSessions,
  loginOver,
  ManualClock,
  startEjabberd,
  waitUntil,
  type ChatClient,
  type EjabberdServer,
  type PersonOptions,
} from '@lampfield/test-servers';
import type { ReplicaMode } from '../replica-options.ts';
import { membersOf, ReplicaTrial, stopAllTrials } from './replica-trial.fixture.ts';
import { MOST_SILENT_PINGS, PING_INTERVAL_MS } from '@lampfield/supervised-child';

jest.setTimeout(40_000);

const MODES: readonly ReplicaMode[] = ['replica', 'watch'];
const NODE = 'ejabberd@127.0.0.1';
const ALONE = `['${NODE}']`;
/** Whatever is allowed in a name, before and after ejabberd has prepared it; quotes and blanks are not, the resource may have all of it. */
const ODD_NAMES = ['Ünï.Cødé', '日本語', 'ＦＵＬＬ', 'straße', 'back\\20slash', 'e\u0301', '{}[]|%$#!', 'ἈΡΧΗ'];
const ODD_RESOURCE = '"quo\'ted\\ /☃ é';

describeWithServer('ejabberd', () => {
  let server: EjabberdServer;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lampfield-replica-'));
    const names = ['ann', 'bob', 'eve', ...ODD_NAMES];
    server = await startEjabberd({ accounts: names.map((username) => ({ username, password: 'pw' })), mqtt: true });
  });
  afterEach(stopAllTrials);
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  const login = (username: string, more: Partial<PersonOptions> = {}): Promise<ChatClient> =>
    loginOver('tcp', server, { username, password: 'pw', ...more });
  const schemaHash = async (): Promise<string> =>
    createHash('sha256')
      .update(await readFile(join(dirname(server.cookieFile), 'spool/schema.DAT')))
      .digest('hex');

  describe.each(MODES)('in mode %s', (mode) => {
    it('knows who was there, and who comes, changes and goes', async () => {
      const ann = await login('ann');
      const trial = new ReplicaTrial(server, { mode });
      await trial.ready();
      expect(trial.events.told).toEqual(['STARTING', 'reset', 'put ann@chat.test/desk 0', 'ready', 'well']);
      expect(trial.events.nodes).toEqual([NODE]);
      const bob = await login('bob', { resource: 'phone', presence: 'invisible' });
      await trial.until(() => trial.events.told.includes('put bob@chat.test/phone null'), 'bob without a presence');
      await bob.show({ priority: -5 });
      await trial.until(() => trial.events.told.includes('put bob@chat.test/phone -5'), 'his priority');
      expect(await trial.agreed(server)).toEqual(['ann@chat.test/desk', 'bob@chat.test/phone']);
      await bob.leave();
      ann.vanish();
      await trial.until(() => trial.events.rows.size === 0, 'both to be gone');
      expect(await trial.agreed(server)).toEqual([]);
    });

    it('names everybody as ejabberd does, whatever the name', async () => {
      const early = await loginOver('bosh', server, { username: ODD_NAMES[0] ?? '', password: 'pw', resource: ODD_RESOURCE });
      const trial = new ReplicaTrial(server, { mode });
      await trial.ready();
      const late = await Promise.all(
        ODD_NAMES.slice(1).map((username) => loginOver('bosh', server, { username, password: 'pw', resource: ODD_RESOURCE })),
      );
      await trial.until(() => trial.events.rows.size === ODD_NAMES.length, 'all of them');
      expect(await trial.agreed(server)).toHaveLength(ODD_NAMES.length);
      await Promise.all([early, ...late].map((client) => client.leave()));
      await trial.until(() => trial.events.rows.size === 0, 'all to be gone');
    });

    it('says of a name that is no text what can be said of it', async () => {
      const trial = new ReplicaTrial(server, { mode });
      await trial.ready();
      await server.evaluate(
        `Odd = <<"a", 255, 0, 10, $", $\\\\, 16#ED, 16#A0, 16#80, "z">>, Sid = {os:timestamp(), spawn(fun() -> receive stop -> ok end end)},
         mnesia:dirty_write({session, Sid, {Odd, <<"chat.test">>, Odd}, {Odd, <<"chat.test">>}, 1, []}),
         mnesia:dirty_delete(session, Sid)`,
      );
      await trial.until(() => trial.events.told.some((event) => event.startsWith('remove a')), 'it to come and go');
      expect(trial.events.told.at(-1)).toBe('remove a\ufffd\0\n"\\\ufffd\ufffd\ufffdz@chat.test');
      expect(trial.events.rows.size).toBe(0);
    });

    it('knows ten thousand, and what changed while it was being told', async () => {
      await inventSessions(server, { count: 10_000 });
      const trial = new ReplicaTrial(server, { mode });
      const cleared = clearInventedSessions(server, 'invented1');
      await trial.ready();
      await cleared;
      // 1, 10 to 19, 100 to 199, 1000 to 1999 and 10,000 have gone.
      await trial.until(() => trial.events.rows.size === 10_000 - 1112, 'the rest');
      await trial.agreed(server);
      await clearInventedSessions(server);
      await trial.until(() => trial.events.rows.size === 0, 'all to be gone');
    });

    it('is killed and starts again by itself', async () => {
      const ann = await login('ann');
      const clock = new ManualClock();
      const trial = new ReplicaTrial(server, { mode }, clock);
      await trial.ready();
      process.kill(trial.replica.pid ?? 0, 'SIGKILL');
      await trial.troubled('CHILD_ENDED');
      expect(trial.events.rows.size).toBe(0);
      clock.advance(1000);
      await trial.ready();
      expect(await trial.agreed(server)).toEqual(['ann@chat.test/desk']);
      await ann.leave();
    });

    it('hangs, is killed, and lets people log in', async () => {
      const clock = new ManualClock();
      const trial = new ReplicaTrial(server, { mode }, clock);
      await trial.ready();
      process.kill(trial.replica.pid ?? 0, 'SIGSTOP');
      const ann = await login('ann');
      clock.advance((MOST_SILENT_PINGS + 1) * PING_INTERVAL_MS);
      expect(trial.events.trouble?.detail).toContain('no sign of life');
      const bob = await login('bob');
      clock.advance(1000);
      await trial.ready();
      expect(await trial.agreed(server)).toEqual(['ann@chat.test/desk', 'bob@chat.test/desk']);
      await Promise.all([ann.leave(), bob.leave()]);
    });

    it('is told that its name is taken, and comes in when it is free', async () => {
      const first = new ReplicaTrial(server, { mode });
      await first.ready();
      const clock = new ManualClock();
      const second = new ReplicaTrial(server, { mode }, clock);
      await second.troubled('NAME_TAKEN');
      expect(first.events.isReady).toBe(true);
      await first.stop();
      clock.advance(3000);
      await second.ready();
    });

    it('says that a cookie is wrong, seldom enough for the log of ejabberd, and takes the right one when it is there', async () => {
      const cookieFile = join(directory, `cookie-${mode}`);
      await writeFile(cookieFile, 'anothercookie', { mode: 0o600 });
      const rejections = (): number => server.output().split('Invalid challenge reply').length - 1;
      const before = rejections();
      const clock = new ManualClock();
      const trial = new ReplicaTrial(server, { mode, cookieFile }, clock);
      await trial.troubled('REFUSED');
      await waitUntil(() => rejections() > before, { what: 'ejabberd to have said so' });
      clock.advance(3000);
      await writeFile(cookieFile, await readFile(server.cookieFile));
      clock.advance(5000);
      await trial.ready();
      expect(rejections()).toBe(before + 1);
      expect(trial.log.text + JSON.stringify(trial.events.troubles)).not.toContain('anothercookie');
    });

    it('says that sessions are kept elsewhere', async () => {
      await server.evaluate('ejabberd_config:set_option({sm_db_type, <<"chat.test">>}, redis)');
      const trial = new ReplicaTrial(server, { mode });
      await trial.troubled('OTHER_TABLE');
      await server.evaluate('ejabberd_config:set_option({sm_db_type, <<"chat.test">>}, mnesia)');
      expect(trial.events.trouble?.detail).toContain('sm_db_type is redis');
    });

    it('says that a table is empty while clients are connected', async () => {
      const port = Number(new URL(server.service).port);
      const sockets = Array.from({ length: 10 }, () => connect(port, '127.0.0.1'));
      const clients = 'proplists:get_value(active, supervisor:count_children(ejabberd_c2s_sup))';
      await waitUntil(async () => Number(await server.evaluate(clients)) >= sockets.length, { what: 'the clients to be seen' });
      const trial = new ReplicaTrial(server, { mode });
      await trial.ready();
      sockets.forEach((socket) => socket.destroy());
      expect(trial.log.text).toContain('10 clients are connected and there is no session');
    });
  });

  it('leaves no trace of a member that left in good order', async () => {
    const trial = new ReplicaTrial(server);
    await trial.ready();
    expect(await membersOf(server)).toBe(`['${NODE}','lampfield@127.0.0.1']`);
    await trial.stop();
    expect(await membersOf(server)).toBe(ALONE);
    expect(await server.evaluate('mnesia:table_info(session, ram_copies)')).toBe(ALONE);
  });

  it('does not touch the cluster when it only watches', async () => {
    const before = await schemaHash();
    const trial = new ReplicaTrial(server, { mode: 'watch' });
    await trial.ready();
    expect(await membersOf(server)).toBe(ALONE);
    process.kill(trial.replica.pid ?? 0, 'SIGKILL');
    await trial.troubled('CHILD_ENDED');
    await trial.stop();
    expect(await schemaHash()).toBe(before);
    expect(await server.evaluate('proplists:get_value(subscribers, mnesia:table_info(session, all), [])')).toBe('[]');
  });

  it('follows the cluster beside others of its kind', async () => {
    const trials = MODES.flatMap((mode) =>
      ['one', 'two'].map((name) => new ReplicaTrial(server, { mode, ownNode: `${mode}-${name}@127.0.0.1` })),
    );
    await Promise.all(trials.map((trial) => trial.ready()));
    const ann = await login('ann');
    for (const trial of trials) expect(await trial.agreed(server)).toEqual(['ann@chat.test/desk']);
    await ann.leave();
    await Promise.all(trials.map((trial) => trial.stop()));
    expect(await membersOf(server)).toBe(ALONE);
  });

  it('waits for an ejabberd that is not there, voids everything when it dies, and gives nothing of it back', async () => {
    await server.crash();
    const trials = MODES.map((mode) => new ReplicaTrial(server, { mode, ownNode: `${mode}@127.0.0.1` }));
    for (const trial of trials) {
      await trial.troubled('UNREACHABLE');
      expect(trial.events.trouble?.detail).toContain('is not running');
    }
    await server.startAgain();
    const clients = await Promise.all([login('ann'), login('bob')]);
    for (const trial of trials) expect(await trial.agreed(server)).toEqual(['ann@chat.test/desk', 'bob@chat.test/desk']);

    await server.crash();
    for (const trial of trials) {
      await trial.until(() => !trial.events.isReady && trial.events.rows.size === 0, 'everything to be void');
      expect(['LOST', 'UNREACHABLE']).toContain(trial.events.trouble?.code);
      // That they have left is not known: a node that only hung has them still.
      expect(trial.events.told).not.toContain('remove ann@chat.test');
    }
    clients.forEach((client) => client.vanish());
    await server.startAgain();
    for (const trial of trials) expect(await trial.agreed(server)).toEqual([]);
    expect(await server.evaluate('mnesia:table_info(session, size)')).toBe('0');
    const eve = await login('eve');
    for (const trial of trials) expect(await trial.agreed(server)).toEqual(['eve@chat.test/desk']);
    await eve.leave();
  });

  it('knows when ejabberd stops in good order', async () => {
    const trials = MODES.map((mode) => new ReplicaTrial(server, { mode, ownNode: `${mode}@127.0.0.1` }));
    const ann = await login('ann');
    for (const trial of trials) await trial.agreed(server);
    const stopped = server.shutDown();
    for (const trial of trials) await trial.until(() => !trial.events.isReady && trial.events.rows.size === 0, 'it to be lost');
    ann.vanish();
    await stopped;
    await server.startAgain();
    for (const trial of trials) expect(await trial.agreed(server)).toEqual([]);
  });

  it('answers what ejabberd asks every member, so that MQTT goes on', async () => {
    const trial = new ReplicaTrial(server);
    await trial.ready();
    const ask = (question: string): Promise<string> => server.evaluate(question);
    expect(await ask('mod_mqtt_mnesia:find_subscriber(<<"chat.test">>, <<"a/b">>)')).toBe('{error,notfound}');
    expect(await ask('ejabberd_cluster:get_nodes()')).toContain('lampfield@127.0.0.1');
    for (const module of ['ejabberd_router', 'ejabberd_sm', 'mod_bosh', 'mod_announce']) {
      expect(await ask(`ejabberd_cluster:eval_everywhere(${module}, clean_cache, [node()])`)).toBe('ok');
      expect(await ask(`rpc:call('lampfield@127.0.0.1', ${module}, clean_cache, [node()])`)).toBe('ok');
    }
    expect(server.output()).not.toContain('undef');
  });
});

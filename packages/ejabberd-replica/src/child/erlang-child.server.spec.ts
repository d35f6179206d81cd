import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import {
  clearInventedSessions,
  describeWithServer,
  getProgram,
  inventSessions,
  makeServerDirectory,
  SpawnedServer,
  startEjabberd,
  waitUntil,
  type EjabberdServer,
} from '@lampfield/test-servers';
import { ErlangChild, killErlangChildren, RESET } from './erlang-child.fixture.ts';
import { findErlangProgram } from './erlang-program.ts';
import { membersOf } from './replica-trial.fixture.ts';

jest.setTimeout(40_000);

const ALONE = `['ejabberd@127.0.0.1']`;

describeWithServer('ejabberd', () => {
  let server: EjabberdServer;

  beforeAll(async () => {
    server = await startEjabberd({ accounts: [] });
  });
  afterEach(async () => {
    await killErlangChildren();
    await clearInventedSessions(server);
    // Whoever was killed is still written down as a member.
    await server.evaluate(`mnesia:del_table_copy(schema, 'lampfield@127.0.0.1')`);
  });
  afterAll(() => server.stop());

  it.each([
    ['its input ends', (child: ErlangChild) => child.process.stdin.end()],
    ['it is told to', (child: ErlangChild) => child.tell('stop')],
    ['SIGTERM comes', (child: ErlangChild) => child.process.kill('SIGTERM')],
    ['SIGHUP comes', (child: ErlangChild) => child.process.kill('SIGHUP')],
  ])('leaves the cluster in good order when %s', async (_title, end) => {
    const child = await ErlangChild.join(server);
    await child.said('ready');
    expect(await membersOf(server)).toContain('lampfield@127.0.0.1');
    end(child);
    expect(await child.exit).toBe('0');
    expect(child.lines.at(-1)).toBe('{"ev":"left"}');
    expect(await membersOf(server)).toBe(ALONE);
  });

  it('goes on when somebody presses Ctrl-C at whoever started it', async () => {
    const child = await ErlangChild.join(server);
    await child.said('ready');
    child.process.kill('SIGINT');
    child.tell('ping 7');
    expect(await child.said('pong')).toBe('{"ev":"pong","n":7}');
  });

  it('leaves although nobody reads what it says', async () => {
    await inventSessions(server, { count: 20_000 });
    const child = await ErlangChild.join(server);
    child.process.stdout.pause();
    await waitUntil(async () => (await membersOf(server)) !== ALONE, { what: 'it to have joined' });
    child.tell('stop');
    expect(await child.exit).toBe('0');
    expect(await membersOf(server)).toBe(ALONE);
  });

  it.each(['replica', 'watch'])(
    'drops what waits, and tells everything anew, when nobody reads for too long (mode %s)',
    async (mode) => {
      const child = await ErlangChild.join(server, `mode ${mode}`, 'limit 5000');
      await child.said('ready');
      child.process.stdout.pause();
      await inventSessions(server, { count: 20_000 });
      child.process.stdout.resume();
      await waitUntil(() => child.count === 20_000, { what: () => `all of them, not ${String(child.count)}` });
      expect(child.lines.filter((line) => line === RESET).length).toBeGreaterThan(1);
      expect(child.lines.some((line) => line.includes('"told anew: overflow"'))).toBe(true);
    },
  );

  it.each(['replica', 'watch'])('takes a node that hangs for gone, and comes back to it (mode %s)', async (mode) => {
    await inventSessions(server, { count: 10 });
    const child = await ErlangChild.join(server, `mode ${mode}`, 'silence 1000');
    await child.said('ready');
    server.signal('SIGSTOP');
    expect(await child.said('trouble')).toContain('"LOST"');
    server.signal('SIGCONT');
    child.tell(`join ${server.nodeName}`);
    await waitUntil(() => child.lines.filter((line) => line.startsWith('{"ev":"ready"')).length === 2, { what: 'it to be back' });
    expect(child.count).toBe(10);
  });

  describe('at a node that is not an ejabberd as we know it', () => {
    const OTHER = 'other@127.0.0.1';
    let other: SpawnedServer;

    beforeAll(async () => {
      const program = `mnesia:start(), application:load({application, ejabberd, [{vsn, "0"}, {applications, [kernel]}]}), io:format("up~n")`;
      other = await SpawnedServer.start({
        name: 'another Erlang node',
        command: getProgram('erl'),
        args: ['-noinput', '-name', OTHER, '-start_epmd', 'false', '-mnesia', 'schema_location', 'ram', '-eval', program],
        env: { HOME: dirname(server.cookieFile), ERL_EPMD_PORT: String(server.epmdPort) },
        directory: await makeServerDirectory('other-node'),
        isReady: ({ output }) => output.includes('up'),
      });
    });
    afterAll(() => other.stop());

    it.each(['replica', 'watch'])('refuses it, and says what it is (mode %s)', async (mode) => {
      const child = await ErlangChild.join({ ...server, nodeName: OTHER }, `mode ${mode}`);
      const refusal = async (change: string): Promise<string> => {
        child.lines.length = 0;
        await server.evaluate(`rpc:call('${OTHER}', ${change})`);
        child.tell(`join ${OTHER}`);
        return child.said('trouble');
      };
      expect(await child.said('trouble')).toMatch(/"UNREACHABLE".*ejabberd is not \(yet\) running/);
      expect(await refusal('application, start, [ejabberd]')).toMatch(/"OTHER_TABLE".*no table of sessions/);
      expect(await refusal('mnesia, create_table, [session, [{attributes, [ur, user, pid]}]]')).toMatch(
        /"OTHER_TABLE".*another shape, \[ur,user,pid\] instead of \[sid,usr,us,priority,info\]/,
      );
      child.tell('stop');
      await child.exit;
      expect(await server.evaluate(`rpc:call('${OTHER}', mnesia, system_info, [db_nodes])`)).toBe(`['${OTHER}']`);
      await server.evaluate(
        `rpc:call('${OTHER}', mnesia, delete_table, [session]), rpc:call('${OTHER}', application, stop, [ejabberd])`,
      );
    });
  });

  it('joins from the shell of another node too, and leaves', async () => {
    const result = await findErlangProgram(server.epmdPort);
    if ('trouble' in result) throw new Error(result.trouble.detail);
    const { command, args, env } = result.program;
    const shell = `Joined = user_presence_db:join('ejabberd@127.0.0.1'), Members = mnesia:system_info(running_db_nodes),
      timer:sleep(200), Left = user_presence_db:leave(), io:format("~0p.~n", [{Joined, lists:sort(Members), Left}]), halt().`;
    const [path = ''] = args.slice(args.indexOf('-pa') + 1);
    const { stdout } = await promisify(execFile)(
      command,
      ['-noinput', '-hidden', '-name', 'shell@127.0.0.1', '-start_epmd', 'false', '-pa', path, '-eval', shell],
      { env: { ...env, HOME: dirname(server.cookieFile) } },
    );
    result.release();
    expect(stdout).toContain('{"ev":"ready","rows":0}\n');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`{ok,['ejabberd@127.0.0.1','shell@127.0.0.1'],ok}.`);
    expect(await membersOf(server)).toBe(ALONE);
  });
});

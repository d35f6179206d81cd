import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clearInventedSessions,
  describeWithServer,
  inventSessions,
  loginOver,
  startEjabberd,
  waitUntil,
  type ChatClient,
  type EjabberdServer,
} from '@lampfield/test-servers';
import { CliProcess, endAllRuns, runHere, type FinishedRun } from './cli-process.fixture.ts';
import type { Verdict } from './doctor/verdict.ts';

jest.setTimeout(120_000);

const NODE = 'ejabberd@127.0.0.1';

describeWithServer('ejabberd', () => {
  let server: EjabberdServer;
  let directory: string;
  let usera: ChatClient;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lampfield-online-'));
    await writeFile(join(directory, 'wrong-cookie'), 'anothercookie', { mode: 0o600 });
    server = await startEjabberd({ accounts: [{ username: 'usera' }, { username: 'userb' }] });
    await copyFile(server.cookieFile, join(directory, 'open-cookie'));
    await chmod(join(directory, 'open-cookie'), 0o644);
    usera = await loginOver('tcp', server, { username: 'usera' });
  });
  afterEach(endAllRuns);
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const argsWith = (cookieFile: string, ...more: readonly string[]): string[] => [
    ...['--node', NODE, '--cookie-file', cookieFile, '--epmd-port', String(server.epmdPort)],
    ...more,
  ];
  const start = (...more: readonly string[]): CliProcess => new CliProcess(argsWith(server.cookieFile, ...more));
  const members = (): Promise<string> => server.evaluate('lists:sort(mnesia:system_info(db_nodes))');
  const hasLeft = (): Promise<boolean> =>
    waitUntil(async () => (await members()) === `['${NODE}']`, { what: 'it to have left the cluster' });

  it('prints who is online as the first program of this kind did, from a replica, and leaves when told to', async () => {
    const userb = await loginOver('bosh', server, { username: 'userb' });
    const run = start();
    await run.printed(
      /^\d\d:\d\d:\d\d\.\d{3} \[info\] List of members online \[\{"usera","chat\.test"\},\{"userb","chat\.test"\}\]\n\d\d:\d\d:\d\d\.\d{3} \[info\] Total members online 2\n$/,
    );
    expect(await members()).toBe(`['${NODE}','lampfield-online@127.0.0.1']`);

    await userb.leave();
    await run.printed(/Total members online 1\n/);
    run.signal('SIGINT');
    expect(await run.ended).toBe(0);
    expect(run.stderr).toBe('');
    await hasLeft();
  });

  it('prints at each change with --watch, without becoming a member', async () => {
    const run = start('--watch');
    await run.printed(/Total members online 1\n$/);
    const userb = await loginOver('websocket', server, { username: 'userb' });
    await run.printed(/"userb".*\n.* Total members online 2\n$/);
    await userb.leave();
    await run.printed(/Total members online 1\n$/);
    expect(await members()).toBe(`['${NODE}']`);
    run.signal('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  it('names the first hundred of many, for people and for machines', async () => {
    await inventSessions(server, { count: 150 });
    const oracle = await server.connectedUsers();
    const people = await runHere(argsWith(server.cookieFile, '--once'));
    const machines = await runHere(argsWith(server.cookieFile, '--once', '--json', '--watch'));
    expect([people.exitCode, machines.exitCode]).toEqual([0, 0]);
    expect(people.stdout).toMatch(/"\}\] and 51 more\n/);
    expect(people.stdout).toMatch(/Total members online 151\n$/);
    const { users, ...rest } = JSON.parse(machines.stdout) as { users: { user: string }[] };
    expect(rest).toMatchObject({
      total: 151,
      sessions: 151,
      more: 51,
      hosts: [{ host: 'chat.test', users: 151, sessions: 151 }],
    });
    const firstHundred = oracle
      .map((address) => address.split('@')[0])
      .sort()
      .slice(0, 100);
    expect(users.map(({ user }) => user)).toEqual(firstHundred);
    await clearInventedSessions(server);
    await hasLeft();
  });

  it('ends well and leaves when nobody reads any more', async () => {
    const run = start('--watch');
    await run.printed(/Total/);
    run.closeOutput();
    await inventSessions(server, { count: 1 });
    expect(await run.ended).toBe(0);
    await clearInventedSessions(server);
  });

  it('says with its exit code what keeps it from working', async () => {
    const noErlang = new CliProcess(argsWith(server.cookieFile), { env: { PATH: directory } });
    const noNode = new CliProcess([]);
    const anotherCookie = await runHere(argsWith(join(directory, 'wrong-cookie')));
    const openCookie = await runHere(argsWith(join(directory, 'open-cookie')));
    const nobody = await runHere(argsWith(server.cookieFile, '--once', '--node', 'nobody@127.0.0.1'));
    expect([anotherCookie.exitCode, openCookie.exitCode, nobody.exitCode]).toEqual([77, 77, 69]);
    expect([await noErlang.ended, await noNode.ended]).toEqual([70, 64]);
    expect(anotherCookie.stderr).toMatch(/REFUSED/);
    expect(openCookie.stderr).toMatch(/NO_COOKIE.*600 or 400/);
    expect(nobody.stderr).toMatch(/UNREACHABLE/);
    expect(noErlang.stderr).toMatch(/NO_ERLANG.*apt-get install/);
    expect(anotherCookie.stdout + openCookie.stdout + nobody.stdout + noErlang.stdout + noNode.stdout).toBe('');
  });

  it('goes on trying where ejabberd goes and comes back, and repeats no trouble', async () => {
    const run = start('--watch');
    await run.printed(/Total members online 1\n$/);
    await server.crash();
    usera.vanish();
    await waitUntil(() => run.stderr.includes('UNREACHABLE'), { what: 'the trouble to be said' });
    const printedBefore = run.stdout;
    await server.startAgain();
    await waitUntil(() => run.stdout !== printedBefore, { timeoutMs: 30_000, what: 'the list to be there again' });
    expect(run.stdout.slice(printedBefore.length)).toMatch(/List of members online \[\]\n.*Total members online 0\n/);
    const said = [...run.stderr.matchAll(/\[warning\] (.*)/g)].map(([, trouble]) => trouble);
    expect(said).toEqual([...new Set(said)]);
  });

  describe('doctor', () => {
    const examine = (cookieFile: string, ...more: readonly string[]): Promise<FinishedRun> =>
      runHere(['doctor', ...argsWith(cookieFile, ...more)]);
    const failures = ({ stdout }: Pick<FinishedRun, 'stdout'>): string[] =>
      stdout.split('\n').flatMap((line) => (line.startsWith('FAILED') ? [line.slice(8).replace(/ {2,}/, ' ')] : []));

    it('finds all well, and leaves no trace', async () => {
      const run = new CliProcess(['doctor', ...argsWith(server.cookieFile)]);
      expect(await run.ended).toBe(0);
      expect(failures(run)).toEqual([]);
      expect(run.stdout).toMatch(/\nok {6}way back: +ejabberd@127\.0\.0\.1 can reach us\n/);
      expect(run.stdout).toMatch(/\nnote {4}frozen peers: +ejabberd@127\.0\.0\.1 would wait/);
      expect(run.stdout).toMatch(/\nAll well\.\n$/);
      expect(run.stderr).toBe('');
      expect(await members()).toBe(`['${NODE}']`);
    });

    it('tells machines, and asks for no way back with --watch', async () => {
      const limit = '[{send_timeout, 5000}, {send_timeout_close, true}]';
      for (const which of ['listen', 'connect']) {
        await server.evaluate(`application:set_env(kernel, inet_dist_${which}_options, ${limit})`);
      }
      const { exitCode, stdout } = await examine(server.cookieFile, '--watch', '--json');
      expect(exitCode).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      const verdicts = lines.map((line) => JSON.parse(line) as Verdict);
      expect(verdicts).toContainEqual(expect.objectContaining({ check: 'session table', outcome: 'ok' }));
      expect(verdicts).toContainEqual(expect.objectContaining({ check: 'frozen peers', outcome: 'ok' }));
      expect(verdicts.map(({ check }) => check)).not.toContain('way back');
    });

    it.each<[string, RegExp, () => Promise<FinishedRun>]>([
      ['another cookie', /^handshake: .*cookie/, () => examine(join(directory, 'wrong-cookie'))],
      [
        'a misspelt node',
        /^epmd: .*knows no ejaberd, only .*ejabberd/,
        () => examine(server.cookieFile, '--node', 'ejaberd@127.0.0.1'),
      ],
      [
        // It registers where ejabberd looks for it, and listens elsewhere.
        'no way back',
        /^way back: .*cannot connect .*econnrefused/,
        () => examine(server.cookieFile, '--listen-address', '127.0.0.2'),
      ],
      ['long against short names', /^names: /, () => examine(server.cookieFile, '--own-node', 'b@localhost')],
      ['a name that is taken', /^own node: /, () => examine(server.cookieFile, '--own-node', NODE)],
      [
        'a table that is not there',
        /^session table: .*no table of sessions/,
        async () => {
          await server.evaluate('{atomic, ok} = mnesia:delete_table(session)');
          return examine(server.cookieFile);
        },
      ],
      [
        'ejabberd down',
        /^epmd: .*knows no ejabberd, nor anybody else/,
        async () => {
          await server.crash();
          return examine(server.cookieFile);
        },
      ],
    ])('finds %s', async (_, failure, run) => {
      const finished = await run();
      expect(finished.exitCode).toBe(1);
      expect(failures(finished)).toEqual([expect.stringMatching(failure)]);
    });

    it('finds the table there again, made anew by an ejabberd that has restarted', async () => {
      await server.startAgain();
      expect(failures(await examine(server.cookieFile))).toEqual([]);
    });
  });

  it('ends with 78 where there is no such table', async () => {
    await server.evaluate('{atomic, ok} = mnesia:delete_table(session)');
    const { exitCode, stderr } = await runHere(argsWith(server.cookieFile));
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/OTHER_TABLE/);
  });
});

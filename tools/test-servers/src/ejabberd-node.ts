import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ejabberdConfigOf } from './ejabberd-config.ts';
import { evaluateIn, hasLongName, type ErlangNode } from './erlang-evaluate.ts';
import { getFreePort } from './free-port.ts';
import { getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';
import { passwordOf, XMPP_TEST_DOMAIN, type XmppAccount, type XmppServer } from './xmpp-server.ts';

/** How an ejabberd is to be. */
export interface EjabberdOptions {
  readonly accounts: readonly XmppAccount[];
  /** Default {@link XMPP_TEST_DOMAIN}. */
  readonly domain?: string;
  /** Name of its Erlang node; default `ejabberd@127.0.0.1`. Without a dot in the host it is a short name. */
  readonly nodeName?: string;
  /** With its MQTT broker. Default false. */
  readonly mqtt?: boolean;
}

/** A running ejabberd. As an {@link ErlangNode} it can be reached by others that have the cookie. */
export interface EjabberdServer extends XmppServer, ErlangNode {
  readonly name: 'ejabberd';
  readonly webSocketService: string;
  /** Where clients connect over BOSH (XEP-0206). */
  readonly boshService: string;
  /** Full addresses (`user@host/resource`) of all sessions of its cluster by its own count, in their order: what is right. */
  connectedUsers(): Promise<string[]>;
  /** See {@link evaluateIn}. */
  evaluate(expression: string): Promise<string>;
}

/** A node that is to be started beside others, which share epmd and cookie. */
export interface EjabberdNodeOptions extends EjabberdOptions {
  readonly epmdPort: number;
  readonly cookie: string;
}

interface EjabberdPlan extends EjabberdNodeOptions {
  readonly domain: string;
  readonly nodeName: string;
  readonly directory: string;
  readonly cookieFile: string;
  readonly port: number;
  readonly httpPort: number;
}

const READY_LINE = 'lampfield-test-server-ready';

/** Registers the accounts inside the starting node: one control command an account would take longer than the rest of the start. */
const REGISTER_ACCOUNTS = [
  '{ok, Accounts} = file:consult(os:getenv("LAMPFIELD_ACCOUNTS")),',
  '[ejabberd_auth:try_register(User, Host, Password) || {User, Host, Password} <- Accounts],',
  `io:format("${READY_LINE}~n").`,
].join(' ');

/** Starts a real ejabberd without its control script, which insists on root or its own user. */
export async function startEjabberdNode(options: EjabberdNodeOptions): Promise<EjabberdServer> {
  const plan = await makePlan(options);
  await writeFiles(plan);
  let server = await spawnEjabberd(plan).catch(async (error: unknown) => {
    await removeFiles(plan);
    throw error;
  });
  const httpService = `127.0.0.1:${String(plan.httpPort)}`;
  return {
    ...{ name: 'ejabberd', domain: plan.domain, service: `xmpp://127.0.0.1:${String(plan.port)}` },
    ...{ webSocketService: `ws://${httpService}/ws`, boshService: `http://${httpService}/bosh` },
    ...{ nodeName: plan.nodeName, epmdPort: plan.epmdPort, cookieFile: plan.cookieFile },
    connectedUsers: () => fetchConnectedUsers(`http://${httpService}/api/connected_users`),
    evaluate: (expression) => evaluateIn(plan, expression),
    output: () => server.output,
    signal: (name) => server.signal(name),
    shutDown: () => server.stop(),
    crash: () => kill(server),
    startAgain: async () => {
      server = await spawnEjabberd(plan);
    },
    stop: async () => {
      // Not in good order: that takes seconds, and its data are removed anyway.
      await kill(server);
      await removeFiles(plan);
    },
  };
}

async function makePlan(options: EjabberdNodeOptions): Promise<EjabberdPlan> {
  const directory = await makeServerDirectory('ejabberd');
  return {
    ...options,
    domain: options.domain ?? XMPP_TEST_DOMAIN,
    nodeName: options.nodeName ?? 'ejabberd@127.0.0.1',
    directory,
    cookieFile: join(directory, '.erlang.cookie'),
    port: await getFreePort(),
    httpPort: await getFreePort(),
  };
}

async function kill(server: SpawnedServer): Promise<void> {
  server.signal('SIGKILL');
  await server.stop();
}

function removeFiles({ directory }: EjabberdPlan): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

function spawnEjabberd({ directory, epmdPort, nodeName }: EjabberdPlan): Promise<SpawnedServer> {
  return SpawnedServer.start({
    name: nodeName,
    command: getProgram('erl'),
    args: [
      ...['-noinput', '+K', 'true', hasLongName(nodeName) ? '-name' : '-sname', nodeName, '-start_epmd', 'false'],
      ...['-kernel', 'inet_dist_use_interface', '{127,0,0,1}'],
      ...['-mnesia', 'dir', JSON.stringify(join(directory, 'spool'))],
      ...['-s', 'ejabberd', '-eval', REGISTER_ACCOUNTS],
    ],
    env: {
      // HOME: erl reads the cookie from there, so that it stands in no argument list.
      HOME: directory,
      ERL_LIBS: '/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu',
      ERL_EPMD_PORT: String(epmdPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      EJABBERD_CONFIG_PATH: join(directory, 'ejabberd.yml'),
      EJABBERD_LOG_PATH: join(directory, 'ejabberd.log'),
      EJABBERD_PID_PATH: join(directory, 'ejabberd.pid'),
      CONTRIB_MODULES_CONF_DIR: join(directory, 'modules.d'),
      LAMPFIELD_ACCOUNTS: join(directory, 'accounts.config'),
    },
    directory,
    keepDirectory: true,
    // A clean stop waits for its own parts; it has been seen to take six seconds.
    stopTimeoutMs: 10_000,
    // Seconds where nothing else runs; half a minute has been seen on a machine with ten times the work it can do.
    readyTimeoutMs: 90_000,
    isReady: (server) => server.output.includes(READY_LINE),
  });
}

async function writeFiles(plan: EjabberdPlan): Promise<void> {
  await mkdir(join(plan.directory, 'spool'));
  await writeFile(plan.cookieFile, plan.cookie, { mode: 0o400 });
  await writeFile(join(plan.directory, 'ejabberd.yml'), ejabberdConfigOf(plan));
  const accounts = plan.accounts.map(
    (account) => `{${erlangBinary(account.username)}, ${erlangBinary(plan.domain)}, ${erlangBinary(passwordOf(account))}}.\n`,
  );
  await writeFile(join(plan.directory, 'accounts.config'), accounts.join(''));
}

/** The text as it is written in an Erlang program: byte by byte, so that nothing in it has to be escaped. */
export function erlangBinary(text: string): string {
  return `<<${Buffer.from(text).join(',')}>>`;
}

async function fetchConnectedUsers(url: string): Promise<string[]> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}: ${await answer.text()}`);
  return ((await answer.json()) as string[]).sort();
}

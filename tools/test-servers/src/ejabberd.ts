import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getFreePort } from './free-port.ts';
import { portAnswers } from './port-answers.ts';
import { getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';
import { passwordOf, XMPP_TEST_DOMAIN, type XmppAccount, type XmppServer } from './xmpp-server.ts';

/** How an ejabberd is to be. */
export interface EjabberdOptions {
  readonly accounts: readonly XmppAccount[];
  /** Default {@link XMPP_TEST_DOMAIN}. */
  readonly domain?: string;
}

/** A running ejabberd: an Erlang node of its own, with an epmd of its own. */
export interface EjabberdServer extends XmppServer {
  readonly name: 'ejabberd';
  /** Long name of its Erlang node. */
  readonly nodeName: string;
  /** Where other nodes that want to reach it must look (`ERL_EPMD_PORT`). */
  readonly epmdPort: number;
  /** File of mode 400 with the secret that nodes share. */
  readonly cookieFile: string;
}

interface EjabberdPlan extends EjabberdOptions {
  readonly domain: string;
  readonly directory: string;
  readonly port: number;
  readonly httpPort: number;
  readonly epmdPort: number;
}

const READY_LINE = 'lampfield-test-server-ready';
const NODE_NAME = 'ejabberd@127.0.0.1';

/** Registers the accounts inside the starting node: one control command an account would take longer than the rest of the start. */
const REGISTER_ACCOUNTS = [
  '{ok, Accounts} = file:consult(os:getenv("LAMPFIELD_ACCOUNTS")),',
  '[ejabberd_auth:try_register(User, Host, Password) || {User, Host, Password} <- Accounts],',
  `io:format("${READY_LINE}~n").`,
].join(' ');

/** Starts a real ejabberd without its control script, which insists on root or its own user; ready in one to three seconds. */
export async function startEjabberd(options: EjabberdOptions): Promise<EjabberdServer> {
  const plan: EjabberdPlan = {
    ...options,
    domain: options.domain ?? XMPP_TEST_DOMAIN,
    directory: await makeServerDirectory('ejabberd'),
    port: await getFreePort(),
    httpPort: await getFreePort(),
    epmdPort: await getFreePort(),
  };
  await writeFiles(plan);
  const epmd = await spawnEpmd(plan);
  let server = await spawnEjabberd(plan).catch(async (error: unknown) => {
    await epmd.stop();
    throw error;
  });
  return {
    name: 'ejabberd',
    domain: plan.domain,
    service: `xmpp://127.0.0.1:${String(plan.port)}`,
    webSocketService: `ws://127.0.0.1:${String(plan.httpPort)}/ws`,
    nodeName: NODE_NAME,
    epmdPort: plan.epmdPort,
    cookieFile: cookieFileOf(plan),
    output: () => server.output,
    signal: (name) => server.signal(name),
    shutDown: () => server.stop(),
    crash: async () => {
      server.signal('SIGKILL');
      await server.stop();
    },
    startAgain: async () => {
      server = await spawnEjabberd(plan);
    },
    stop: () => stopEjabberd(server, epmd, plan),
  };
}

/** With SIGKILL: a clean stop takes seconds, and its data are removed anyway. */
async function stopEjabberd(server: SpawnedServer, epmd: SpawnedServer, plan: EjabberdPlan): Promise<void> {
  server.signal('SIGKILL');
  await server.stop();
  await epmd.stop();
  await rm(plan.directory, { recursive: true, force: true, maxRetries: 3 });
}

/** In the foreground and as our child: the one that `erl` would start by itself outlives the test. */
function spawnEpmd({ epmdPort, directory }: EjabberdPlan): Promise<SpawnedServer> {
  return SpawnedServer.start({
    name: 'epmd',
    command: getProgram('epmd'),
    args: ['-port', String(epmdPort), '-address', '127.0.0.1'],
    directory,
    keepDirectory: true,
    isReady: () => portAnswers(epmdPort),
  });
}

function spawnEjabberd({ directory, epmdPort }: EjabberdPlan): Promise<SpawnedServer> {
  return SpawnedServer.start({
    name: 'ejabberd',
    command: getProgram('erl'),
    args: [
      ...['-noinput', '+K', 'true', '-name', NODE_NAME, '-start_epmd', 'false'],
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
    isReady: (server) => server.output.includes(READY_LINE),
  });
}

async function writeFiles(plan: EjabberdPlan): Promise<void> {
  await mkdir(join(plan.directory, 'spool'));
  await writeFile(cookieFileOf(plan), randomBytes(16).toString('hex'), { mode: 0o400 });
  await writeFile(join(plan.directory, 'ejabberd.yml'), configOf(plan));
  const accounts = plan.accounts.map(
    (account) => `{${binary(account.username)}, ${binary(plan.domain)}, ${binary(passwordOf(account))}}.\n`,
  );
  await writeFile(join(plan.directory, 'accounts.config'), `%% coding: utf-8\n${accounts.join('')}`);
}

function cookieFileOf({ directory }: EjabberdPlan): string {
  return join(directory, '.erlang.cookie');
}

function binary(text: string): string {
  return `<<${JSON.stringify(text)}/utf8>>`;
}

/** With stream management and WebSocket, as Debian's own configuration has; without connections to other servers. JSON is YAML. */
function configOf({ domain, port, httpPort }: EjabberdPlan): string {
  return JSON.stringify({
    hosts: [domain],
    loglevel: 'warning',
    auth_method: 'internal',
    auth_password_format: 'plain',
    s2s_access: 'none',
    listen: [
      { port, ip: '127.0.0.1', module: 'ejabberd_c2s', access: 'c2s', starttls: false },
      { port: httpPort, ip: '127.0.0.1', module: 'ejabberd_http', request_handlers: { '/ws': 'ejabberd_http_ws' } },
    ],
    access_rules: { c2s: { allow: 'all' } },
    shaper_rules: { max_user_sessions: 10 },
    modules: { mod_roster: {}, mod_ping: {}, mod_disco: {}, mod_stream_mgmt: {} },
  });
}

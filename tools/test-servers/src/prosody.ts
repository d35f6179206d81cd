import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateFiles } from './certificate-authority.ts';
import { getFreePort } from './free-port.ts';
import { portAnswers } from './port-answers.ts';
import { getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';
import { passwordOf, XMPP_TEST_DOMAIN, type XmppAccount, type XmppServer } from './xmpp-server.ts';

/** How a prosody is to be. */
export interface ProsodyOptions {
  readonly accounts: readonly XmppAccount[];
  /** Default {@link XMPP_TEST_DOMAIN}. */
  readonly domain?: string;
  /** With one, STARTTLS is offered and demanded, and a second port takes TLS from the first byte. */
  readonly tls?: CertificateFiles;
}

/** A running prosody. */
export interface ProsodyServer extends XmppServer {
  readonly name: 'prosody';
  /** `xmpps://127.0.0.1:<port>`; undefined without a certificate. */
  readonly directTlsService?: string;
}

interface ProsodyPlan extends ProsodyOptions {
  readonly domain: string;
  readonly directory: string;
  readonly port: number;
  readonly directTlsPort: number;
  readonly webSocketPort: number;
}

/** Starts a real prosody; ready in about a quarter of a second. Accounts are written as its own data files, so no control program is run. */
export async function startProsody(options: ProsodyOptions): Promise<ProsodyServer> {
  const plan: ProsodyPlan = {
    ...options,
    domain: options.domain ?? XMPP_TEST_DOMAIN,
    directory: await makeServerDirectory('prosody'),
    port: await getFreePort(),
    directTlsPort: await getFreePort(),
    webSocketPort: await getFreePort(),
  };
  await writeFile(join(plan.directory, 'prosody.cfg.lua'), configOf(plan));
  await writeAccounts(plan);
  let server = await spawnProsody(plan);
  return {
    name: 'prosody',
    domain: plan.domain,
    service: `xmpp://127.0.0.1:${String(plan.port)}`,
    webSocketService: `ws://127.0.0.1:${String(plan.webSocketPort)}/xmpp-websocket`,
    ...(plan.tls && { directTlsService: `xmpps://127.0.0.1:${String(plan.directTlsPort)}` }),
    output: () => server.output,
    signal: (name) => server.signal(name),
    shutDown: () => server.stop(),
    crash: async () => {
      server.signal('SIGKILL');
      await server.stop();
    },
    startAgain: async () => {
      server = await spawnProsody(plan);
    },
    stop: () => stopProsody(server, plan),
  };
}

/** With SIGKILL: nothing it holds is needed any more, and a server that a test has stopped (SIGSTOP) would not hear anything else. */
async function stopProsody(server: SpawnedServer, plan: ProsodyPlan): Promise<void> {
  server.signal('SIGKILL');
  await server.stop();
  await rm(plan.directory, { recursive: true, force: true, maxRetries: 3 });
}

function spawnProsody({ directory, port }: ProsodyPlan): Promise<SpawnedServer> {
  return SpawnedServer.start({
    name: 'prosody',
    command: getProgram('prosody'),
    args: ['-F', '--config', join(directory, 'prosody.cfg.lua')],
    directory,
    keepDirectory: true,
    isReady: () => portAnswers(port),
  });
}

/** With stream management and WebSocket, as Debian's own configuration suggests; without connections to other servers. */
function configOf({ domain, directory, port, directTlsPort, webSocketPort, tls }: ProsodyPlan): string {
  const encryption =
    tls === undefined
      ? ['c2s_require_encryption = false', 'allow_unencrypted_plain_auth = true', 'c2s_direct_tls_ports = {}']
      : [
          'c2s_require_encryption = true',
          `c2s_direct_tls_ports = { ${String(directTlsPort)} }`,
          `ssl = { certificate = ${JSON.stringify(tls.certFile)}, key = ${JSON.stringify(tls.keyFile)} }`,
        ];
  return [
    'run_as_root = true',
    `pidfile = ${JSON.stringify(join(directory, 'prosody.pid'))}`,
    `data_path = ${JSON.stringify(join(directory, 'data'))}`,
    'log = { { levels = { min = "info" }, to = "console" } }',
    'interfaces = { "127.0.0.1" }',
    `c2s_ports = { ${String(port)} }`,
    `http_ports = { ${String(webSocketPort)} }`,
    'http_interfaces = { "127.0.0.1" }',
    'https_ports = {}',
    `http_default_host = ${JSON.stringify(domain)}`,
    ...encryption,
    'authentication = "internal_plain"',
    'storage = "internal"',
    `modules_enabled = { ${tls === undefined ? '' : '"tls", '}"roster", "saslauth", "disco", "ping", "smacks", "posix", "websocket" }`,
    'modules_disabled = { "s2s" }',
    `VirtualHost ${JSON.stringify(domain)}`,
    '',
  ].join('\n');
}

async function writeAccounts({ accounts, directory, domain }: ProsodyPlan): Promise<void> {
  const folder = join(directory, 'data', dataName(domain), 'accounts');
  await mkdir(folder, { recursive: true });
  const writing = accounts.map((account) =>
    writeFile(
      join(folder, `${dataName(account.username)}.dat`),
      `return { ["password"] = ${JSON.stringify(passwordOf(account))} };\n`,
    ),
  );
  await Promise.all(writing);
}

/** How prosody names its data files: everything but letters and digits as %xx. */
function dataName(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

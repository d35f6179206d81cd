import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getFreeSipPort } from './datagram-port.ts';
import { kamailioConfig, type KamailioOptions, type KamailioPlan } from './kamailio-config.ts';
import { portAnswers } from './port-answers.ts';
import { findProgram, getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';

/** A running kamailio on the loopback interface. */
export interface KamailioServer {
  /** For UDP and TCP. */
  readonly port: number;
  /** For TLS, where a certificate was given. */
  readonly tlsPort: number;
  /** What it has logged since its last start. */
  readonly output: () => string;
  /** Sends a signal to all its processes: SIGSTOP makes it hang, SIGCONT wakes it. */
  signal(name: NodeJS.Signals): void;
  /** Kills it; it forgets registrations, calls and subscriptions. */
  crash(): Promise<void>;
  /** Starts it again, on the same ports. */
  startAgain(): Promise<void>;
  /** Ends it for good and removes its data. May be called twice. */
  stop(): Promise<void>;
}

/** Empty tables, as Debian's package brings them. */
const EMPTY_TABLES = '/usr/share/kamailio/dbtext/kamailio';

/** Starts a real kamailio: registrar, proxy and presence server for {@link SIP_TEST_DOMAIN}. */
export async function startKamailio(options: KamailioOptions = {}): Promise<KamailioServer> {
  const directory = await makeServerDirectory('kamailio');
  const plan: KamailioPlan = { ...options, directory, port: await getFreeSipPort(), tlsPort: await getFreeSipPort() };
  await cp(EMPTY_TABLES, join(directory, 'db'), { recursive: true });
  await writeFile(join(directory, 'kamailio.cfg'), kamailioConfig(plan));
  const removeAll = (): Promise<void> => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  let server = await spawnKamailio(plan).catch(async (error: unknown) => {
    await removeAll();
    throw error;
  });
  const crash = async (): Promise<void> => {
    // Its processes are a group: killed together, they cannot tidy up.
    server.signal('SIGKILL');
    await server.stop();
  };
  return {
    port: plan.port,
    tlsPort: plan.tlsPort,
    output: () => server.output,
    signal: (name) => server.signal(name),
    crash,
    startAgain: async () => {
      server = await spawnKamailio(plan);
    },
    stop: async () => {
      await crash();
      await removeAll();
    },
  };
}

function spawnKamailio({ directory, port }: KamailioPlan): Promise<SpawnedServer> {
  const inDirectory = (name: string): string => join(directory, name);
  const files = ['-f', inDirectory('kamailio.cfg'), '-Y', directory, '-P', inDirectory('kamailio.pid')];
  const [command, ...args] = askedToEnd([getProgram('kamailio'), '-DD', '-E', '-m256', ...files]);
  return SpawnedServer.start({
    name: 'kamailio',
    command,
    args,
    directory,
    keepDirectory: true,
    ownGroup: true,
    isReady: () => portAnswers(port),
  });
}

/** Its processes do not notice when the first of them is killed: with a test runner that is gone it has to be asked, so that it ends them. */
function askedToEnd(command: [string, ...string[]]): [string, ...string[]] {
  const setpriv = findProgram('setpriv');
  return setpriv === undefined ? command : [setpriv, '--pdeathsig', 'TERM', '--', ...command];
}

import {
  formatMistake,
  ListenError,
  loadConfig,
  StateDirError,
  type Clock,
  type Connectors,
  type ConfigMistake,
  type LampfieldConfig,
  type Log,
  type PresenceServer,
  type PresenceServerParts,
} from '@lampfield/server';
import { EXIT_CONFIG, EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';

/** How long a server may take to drain before it is left as it is; the promise is to be gone within 8 s. Milliseconds. */
const DRAIN_DEADLINE_MS = 7500;

/** What the program touches outside itself. */
export interface ProgramSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connectors: Connectors;
  readonly clock: Clock;
  readonly webRoot: string | undefined;
  readonly readFile: (path: string) => string;
  readonly createLog: (config: LampfieldConfig['log']) => Log;
  readonly createServer: (config: LampfieldConfig, parts: PresenceServerParts) => PresenceServer;
  /** Calls back each time the program is asked to end. */
  readonly onStopRequest: (callback: () => void) => void;
  /** One line for whoever started the program. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly exit: (code: number) => void;
}

/** The program: configuration, server, and an end in good order. */
export async function runProgram(around: ProgramSurroundings): Promise<void> {
  const { env, readFile, connectors } = around;
  const loaded = loadConfig({ env, readFile, connectors });
  if (!loaded.ok) {
    refuse(loaded.mistakes, around);
    return;
  }
  const { config, warnings, origin } = loaded;
  const log = around.createLog(config.log);
  log.info({ origin }, 'configuration read');
  for (const warning of warnings) log.warn({}, warning);
  if (around.webRoot === undefined) log.warn({}, 'the web attendant has not been built: only the API is served');
  await serve(config, log, around);
}

function refuse(mistakes: readonly ConfigMistake[], { complain, exit }: ProgramSurroundings): void {
  const count = mistakes.length === 1 ? 'a mistake' : `${String(mistakes.length)} mistakes`;
  complain(`The configuration has ${count}. Nothing was started.`);
  for (const mistake of mistakes) complain(`  ${formatMistake(mistake)}`);
  exit(EXIT_CONFIG);
}

async function serve(config: LampfieldConfig, log: Log, around: ProgramSurroundings): Promise<void> {
  const { webRoot, say } = around;
  try {
    const server = around.createServer(config, { log, ...(webRoot !== undefined && { webRoot }) });
    stopWhenAsked(server, log, around);
    const { url, publicUrl } = await server.start();
    say(`Lampfield is listening on ${url}${publicUrl === url ? '' : `\n(public address ${publicUrl})`}`);
    if (server.signInHint !== undefined) say(`Sign in with ${server.signInHint}`);
  } catch (error) {
    const isExpected = error instanceof StateDirError || error instanceof ListenError;
    if (isExpected) around.complain(error.message);
    else log.error({ err: error }, 'the server could not be started');
    around.exit(error instanceof StateDirError ? EXIT_CONFIG : EXIT_FAILURE);
  }
}

/** The first request drains; whoever asks again does not want to wait. */
function stopWhenAsked(server: PresenceServer, log: Log, { clock, exit, onStopRequest }: ProgramSurroundings): void {
  let isStopping = false;
  onStopRequest(() => {
    if (isStopping) {
      exit(EXIT_FAILURE);
      return;
    }
    isStopping = true;
    log.info({}, 'draining');
    clock.startTimer(DRAIN_DEADLINE_MS, () => {
      log.warn({}, 'draining took too long');
      exit(EXIT_FAILURE);
    });
    server.stop().then(
      () => {
        exit(EXIT_OK);
      },
      (error: unknown) => {
        log.error({ err: error }, 'draining failed');
        exit(EXIT_FAILURE);
      },
    );
  });
}

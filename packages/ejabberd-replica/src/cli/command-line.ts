import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { planNodes } from '../child/own-node.ts';
import type { ReplicaMode } from '../replica-options.ts';
import { findNodeName, NAMES_MUST_FIT, namesFit } from '../node-names.ts';
import { UsageError } from './usage-error.ts';

/** Which cluster, and as whom. */
export interface ClusterOptions {
  /** As it was written, `ejabberd@host`. */
  readonly node: string;
  readonly cookieFile: string;
  readonly mode: ReplicaMode;
  readonly ownNode: string;
  readonly epmdPort: number;
  readonly listenAddress?: string;
  /** Output for machines. */
  readonly json: boolean;
}

/** `lampfield-online`: prints who is online. */
export interface OnlineCommand extends ClusterOptions {
  readonly command: 'online';
  readonly once: boolean;
  /** How many users a list names at most. */
  readonly limit: number;
  /** How long a list may take with `once`; seconds. */
  readonly timeoutSeconds: number;
  /** Say on stderr what happens. */
  readonly verbose: boolean;
}

/** `lampfield-online doctor`: checks what joining needs. */
export interface DoctorCommand extends ClusterOptions {
  readonly command: 'doctor';
}

/** What is to be done. */
export type Command = OnlineCommand | DoctorCommand | { readonly command: 'help' };

/** Where the program runs. */
export interface CommandSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
}

const OPTIONS = {
  node: { type: 'string' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  'cookie-file': { type: 'string' },
  'own-node': { type: 'string' },
  'epmd-port': { type: 'string' },
  'listen-address': { type: 'string' },
  once: { type: 'boolean' },
  limit: { type: 'string' },
  timeout: { type: 'string' },
  verbose: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What only the printing of lists has a use for. */
const ONLINE_ONLY = ['once', 'limit', 'timeout', 'verbose'] as const;

const DEFAULT_EPMD_PORT = 4369;
const DEFAULT_LIMIT = 100;
const DEFAULT_TIMEOUT_SECONDS = 60;

/** Reads the arguments (those after the program's name). @throws UsageError */
export function readCommandLine(args: readonly string[], surroundings: CommandSurroundings): Command {
  const { values, positionals } = parse(args);
  if (values.help === true || positionals[0] === 'help') return { command: 'help' };
  const [command = 'online', ...rest] = positionals;
  if (command !== 'online' && command !== 'doctor') throw new UsageError(`there is no command ${JSON.stringify(command)}`);
  if (rest.length > 0) throw new UsageError(`too many arguments after ${command}`);
  // The doctor comes under a name of his own, so that he can be called while the other runs.
  const cluster = readClusterOptions(values, surroundings, `lampfield-${command}`);
  if (command === 'online') {
    if (!namesFit(cluster)) throw new UsageError(`--node and --own-node do not fit: ${NAMES_MUST_FIT}`);
    return { command, ...cluster, ...readOnlineOptions(values) };
  }
  const surplus = ONLINE_ONLY.find((name) => values[name] !== undefined);
  if (surplus !== undefined) throw new UsageError(`the doctor has no --${surplus}`);
  return { command, ...cluster };
}

type Values = ReturnType<typeof parse>['values'];

/** Typed by {@link OPTIONS}. */
function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Its first sentence names the option, never its value; what follows is advice about `--`.
    throw new UsageError((error as Error).message.split(/\.\s/)[0]);
  }
}

function readClusterOptions(values: Values, { env, home }: CommandSurroundings, local: string): ClusterOptions {
  const node = values.node ?? '';
  checkNode('node', node);
  const mode = values.watch === true ? 'watch' : 'replica';
  const cookieFile = values['cookie-file'] ?? `${home}/.erlang.cookie`;
  const ownNode = values['own-node'] ?? `${local}@${hostOf(planNodes({ node, mode, cookieFile }).ownNode)}`;
  checkNode('own-node', ownNode);
  const listenAddress = values['listen-address'];
  if (listenAddress !== undefined && isIP(listenAddress) === 0) throw new UsageError('--listen-address is not an IP address');
  return {
    ...{ node, ownNode, mode, cookieFile },
    epmdPort: getNumber('epmd-port', values['epmd-port'] ?? env['ERL_EPMD_PORT'], { most: 65_535, otherwise: DEFAULT_EPMD_PORT }),
    ...(listenAddress !== undefined && { listenAddress }),
    json: values.json === true,
  };
}

function hostOf(node: string): string {
  return node.slice(node.indexOf('@') + 1);
}

function readOnlineOptions(values: Values): Pick<OnlineCommand, 'once' | 'limit' | 'timeoutSeconds' | 'verbose'> {
  return {
    once: values.once === true,
    limit: getNumber('limit', values.limit, { least: 0, most: 10_000_000, otherwise: DEFAULT_LIMIT }),
    timeoutSeconds: getNumber('timeout', values.timeout, { most: 86_400, otherwise: DEFAULT_TIMEOUT_SECONDS }),
    verbose: values.verbose === true,
  };
}

function checkNode(option: string, text: string): void {
  if (text === '') throw new UsageError(`--${option} NAME@HOST is missing`);
  if (findNodeName(text) === undefined) {
    throw new UsageError(`--${option} is no name of an Erlang node (NAME@HOST): ${JSON.stringify(text)}`);
  }
}

interface Range {
  /** Default 1. */
  readonly least?: number;
  readonly most: number;
  readonly otherwise: number;
}

function getNumber(option: string, text: string | undefined, { least = 1, most, otherwise }: Range): number {
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${option} is a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}

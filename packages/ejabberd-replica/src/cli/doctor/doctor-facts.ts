/** Why something did not work, as the Erlang program says it. */
export interface Refusal {
  readonly code: string;
  readonly text: string;
}

/** A node of the cluster that runs ejabberd; null: it would not say. */
export interface NodeFacts {
  readonly node: string;
  /** Main number of its Erlang release. */
  readonly otp: string | null;
  /** Version of ejabberd. */
  readonly ejabberd: string | null;
  /** After how long it lets go of another node that takes nothing more; null: never. */
  readonly sendTimeoutMs: number | null;
}

/** Whether a node of the cluster reaches us: how far it came. */
export interface WayBack {
  readonly node: string;
  /** What it was told by our epmd when that was not a port. */
  readonly epmd?: string;
  /** Why it could not connect to the port. */
  readonly knock?: string;
  /** Whether it called us when asked to (`net_adm:ping`). */
  readonly calls?: boolean;
}

/** The Erlang that is installed here. */
export interface InstalledErlang {
  /** Main number of its release. */
  readonly otp: string;
  readonly hasMnesia: boolean;
}

/** What the Erlang program found, as far as it came. */
export interface DoctorFacts {
  readonly erlang?: InstalledErlang;
  /** Our own node: true when it is up as wanted. */
  readonly ownNode?: true | Refusal;
  readonly handshake?: true | Refusal;
  /** The session table; `note` is for an operator. */
  readonly table?: true | Refusal | { readonly note: string };
  /** Names of nodes: all that the schema knows, those that run mnesia, those that run ejabberd. */
  readonly cluster?: {
    readonly known: readonly string[];
    readonly running: readonly string[];
    readonly ejabberd: readonly string[];
  };
  readonly nodes: readonly NodeFacts[];
  readonly waysBack: readonly WayBack[];
  /** It ended in disorder. */
  readonly broken?: string;
}

/** Before anything was said. */
export const NO_FACTS: DoctorFacts = { nodes: [], waysBack: [] };

type Said = Readonly<Record<string, unknown>>;
type Reader = (said: Said, facts: DoctorFacts) => Partial<DoctorFacts>;

/** By the name of the fact, what it adds. */
const READERS: ReadonlyMap<unknown, Reader> = new Map<string, Reader>([
  ['erlang', (said) => ({ erlang: { otp: textOf(said['otp']) ?? '', hasMnesia: said['mnesia'] === true } })],
  ['own_node', (said) => ({ ownNode: refusalOf(said) ?? true })],
  ['connected', () => ({ handshake: true })],
  ['refused', (said) => ({ handshake: refusalOf(said) ?? { code: '', text: '' } })],
  ['table', (said) => ({ table: tableOf(said) })],
  [
    'cluster',
    ({ known, running, ejabberd }) => ({
      cluster: { known: namesOf(known), running: namesOf(running), ejabberd: namesOf(ejabberd) },
    }),
  ],
  ['node', (said, { nodes }) => ({ nodes: [...nodes, nodeOf(said)] })],
  ['way_back', (said, { waysBack }) => ({ waysBack: [...waysBack, wayBackOf(said)] })],
  ['broken', (said) => ({ broken: textOf(said['reason']) ?? '' })],
]);

/** The facts with one more line of the Erlang program; other lines (reports of the Erlang system itself) change nothing. */
export function withFact(facts: DoctorFacts, line: string): DoctorFacts {
  const said = findObject(line);
  const read = READERS.get(said?.['fact']);
  return said === undefined || read === undefined ? facts : { ...facts, ...read(said, facts) };
}

function findObject(line: string): Said | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Said) : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf({ code, text }: Said): Refusal | undefined {
  return typeof code === 'string' ? { code, text: textOf(text) ?? '' } : undefined;
}

function tableOf(said: Said): NonNullable<DoctorFacts['table']> {
  const note = textOf(said['note']);
  return refusalOf(said) ?? (note === undefined ? true : { note });
}

function nodeOf(said: Said): NodeFacts {
  const sendTimeoutMs = typeof said['sendTimeoutMs'] === 'number' ? said['sendTimeoutMs'] : null;
  const [otp, ejabberd] = [textOf(said['otp']) ?? null, textOf(said['ejabberd']) ?? null];
  return { node: textOf(said['node']) ?? '', otp, ejabberd, sendTimeoutMs };
}

function wayBackOf(said: Said): WayBack {
  const [epmd, knock] = [textOf(said['epmd']), textOf(said['knock'])];
  return {
    node: textOf(said['node']) ?? '',
    ...(epmd !== undefined && { epmd }),
    ...(knock !== undefined && { knock }),
    ...(typeof said['calls'] === 'boolean' && { calls: said['calls'] }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

import {
  LINE_REFUSALS,
  type JtapiAddress,
  type JtapiCall,
  type JtapiLine,
  type JtapiParty,
  type LineRefusal,
  type LineRefusalReason,
} from '../jtapi-line.ts';

/** What the Java program says, a line each; the README has them in words. */
export type BridgeMessage =
  | { readonly ev: 'hello'; readonly protocol: number; readonly java: string }
  | { readonly ev: 'fatal'; readonly text: string }
  | { readonly ev: 'provider'; readonly state: 'IN_SERVICE' | 'OUT_OF_SERVICE' | 'SHUTDOWN' }
  | { readonly ev: 'line'; readonly line: JtapiLine }
  | { readonly ev: 'refused'; readonly refusal: LineRefusal }
  | { readonly ev: 'not opened'; readonly reason: LineRefusalReason; readonly detail: string }
  | { readonly ev: 'pong'; readonly busyMs: number; readonly waiting: number }
  | { readonly ev: 'misunderstood'; readonly text: string }
  | { readonly ev: 'unwatched' | 'closed' };

type Members = Readonly<Record<string, unknown>>;
type Reader = (members: Members) => BridgeMessage | undefined;

const PROVIDER_STATES = ['IN_SERVICE', 'OUT_OF_SERVICE', 'SHUTDOWN'] as const;
const STEPS = ['watch', 'read', 'observe'] as const;

const READERS: Readonly<Record<string, Reader>> = {
  hello: ({ protocol, java }) => (isWhole(protocol) && isText(java) ? { ev: 'hello', protocol, java } : undefined),
  fatal: ({ text }) => (isText(text) ? { ev: 'fatal', text } : undefined),
  provider: ({ state }) => (isOneOf(PROVIDER_STATES, state) ? { ev: 'provider', state } : undefined),
  line: ({ dn, watch, addresses }) => {
    const read = isText(dn) && isWhole(watch) ? readAll(addresses, readAddress) : undefined;
    return read === undefined ? undefined : { ev: 'line', line: { dn: dn as string, watch: watch as number, addresses: read } };
  },
  failed: readFailure,
  pong: ({ busyMs, waiting }) => (isWhole(busyMs) && isWhole(waiting) ? { ev: 'pong', busyMs, waiting } : undefined),
  misunderstood: ({ text }) => (isText(text) ? { ev: 'misunderstood', text } : undefined),
  unwatched: () => ({ ev: 'unwatched' }),
  closed: () => ({ ev: 'closed' }),
};

/** Undefined for what the program cannot have said. Never throws. */
export function findBridgeMessage(line: string): BridgeMessage | undefined {
  const members = findMembers(line);
  const ev = members?.['ev'];
  if (members === undefined || !isText(ev) || !Object.hasOwn(READERS, ev)) return undefined;
  return READERS[ev]?.(members);
}

function readFailure({ op, reason, error, text, dn, watch }: Members): BridgeMessage | undefined {
  if (!isOneOf(LINE_REFUSALS, reason) || !isText(error)) return undefined;
  const detail = isText(text) ? `${error}: ${text}` : error;
  if (op === 'open') return { ev: 'not opened', reason, detail };
  if (!isOneOf(STEPS, op) || !isText(dn) || !isWhole(watch)) return undefined;
  return { ev: 'refused', refusal: { dn, watch, step: op, reason, detail } };
}

function readAddress(value: unknown): JtapiAddress | undefined {
  const { address, inService, calls } = membersOf(value);
  const read = readAll(calls, readCall);
  if (!isText(address) || read === undefined) return undefined;
  return { address, ...(typeof inService === 'boolean' && { inService }), calls: read };
}

function readCall(value: unknown): JtapiCall | undefined {
  const { id, state, terminals, direction, peers } = membersOf(value);
  const words = readAll(terminals, (word) => (isText(word) ? word : undefined));
  const parties = readAll(peers, readParty);
  if (!isText(id) || !isText(state) || words === undefined || parties === undefined) return undefined;
  const known = direction === 'in' || direction === 'out' ? { direction } : {};
  return { id, state, terminals: words, ...known, peers: parties } as JtapiCall;
}

function readParty(value: unknown): JtapiParty {
  const { state, number, name } = membersOf(value);
  return { ...(isText(state) && { state }), ...(isText(number) && { number }), ...(isText(name) && { name }) };
}

/** Undefined unless all of them can be read. */
function readAll<T>(values: unknown, read: (value: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const all = (values as readonly unknown[]).map(read);
  return all.includes(undefined) ? undefined : (all as T[]);
}

function findMembers(line: string): Members | undefined {
  try {
    return membersOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function isOneOf<T extends string>(words: readonly T[], value: unknown): value is T {
  return words.includes(value as T);
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

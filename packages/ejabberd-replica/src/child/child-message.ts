import { REPLICA_TROUBLES, type ReplicaTroubleCode } from '../replica-trouble.ts';
import type { SessionKey, SessionRow } from '../session-row.ts';

/** What the Erlang program says, a line each; rows are left as they came, because there may be a million (see {@link readRow}). */
export type ChildMessage =
  | { readonly ev: 'hello'; readonly protocol: number; readonly otp: string }
  | { readonly ev: 'trouble'; readonly code: ReplicaTroubleCode; readonly text: string }
  | { readonly ev: 'joined'; readonly via: string; readonly copy: string; readonly nodes: readonly string[] }
  | { readonly ev: 'nodes'; readonly nodes: readonly string[] }
  | { readonly ev: 'note'; readonly text: string }
  | { readonly ev: 'reset' }
  | { readonly ev: 'pong' }
  | { readonly ev: 'left' }
  | { readonly ev: 'ready'; readonly rows: number }
  | { readonly ev: 'rows'; readonly nodes: readonly string[]; readonly rows: readonly unknown[] };

/** A row that was told: a session that is there, or one that has ended. */
export type RowChange = { readonly put: SessionRow } | { readonly removed: SessionKey };

type Members = Readonly<Record<string, unknown>>;
type Reader = (members: Members) => ChildMessage | undefined;

const READERS: Readonly<Record<ChildMessage['ev'], Reader>> = {
  hello: ({ protocol, otp }) => (isNumber(protocol) && isText(otp) ? { ev: 'hello', protocol, otp } : undefined),
  trouble: ({ code, text }) => (isTroubleCode(code) && isText(text) ? { ev: 'trouble', code, text } : undefined),
  joined: ({ via, copy, nodes }) =>
    isText(via) && isText(copy) && isTexts(nodes) ? { ev: 'joined', via, copy, nodes } : undefined,
  nodes: ({ nodes }) => (isTexts(nodes) ? { ev: 'nodes', nodes } : undefined),
  note: ({ text }) => (isText(text) ? { ev: 'note', text } : undefined),
  ready: ({ rows }) => (isNumber(rows) ? { ev: 'ready', rows } : undefined),
  rows: ({ nodes, rows }) => (isTexts(nodes) && Array.isArray(rows) ? { ev: 'rows', nodes, rows } : undefined),
  reset: () => ({ ev: 'reset' }),
  pong: () => ({ ev: 'pong' }),
  left: () => ({ ev: 'left' }),
};

/** Undefined for what the program cannot have said. Never throws. */
export function findChildMessage(line: string): ChildMessage | undefined {
  const members = findMembers(line);
  const ev = members?.['ev'];
  if (members === undefined || !isText(ev) || !Object.hasOwn(READERS, ev)) return undefined;
  return READERS[ev as ChildMessage['ev']](members);
}

/**
 * One row of a line: `[node, openedUs, user, host]` for a session that has ended, with `resource, priority` behind it for one that is
 * there; `node` is a place in the line's `nodes`. Undefined for what is none.
 */
export function findRow(row: unknown, nodes: readonly string[]): RowChange | undefined {
  if (!Array.isArray(row)) return undefined;
  const [place, sidUs, user, host] = row as readonly unknown[];
  const node = typeof place === 'number' ? nodes[place] : undefined;
  if (node === undefined || !isNumber(sidUs) || !isText(user) || !isText(host)) return undefined;
  const key = { sidUs, node, user, host };
  return row.length === 4 ? { removed: key } : findPut(key, row);
}

function findPut(key: SessionKey, row: readonly unknown[]): RowChange | undefined {
  const [, , , , resource, priority] = row;
  if (!isText(resource) || !(priority === null || isNumber(priority))) return undefined;
  return { put: { ...key, resource, priority } };
}

function findMembers(line: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

function isTroubleCode(value: unknown): value is ReplicaTroubleCode {
  return REPLICA_TROUBLES.includes(value as ReplicaTroubleCode);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

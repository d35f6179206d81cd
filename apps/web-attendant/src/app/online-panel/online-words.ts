import type { OnlineChangeCounts, OnlineFilter, ShownOnlineUsers } from '@lampfield/client-presence';

type Status = ShownOnlineUsers['status'];

const PROBLEMS: Readonly<Record<Exclude<Status, 'LIVE' | 'LOADING' | 'FAILED'>, string>> = {
  DISCONNECTED: 'No connection to the server. This is who was online when it was lost.',
  NOT_ALLOWED: 'You may not see who is online. An administrator can allow it.',
  NO_SOURCE: 'The server is not connected to an XMPP cluster.',
  NOT_READY:
    'The server has no list at the moment: it cannot reach the XMPP cluster, or is still loading from it. The list comes by itself.',
  UNREACHABLE: 'The server does not answer. Trying again by itself.',
  FILTER_REFUSED: 'No name can begin like that.',
};

/** What a person types to find somebody. Of a whole address the name is enough. */
export function toOnlineFilter(text: string, host: string | undefined): OnlineFilter {
  const [prefix = ''] = text.split('@');
  return { prefix, ...(host === undefined ? {} : { host }) };
}

/** Why the list is not there or not right, in a sentence; empty when it is, or is on its way. */
export function onlineProblemText(status: Status, code: string | null): string {
  if (status === 'LIVE' || status === 'LOADING') return '';
  if (status === 'FAILED') return `The list cannot be had (${code ?? 'unknown'}). Trying again by itself.`;
  return PROBLEMS[status];
}

/** One line above the list: how far it is, whom it is about, and whether there are more. */
export function listSummary({ status, users, filter, isCapped, matching }: ShownOnlineUsers): string {
  if (status === 'LOADING') return users.length === 0 ? 'Loading…' : `Loading… ${count(users.length)} so far`;
  if (isCapped) return `The first ${count(users.length)} of ${count(matching)}. Type more to narrow them down.`;
  if (status !== 'LIVE' && users.length === 0) return '';
  const whom = [
    filter.prefix === undefined ? '' : ` beginning with “${filter.prefix}”`,
    filter.host === undefined ? '' : ` at ${filter.host}`,
  ];
  return `${users.length === 0 ? 'Nobody' : people(users.length)} online${whom.join('')}`;
}

/** What came and went between two moments, for who listens; empty when nothing did, or when the list was opened anew in between. */
export function spokenChanges(before: OnlineChangeCounts, now: OnlineChangeCounts, total: number): string {
  const [joined, left] = [now.joined - before.joined, now.left - before.left];
  if (joined < 0 || left < 0 || joined + left === 0) return '';
  const parts = [joined > 0 ? `${count(joined)} joined` : '', left > 0 ? `${count(left)} left` : ''].filter(
    (part) => part !== '',
  );
  return `${parts.join(', ')}. ${people(total)} online.`;
}

/** What stands after a number of users for who hears it: what they are, and how many sessions they have. */
export function unitsOf(users: number, sessions: number): string {
  return `${users === 1 ? 'user' : 'users'}, ${sessions === 1 ? '1 session' : `${count(sessions)} sessions`}`;
}

/** A number as the reader's language writes it. */
export function count(value: number): string {
  return value.toLocaleString();
}

function people(value: number): string {
  return `${count(value)} ${value === 1 ? 'user' : 'users'}`;
}

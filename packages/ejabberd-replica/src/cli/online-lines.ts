import type { OnlineUserEntry } from '@lampfield/protocol';
import type { ReplicaTrouble } from '../replica-trouble.ts';
import type { SessionTable } from '../sessions/session-table.ts';
import { toErlangString, toTerminalText } from './terminal-text.ts';

/** Who is online at this moment. */
export type OnlineView = Pick<SessionTable, 'userCount' | 'sessionCount' | 'hosts' | 'list'>;

/** Writes down who is online, ready for printing: whole lines. */
export type OnlineFormat = (view: OnlineView, wallMs: number) => string;

/** How many users a list names at most. */
export interface ListLimit {
  readonly limit: number;
}

/**
 * As the first program of this kind printed it, local time in front:
 * `18:28:17.387 [info] List of members online [{"usera","chat.example"}]` and `Total members online 1`.
 * Of a list beyond the limit the first are named, and how many more there are; the total stays what it is.
 */
export function linesFor({ limit }: ListLimit): OnlineFormat {
  return (view, wallMs) => {
    const users = firstOf(view, limit);
    const names = users.map(({ user, host }) => `{${toErlangString(user)},${toErlangString(host)}}`).join(',');
    const more = view.userCount > users.length ? ` and ${String(view.userCount - users.length)} more` : '';
    const start = `${timeOfDay(wallMs)} [info]`;
    return `${start} List of members online [${names}]${more}\n${start} Total members online ${String(view.userCount)}\n`;
  };
}

/** For machines: one JSON object a line, `{at, total, sessions, hosts, users, more}`; `more` is how many users are not among `users`. */
export function jsonFor({ limit }: ListLimit): OnlineFormat {
  return (view, wallMs) => {
    const users = firstOf(view, limit);
    const { userCount: total, sessionCount: sessions } = view;
    return jsonLine({ at: isoTime(wallMs), total, sessions, hosts: view.hosts(), users, more: total - users.length });
  };
}

/** A page has at least one user. */
function firstOf(view: OnlineView, limit: number): OnlineUserEntry[] {
  return limit === 0 ? [] : (view.list({ limit })?.users ?? []);
}

/** For machines: that there is no list now, and why. */
export function troubleJson(trouble: ReplicaTrouble, wallMs: number): string {
  return jsonLine({ at: isoTime(wallMs), trouble });
}

/** A line of a log, for people. */
export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly fields: object;
}

/** The entry as one line. */
export function logLine({ level, message, fields }: LogEntry, wallMs: number): string {
  return `${timeOfDay(wallMs)} [${level}] ${toTerminalText(`${message} ${JSON.stringify(fields)}`)}\n`;
}

/** For people. */
export function troubleLine({ code, detail }: ReplicaTrouble, wallMs: number): string {
  return `${timeOfDay(wallMs)} [warning] ${code}: ${toTerminalText(detail)}\n`;
}

/** One line of JSON; JSON itself escapes what a terminal would obey only in part. */
export function jsonLine(value: object): string {
  const escaped = JSON.stringify(value).replace(/[\x7f\p{Cf}\p{Zl}\p{Zp}\u0080-\u009f]/gu, (character) =>
    [...Array(character.length).keys()].map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`).join(''),
  );
  return `${escaped}\n`;
}

function isoTime(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

/** `HH:MM:SS.mmm`, in this machine's time zone. */
function timeOfDay(wallMs: number): string {
  const date = new Date(wallMs);
  const [hours = '', minutes = '', seconds = ''] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

import { fieldOf, textOf } from '../../documents/json-fields.ts';
import type { BusyKind, BusyStretch } from '../calendar/calendar-service.ts';

/** freeBusyStatus in lower case: the reference writes `busy`, the concept page shows `Busy`. */
const KINDS: Readonly<Record<string, BusyKind | 'free'>> = {
  free: 'free',
  tentative: 'tentative',
  busy: 'busy',
  oof: 'oof',
  outofoffice: 'oof',
  workingelsewhere: 'workingElsewhere',
};

const UTC_NAMES = new Set(['utc', 'etc/utc', 'etc/gmt', 'tzone://microsoft/utc']);

/** `2019-03-15T12:00:00.0000000`, seven decimals and no offset. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z?$/;

/**
 * The entries of a calendar that are not free. Undefined when one of them cannot be read: what is left would tell somebody free who may not be.
 *
 * A status that is none of the known ones, `unknown` included, counts as busy: an entry stands there, and busy is what Exchange makes of an entry about which
 * nothing is said. To leave it out would be to claim that somebody has time.
 */
export function readScheduleItems(items: readonly unknown[]): BusyStretch[] | undefined {
  const stretches: BusyStretch[] = [];
  for (const item of items) {
    const kind = kindOf(textOf(item, 'status'));
    if (kind === 'free') continue;
    const [from, until] = [readTime(fieldOf(item, 'start')), readTime(fieldOf(item, 'end'))];
    if (from === undefined || until === undefined) return undefined;
    if (from < until) stretches.push({ from, until, kind });
  }
  return stretches;
}

function kindOf(status: string | undefined): BusyKind | 'free' {
  const name = status?.toLowerCase() ?? '';
  return (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined) ?? 'busy';
}

/** A dateTimeTimeZone in UTC; epoch milliseconds, fractions cut. Undefined for any other zone: it was UTC that was asked for. */
function readTime(value: unknown): number | undefined {
  const [, seconds, decimals = ''] = TIME.exec(textOf(value, 'dateTime') ?? '') ?? [];
  if (seconds === undefined || !UTC_NAMES.has(textOf(value, 'timeZone')?.toLowerCase() ?? '')) return undefined;
  const wallMs = Date.parse(`${seconds}.${decimals.padEnd(3, '0').slice(0, 3)}Z`);
  return Number.isNaN(wallMs) ? undefined : wallMs;
}

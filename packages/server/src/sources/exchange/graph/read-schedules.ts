import { fieldOf, listOf, textOf } from '../../documents/json-fields.ts';
import type { BusyStretch, CalendarWindow, MailboxAnswer } from '../calendar/calendar-service.ts';
import { reasonOf } from './mailbox-error.ts';
import { readScheduleItems } from './schedule-items.ts';
import { VIEW_INTERVAL_MS } from './schedule-request.ts';

/** Digits of `availabilityView` (scheduleInformation). 0 is free or working elsewhere; Exchange Online no longer says 4. */
const VIEW_KINDS: Readonly<Record<string, BusyStretch['kind'] | 'free'>> = {
  0: 'free',
  1: 'tentative',
  2: 'busy',
  3: 'oof',
  4: 'workingElsewhere',
};

/**
 * Reads what `getSchedule` says of the mailboxes that were asked about; undefined when it is no such answer. What nobody asked about, and what cannot be told to be
 * about anybody, is left out. Subjects and places are not looked at.
 *
 * @param window as it was asked for, aligned
 */
export function readSchedules(
  document: unknown,
  addresses: readonly string[],
  window: CalendarWindow,
): Map<string, MailboxAnswer> | undefined {
  const schedules = listOf(document, 'value');
  if (schedules === undefined) return undefined;
  const asked = new Map(addresses.map((address) => [address.toLowerCase(), address]));
  const answers = new Map<string, MailboxAnswer>();
  for (const schedule of schedules) {
    const address = asked.get(textOf(schedule, 'scheduleId')?.normalize('NFC').toLowerCase() ?? '');
    if (address !== undefined && !answers.has(address)) answers.set(address, readSchedule(schedule, window));
  }
  return answers;
}

function readSchedule(schedule: unknown, window: CalendarWindow): MailboxAnswer {
  const error = fieldOf(schedule, 'error');
  if (error !== undefined && error !== null) return { reason: reasonOf(error) };
  const items = listOf(schedule, 'scheduleItems');
  const stretches = readScheduleItems(items ?? []);
  if (stretches !== undefined && stretches.length > 0) return { stretches };
  const view = textOf(schedule, 'availabilityView');
  const viewed = view === undefined ? emptyOf(items, stretches) : readView(view, window);
  return viewed === undefined ? { reason: 'SOURCE_DOWN' } : { stretches: viewed };
}

/** Without a view: somebody has no entries only if there is a list of them, and it could be read. */
function emptyOf(items: readonly unknown[] | undefined, stretches: BusyStretch[] | undefined): BusyStretch[] | undefined {
  return items === undefined ? undefined : stretches;
}

/**
 * The stretches of a view, neighbours of one kind joined; undefined when it is too short for the window, or has a digit that says that nothing is known or that nobody
 * knows: then it is not known what the calendar has.
 */
function readView(view: string, window: CalendarWindow): BusyStretch[] | undefined {
  if (view.length === 0 || view.length < (window.until - window.from) / VIEW_INTERVAL_MS) return undefined;
  const stretches: BusyStretch[] = [];
  for (let slot = 0, end = 0; slot < view.length; slot = end) {
    while (end < view.length && view[end] === view[slot]) end += 1;
    const digit = view[slot] ?? '';
    const kind = Object.hasOwn(VIEW_KINDS, digit) ? VIEW_KINDS[digit] : undefined;
    if (kind === undefined) return undefined;
    const at = (place: number): number => window.from + place * VIEW_INTERVAL_MS;
    if (kind !== 'free') stretches.push({ from: at(slot), until: at(end), kind });
  }
  return stretches;
}

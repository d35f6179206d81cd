import type { ShownPresence } from '@lampfield/client-presence';
import { precedenceOf, type PresenceActivity, type PresenceType } from '@lampfield/protocol';
import { hasCalendarTimes, type CalendarState } from './activity-text.ts';
import { toLampView, type LampView } from './lamp-view.ts';

/** What the cell of one presence type says of one contact. */
export interface CellView {
  readonly lamp: LampView;
  /** How many further presentities of this type the contact has: a second line, say. Their lamps are in the details. */
  readonly furtherCount: number;
  /** A calendar whose text depends on the clock; only while the state is certain. */
  readonly calendar?: CalendarState;
}

/** The cell of a type; undefined for a contact that has nothing of it. Of several items the one that matters most is shown. */
export function findCellView(type: PresenceType, items: readonly ShownPresence[]): CellView | undefined {
  const [first, ...rest] = items.filter((item) => item.type === type);
  if (first === undefined) return undefined;
  const main = rest.reduce((best, item) => (matters(item) < matters(best) ? item : best), first);
  const isCertain = main.stale !== true && main.state !== 'UNKNOWN';
  const { activity } = main;
  const hasCalendar = type === 'EXCHANGE' && isCertain && activity !== undefined && isCalendarTold(activity);
  return {
    lamp: toLampView(main),
    furtherCount: rest.length,
    ...(hasCalendar ? { calendar: { state: main.state, activity } } : {}),
  };
}

/** What is certain before what is not, then the protocol's precedence; lower matters more. */
function matters(item: ShownPresence): number {
  const lastRank = precedenceOf('UNKNOWN');
  return precedenceOf(item.state) + (item.stale === true ? lastRank + 1 : 0);
}

function isCalendarTold(activity: PresenceActivity): boolean {
  return hasCalendarTimes(activity) || activity.outOfOffice === true || activity.tentative === true;
}

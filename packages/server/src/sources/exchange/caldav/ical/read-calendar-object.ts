import type { BusyStretch, CalendarWindow } from '../../calendar/calendar-service.ts';
import { mergeStretches } from '../../../../core/merge-stretches.ts';
import { BrokenCalendar } from './broken-calendar.ts';
import { splitCalendar } from './calendar-text.ts';
import { readEvent } from './event.ts';
import { expandSeries, seriesOf } from './expand-series.ts';
import { parseComponent } from './parsed-component.ts';
import type { StepBudget } from './step-budget.ts';
import type { ZoneBook } from './zone-book.ts';
import type { Zone } from './zone.ts';

/** What a calendar object is read with. */
export interface ReadingOptions {
  readonly zones: ZoneBook;
  /** The zone of whole days and of times that name none. */
  readonly floatingZone: Zone;
  /** What reading may cost. */
  readonly budget: StepBudget;
}

/** Most events of one object: a series and what replaces single days of ten years of it. */
const MOST_EVENTS = 4000;

/**
 * What of an iCalendar object takes time within a window in order, each moment once.
 *
 * @param text the object as a server has it, with whatever else is in it
 * @throws BrokenCalendar when it cannot be understood
 */
export function readCalendarObject(
  text: string,
  window: CalendarWindow,
  { zones, floatingZone, budget }: ReadingOptions,
): BusyStretch[] {
  const parts = splitCalendar(text);
  const findZone = zones.zonesOf(parts.zones, floatingZone);
  if (parts.events.length > MOST_EVENTS) throw new BrokenCalendar('too many events');
  const events = parts.events.map((event) => readEvent(parseComponent(event), findZone));
  return mergeStretches(
    seriesOf(events).flatMap((series) => expandSeries(series, window, budget)),
    window,
  );
}

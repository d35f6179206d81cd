import type { BusyStretch, CalendarWindow } from '../../calendar/calendar-service.ts';
import { splitCalendar } from './calendar-text.ts';
import { readEvent } from './event.ts';
import { expandSeries, seriesOf } from './expand-series.ts';
import { mergeStretches } from './merge-stretches.ts';
import { parseComponent } from './parsed-component.ts';
import { StepBudget } from './step-budget.ts';
import type { ZoneBook } from './zone-book.ts';
import type { Zone } from './zone.ts';

/** What a calendar object is read with. */
export interface ReadingOptions {
  readonly zones: ZoneBook;
  /** The zone of whole days and of times that name none. */
  readonly floatingZone: Zone;
}

/** Most events of one object: a series and what replaces single days of ten years of it. */
const MOST_EVENTS = 4000;

/**
 * What of an iCalendar object takes time within a window (it may reach beyond its ends).
 *
 * @param text the object as a server has it, with whatever else is in it
 * @throws BrokenCalendar when it cannot be understood
 */
export function readCalendarObject(text: string, window: CalendarWindow, { zones, floatingZone }: ReadingOptions): BusyStretch[] {
  const parts = splitCalendar(text);
  const findZone = zones.zonesOf(parts.zones, floatingZone);
  const budget = new StepBudget();
  budget.spend(parts.events.length > MOST_EVENTS ? Infinity : 0);
  const events = parts.events.map((event) => readEvent(parseComponent(event), findZone));
  return mergeStretches(seriesOf(events).flatMap((series) => expandSeries(series, window, budget)));
}

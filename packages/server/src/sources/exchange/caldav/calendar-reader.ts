import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { BusyStretch, CalendarWindow } from '../calendar/calendar-service.ts';
import { BrokenCalendar } from './ical/broken-calendar.ts';
import { readCalendarObject } from './ical/read-calendar-object.ts';
import { MOST_STEPS_PER_MAILBOX, StepBudget, TooMuchWork } from './ical/step-budget.ts';
import { ZoneBook } from './ical/zone-book.ts';
import type { Zone } from './ical/zone.ts';
import type { CalendarObject } from './read-multistatus.ts';

/** What an object was read as. Nothing of what it says but times is kept. */
interface ReadObject {
  readonly etag: string | undefined;
  /** It holds for this window. */
  readonly covers: CalendarWindow;
  readonly stretches: readonly BusyStretch[];
  readonly isBroken: boolean;
}

/** A calendar as it was last read. */
interface ReadCalendar {
  readonly objects: ReadonlyMap<string, ReadObject>;
  readonly brokenCount: number;
}

/** Parts of a reader. */
export interface CalendarReaderParts {
  readonly clock: Clock;
  readonly log: Log;
  /** The zone of whole days and of times that name none. */
  readonly floatingZone: Zone;
  /** A calendar that has not been asked about for so long is forgotten; milliseconds. */
  readonly forgetAfterMs: number;
}

/** Objects that are remembered, of all calendars; a few hundred bytes each. */
const MOST_OBJECTS = 200_000;

/** Objects are read for so much longer than asked, so that the next questions find them read; milliseconds. */
const READ_AHEAD_MS = 12 * 3_600_000;

/** Longest that other work waits, if no single object takes longer; milliseconds. */
const SLICE_MS = 8;

/** Makes busy times of calendar objects, and remembers them for as long as the objects do not change. */
export class CalendarReader {
  readonly #parts: CalendarReaderParts;
  readonly #zones = new ZoneBook();
  readonly #calendars: LRUCache<string, ReadCalendar>;

  constructor(parts: CalendarReaderParts) {
    this.#parts = parts;
    this.#calendars = new LRUCache<string, ReadCalendar>({
      maxSize: MOST_OBJECTS,
      sizeCalculation: ({ objects }) => objects.size + 1,
      ttl: parts.forgetAfterMs,
      ttlResolution: 0,
      // At 0 the library takes an entry for one without a time.
      perf: { now: () => parts.clock.monotonicMs() + 1 },
    });
  }

  /** Objects that are remembered. */
  get size(): number {
    return this.#calendars.calculatedSize - this.#calendars.size;
  }

  /** Forgets what nobody asks about any more. */
  forgetOld(): void {
    this.#calendars.purgeStale();
  }

  /** Forgets one calendar, because it is gone or no longer ours to see. */
  forget(key: string): void {
    this.#calendars.delete(key);
  }

  /**
   * What of a calendar takes time within a window, and may reach beyond it. Objects that cannot be read are left out, and told of once. Gives way to other work
   * now and then.
   *
   * @param key of the calendar
   * @throws TooMuchWork when there is more to it than a mailbox is worth
   */
  async read(key: string, objects: readonly CalendarObject[], window: CalendarWindow): Promise<BusyStretch[]> {
    const known = this.#calendars.get(key);
    const fresh = new Map<string, ReadObject>();
    const left = { left: MOST_STEPS_PER_MAILBOX };
    let sliceEndMs = this.#parts.clock.monotonicMs() + SLICE_MS;
    for (const object of objects) {
      const before = known?.objects.get(object.href);
      fresh.set(object.href, isCurrent(before, object, window) ? before : this.#readObject(object, window, left));
      if (this.#parts.clock.monotonicMs() < sliceEndMs) continue;
      await new Promise<void>((resolve) => void this.#parts.clock.startTick(resolve));
      sliceEndMs = this.#parts.clock.monotonicMs() + SLICE_MS;
    }
    this.#keep(key, fresh, known?.brokenCount ?? 0);
    return [...fresh.values()].flatMap(({ stretches }) =>
      stretches.filter(({ from, until }) => from < window.until && until > window.from),
    );
  }

  #keep(key: string, objects: ReadonlyMap<string, ReadObject>, toldCount: number): void {
    let brokenCount = 0;
    for (const { isBroken } of objects.values()) if (isBroken) brokenCount += 1;
    if (brokenCount > toldCount) {
      this.#parts.log.warn({ connector: 'caldav', objects: brokenCount }, 'calendar objects that cannot be read are left out');
    }
    this.#calendars.set(key, { objects, brokenCount });
  }

  #readObject({ etag, data }: CalendarObject, window: CalendarWindow, left: { left: number }): ReadObject {
    const covers = { from: window.from, until: window.until + READ_AHEAD_MS };
    const { floatingZone } = this.#parts;
    try {
      if (data === undefined) throw new BrokenCalendar('an object that the server does not give');
      const stretches = readCalendarObject(data, covers, { zones: this.#zones, floatingZone, budget: new StepBudget(left) });
      return { etag, covers, stretches, isBroken: false };
    } catch (error) {
      if (error instanceof TooMuchWork) throw error;
      // Whatever a library does at odd input: one object must not hide the others.
      return { etag, covers, stretches: [], isBroken: true };
    }
  }
}

function isCurrent(before: ReadObject | undefined, { etag }: CalendarObject, window: CalendarWindow): before is ReadObject {
  if (before === undefined || etag === undefined || before.etag !== etag) return false;
  return before.covers.from <= window.from && before.covers.until >= window.until;
}

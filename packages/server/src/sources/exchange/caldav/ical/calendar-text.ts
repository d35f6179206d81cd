import { BrokenCalendar } from './broken-calendar.ts';

/** What says when somebody is busy, and how firmly. Subjects, places and people are left out before anything is parsed. */
export const READ_PROPERTIES = [
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'STATUS',
  'TRANSP',
  'CLASS',
  'UID',
  'X-MICROSOFT-CDO-BUSYSTATUS',
] as const;

/** Those of time zones and of free and busy times. */
const FURTHER_PROPERTIES = ['TZID', 'TZOFFSETFROM', 'TZOFFSETTO', 'FREEBUSY'];

const KEPT_PROPERTIES: ReadonlySet<string> = new Set([...READ_PROPERTIES, ...FURTHER_PROPERTIES]);
const KEPT_COMPONENTS: ReadonlySet<string> = new Set(['VEVENT', 'VTIMEZONE', 'STANDARD', 'DAYLIGHT', 'VFREEBUSY']);

/** Longest text that is kept of one object: a series with thousands of exceptions. UTF-16 code units. */
const MOST_KEPT = 512 * 1024;

/** Most lines of an object, read or not: the longest answer in lines of the usual length (RFC 5545, section 3.1: 75 octets) has fewer. */
const MOST_LINES = 300_000;

/** The components of a calendar object, each as text of its own that holds only what is read. */
export interface CalendarParts {
  readonly events: readonly string[];
  readonly zones: readonly string[];
  readonly freeBusy: readonly string[];
}

/**
 * Takes an iCalendar object apart (RFC 5545, section 3.4). Unfolds lines, and takes lines that are none, as some programs write them, for nothing.
 *
 * @throws BrokenCalendar when its components do not nest, it is none, or it is longer than any
 */
export function splitCalendar(text: string): CalendarParts {
  if (hasMoreLines(text, MOST_LINES)) throw new BrokenCalendar('too long');
  const splitter = new Splitter();
  for (const line of text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/)) splitter.take(line);
  return splitter.end();
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines <= most; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines > most;
}

class Splitter {
  readonly #parts = { events: [] as string[], zones: [] as string[], freeBusy: [] as string[] };
  readonly #open: string[] = [];
  #lines: string[] = [];
  #kept = 0;
  #isCalendar = false;

  take(line: string): void {
    const end = line.search(/[;:]/);
    const name = line.slice(0, Math.max(end, 0)).toUpperCase();
    if (name === 'BEGIN')
      this.#begin(
        line
          .slice(end + 1)
          .trim()
          .toUpperCase(),
      );
    else if (name === 'END')
      this.#end(
        line
          .slice(end + 1)
          .trim()
          .toUpperCase(),
      );
    else if (KEPT_PROPERTIES.has(name) && this.#isKept) this.#keep(line);
  }

  end(): CalendarParts {
    if (!this.#isCalendar || this.#open.length > 0) throw new BrokenCalendar('not a whole VCALENDAR');
    return this.#parts;
  }

  /** Whether all of what is open is kept: alarms within an event have a DURATION too. */
  get #isKept(): boolean {
    return this.#open.length > 1 && this.#open.every((name, depth) => depth === 0 || KEPT_COMPONENTS.has(name));
  }

  #begin(name: string): void {
    if (this.#open.length === 0 && name !== 'VCALENDAR') throw new BrokenCalendar('not a VCALENDAR');
    if (this.#open.length > 8) throw new BrokenCalendar('components nested too deep');
    this.#isCalendar = true;
    this.#open.push(name);
    if (this.#isKept) this.#keep(`BEGIN:${name}`);
  }

  #end(name: string): void {
    if (this.#open.at(-1) !== name) throw new BrokenCalendar('components that do not nest');
    if (this.#isKept) this.#keep(`END:${name}`);
    this.#open.pop();
    if (this.#open.length === 1) this.#close(name);
  }

  #keep(line: string): void {
    this.#kept += line.length;
    if (this.#kept > MOST_KEPT) throw new BrokenCalendar('too long');
    this.#lines.push(line);
  }

  #close(name: string): void {
    const list = { VEVENT: this.#parts.events, VTIMEZONE: this.#parts.zones, VFREEBUSY: this.#parts.freeBusy }[name];
    list?.push(this.#lines.join('\r\n'));
    this.#lines = [];
  }
}

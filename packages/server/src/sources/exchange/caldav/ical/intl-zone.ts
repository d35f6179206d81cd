import type { Zone } from './zone.ts';

const QUARTER_MS = 900_000;
/** Quarters of an hour whose offset is remembered: about 40 bytes each. */
const MOST_REMEMBERED = 5000;

/** A zone of the IANA database, as Node brings it. */
class IntlZone implements Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  offsetMsAt(utcMs: number): number {
    // Clocks have been changed at quarters of an hour only, for as long as there are calendars on computers.
    const quarter = Math.floor(utcMs / QUARTER_MS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MOST_REMEMBERED) this.#offsets.clear();
    const offsetMs = this.#readOffset(quarter * QUARTER_MS);
    this.#offsets.set(quarter, offsetMs);
    return offsetMs;
  }

  #readOffset(utcMs: number): number {
    const parts = Object.fromEntries(this.#format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - utcMs;
  }
}

const FIELDS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};

/** The zone of a name like `Europe/Budapest`; undefined when there is none. */
export function findIntlZone(name: string): Zone | undefined {
  try {
    return new IntlZone(new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: name }));
  } catch {
    return undefined;
  }
}

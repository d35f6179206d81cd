import fc from 'fast-check';
import { calendarObject, event } from '../calendar-object.fixture.ts';
import { BrokenCalendar } from './broken-calendar.ts';
import { readCalendarObject } from './read-calendar-object.ts';
import { readFreeBusy } from './read-free-busy.ts';
import { StepBudget } from './step-budget.ts';
import { ZoneBook } from './zone-book.ts';
import { UTC } from './zone.ts';

const WINDOW = { from: Date.parse('2026-11-29T00:00Z'), until: Date.parse('2026-12-01T12:00Z') };

/** Reads it, or says why not; anything but a BrokenCalendar fails the test. */
function read(text: string): string {
  try {
    const stretches = readCalendarObject(text, WINDOW, { zones: new ZoneBook(), floatingZone: UTC, budget: new StepBudget() });
    for (const { from, until } of stretches) expect(from).toBeLessThan(until);
    return `${String(stretches.length)} stretches`;
  } catch (error) {
    expect(error).toBeInstanceOf(BrokenCalendar);
    return (error as Error).message;
  }
}

const NAMES = [
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'STATUS',
  'BEGIN',
  'END',
  'UID',
  'TZID',
  'TZOFFSETTO',
  'FREEBUSY',
];
const VALUES = [
  '20261130T090000Z',
  '20261130',
  'PT1H',
  'VEVENT',
  'VCALENDAR',
  'VTIMEZONE',
  'STANDARD',
  'FREQ=DAILY',
  '+0100',
  '',
  '20261130T090000Z/PT1H',
];

/** Lines that look like a calendar, and are not. */
const oddLine = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom('', ';VALUE=DATE', ';VALUE=PERIOD', ';TZID=Odd', ';X="', ';='),
    fc.oneof(fc.constantFrom(...VALUES), fc.string()),
  )
  .map(([name, parameters, value]) => `${name}${parameters}:${value}`);

const ruleNumber = fc.integer({ min: -500, max: 500 });
const rule = fc
  .record({
    frequency: fc.constantFrom('SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    parts: fc.array(
      fc.tuple(
        fc.constantFrom(
          'INTERVAL',
          'COUNT',
          'BYSECOND',
          'BYMINUTE',
          'BYHOUR',
          'BYMONTHDAY',
          'BYYEARDAY',
          'BYWEEKNO',
          'BYMONTH',
          'BYSETPOS',
        ),
        fc.array(ruleNumber, { minLength: 1, maxLength: 30 }),
      ),
      { maxLength: 5 },
    ),
  })
  .map(({ frequency, parts }) =>
    [`FREQ=${frequency}`, ...parts.map(([name, numbers]) => `${name}=${numbers.join(',')}`)].join(';'),
  );

describe('a calendar object that somebody made to do harm', () => {
  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(oddLine).map((lines) => lines.join('\r\n')),
        ),
        (text) => void read(text),
      ),
    );
    fc.assert(
      fc.property(fc.array(oddLine, { maxLength: 12 }), (lines) => void read(calendarObject(...event('a', ...lines)))),
      { numRuns: 200 },
    );
  });

  it('with any rule is read or refused', () => {
    const start = fc.constantFrom(
      'DTSTART:19000101T000000Z',
      'DTSTART:20261130T090000',
      'DTSTART;VALUE=DATE:20240229',
      'DTSTART;TZID=America/New_York:20261101T013000',
    );
    fc.assert(
      fc.property(
        start,
        rule,
        (begin, text) => void read(calendarObject(...event('a', begin, 'DURATION:PT1H', `RRULE:${text}`))),
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    [
      'a thousand rules for each second',
      event('a', 'DTSTART:20260101T000000Z', ...Array.from({ length: 1000 }, () => 'RRULE:FREQ=SECONDLY')),
      'takes too long',
    ],
    [
      'five thousand events',
      Array.from({ length: 5000 }, () => event('a', 'DTSTART:20261130T090000Z')).flat(),
      'too many events',
    ],
    [
      'too many dates',
      event('a', 'DTSTART:20261130T090000Z', `RDATE:${Array.from({ length: 40_000 }, () => '20261130T090000Z').join(',')}`),
      'too long',
    ],
    [
      'a thousand events of one UID, and a thousand that replace days of each',
      [
        ...Array.from({ length: 1000 }, () => event('a', 'DTSTART:20261130T090000Z', 'RECURRENCE-ID:20261130T090000Z')).flat(),
        ...Array.from({ length: 1000 }, () => event('a', 'DTSTART:20261130T090000Z')).flat(),
      ],
      'takes too long',
    ],
    [
      'an event of each minute, and a thousand from which on all is otherwise',
      [
        ...event('a', 'DTSTART:20261101T090000Z', 'RRULE:FREQ=MINUTELY'),
        ...Array.from({ length: 1000 }, () =>
          event('a', 'DTSTART:20270101T090000Z', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20270101T090000Z'),
        ).flat(),
      ],
      'takes too long',
    ],
    ['more lines than a calendar has', ['\r\n'.repeat(400_000)], 'too long'],
    ['components without end', Array.from({ length: 20 }, () => 'BEGIN:VEVENT'), 'too deep'],
    ['an event that ends before it begins', event('a', 'DTSTART:20261130T090000Z', 'DTEND:20261130T080000Z'), 'before it begins'],
    ['30 February', event('a', 'DTSTART:20260230T090000Z'), 'that is none'],
    ['a negative duration', event('a', 'DTSTART:20261130T090000Z', 'DURATION:-PT1H'), 'duration'],
  ])('%s', (_what, lines, reason) => {
    expect(read(calendarObject(...lines))).toContain(reason);
  });

  it('is never quoted in what is said of it', () => {
    for (const secret of ['DTSTART:secret', 'DTSTART;secret', 'RRULE:FREQ=SECRET', 'DURATION:secret', 'EXDATE;secret=:x']) {
      expect(read(calendarObject(...event('a', 'DTSTART:20261130T090000Z', secret)))).not.toMatch(/secret/i);
    }
  });
});

describe('the answer to a free-busy-query', () => {
  const answer = (...lines: readonly string[]): string =>
    calendarObject('BEGIN:VFREEBUSY', 'DTSTAMP:20261130T000000Z', ...lines, 'END:VFREEBUSY');

  it('says what is not free', () => {
    const text = answer(
      'FREEBUSY:20261130T090000Z/PT1H,20261130T093000Z/20261130T110000Z',
      'FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261130T120000Z/P1D',
      'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261129T090000Z/PT1H',
      'FREEBUSY;FBTYPE=FREE:20261130T000000Z/PT24H',
      'FREEBUSY;FBTYPE=X-ODD:20261129T120000Z/PT1H',
    );
    const short = (ms: number): string => new Date(ms).toISOString().slice(5, 16);
    expect(readFreeBusy(text, WINDOW).map(({ from, until, kind }) => `${short(from)} ${short(until)} ${kind}`)).toEqual([
      '11-29T09:00 11-29T10:00 tentative',
      '11-29T12:00 11-29T13:00 busy',
      '11-30T09:00 11-30T11:00 busy',
      '11-30T12:00 12-01T12:00 oof',
    ]);
    expect(readFreeBusy(answer(), WINDOW)).toEqual([]);
  });

  it.each([
    ['nothing at all', ''],
    ['an event', calendarObject(...event('a', 'DTSTART:20261130T090000Z'))],
    ['no period', answer('FREEBUSY:soon')],
  ])('is none with %s', (_what, text) => {
    expect(() => readFreeBusy(text, WINDOW)).toThrow(BrokenCalendar);
  });

  it('come to an end with a zone of which every line might be its name', () => {
    const text = `BEGIN:VTIMEZONE\r\n${'TZID\u2028'.repeat(100_000)}`;
    expect(() => new ZoneBook().zonesOf([text], UTC)).toThrow(BrokenCalendar);
  });
});

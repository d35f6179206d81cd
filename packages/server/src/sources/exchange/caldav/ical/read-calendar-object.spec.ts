import { budapestZone, calendarObject, event } from '../calendar-object.fixture.ts';
import { findIntlZone } from './intl-zone.ts';
import { readCalendarObject } from './read-calendar-object.ts';
import { StepBudget } from './step-budget.ts';
import { ZoneBook } from './zone-book.ts';
import { UTC } from './zone.ts';

const zones = new ZoneBook();
const floatingZone = findIntlZone('Europe/Budapest') ?? UTC;

/** Busy times of an object within a window of days, as `<begin> <end> <kind>` in UTC, minutes. */
function readWithin([from, until]: readonly [string, string], ...lines: readonly string[]): string[] {
  const window = { from: Date.parse(`${from}Z`), until: Date.parse(`${until}Z`) };
  const stretches = readCalendarObject(calendarObject(...lines), window, { zones, floatingZone, budget: new StepBudget() });
  const short = (ms: number): string => new Date(ms).toISOString().slice(5, 16);
  return stretches.map((stretch) => `${short(stretch.from)} ${short(stretch.until)} ${stretch.kind}`);
}

const SPRING = ['2026-03-28T00:00', '2026-03-31T00:00'] as const;
const AUTUMN = ['2026-10-24T00:00', '2026-10-27T00:00'] as const;

describe('where clocks are changed', () => {
  it.each([
    [
      'a daily event keeps its hour, in spring',
      'Europe/Budapest',
      SPRING,
      '20260301T090000',
      '20260301T100000',
      'RRULE:FREQ=DAILY',
      ['03-28T08:00 03-28T09:00 busy', '03-29T07:00 03-29T08:00 busy', '03-30T07:00 03-30T08:00 busy'],
    ],
    [
      'and in autumn',
      'Europe/Budapest',
      AUTUMN,
      '20260301T090000',
      '20260301T100000',
      'RRULE:FREQ=DAILY',
      ['10-24T07:00 10-24T08:00 busy', '10-25T08:00 10-25T09:00 busy', '10-26T08:00 10-26T09:00 busy'],
    ],
    [
      'half past two that does not exist is taken with the offset before',
      'Europe/Budapest',
      SPRING,
      '20260301T023000',
      '20260301T030000',
      'RRULE:FREQ=DAILY',
      ['03-28T01:30 03-28T02:00 busy', '03-29T01:30 03-29T02:00 busy', '03-30T00:30 03-30T01:00 busy'],
    ],
    [
      'half past two that exists twice is the first',
      'Europe/Budapest',
      AUTUMN,
      '20260301T023000',
      '20260301T030000',
      'RRULE:FREQ=DAILY',
      ['10-24T00:30 10-24T01:00 busy', '10-25T00:30 10-25T01:00 busy', '10-26T01:30 10-26T02:00 busy'],
    ],
    [
      'New York, spring',
      'America/New_York',
      ['2026-03-08T00:00', '2026-03-10T00:00'],
      '20260301T023000',
      '20260301T030000',
      'RRULE:FREQ=DAILY',
      ['03-08T07:30 03-08T08:00 busy', '03-09T06:30 03-09T07:00 busy'],
    ],
    [
      'New York, autumn',
      'America/New_York',
      ['2026-11-01T00:00', '2026-11-03T00:00'],
      '20260301T013000',
      '20260301T020000',
      'RRULE:FREQ=DAILY',
      ['11-01T05:30 11-01T06:00 busy', '11-02T06:30 11-02T07:00 busy'],
    ],
  ] as const)('%s', (...[, zone, window, start, end, rule, expected]) => {
    const lines = [`DTSTART;TZID=${zone}:${start}`, `DTEND;TZID=${zone}:${end}`, rule];
    expect(readWithin(window, ...event('a', ...lines))).toEqual(expected);
  });

  it.each([
    ['a DTEND is an exact length', 'DTEND;TZID=Europe/Budapest:20260302T120000', '03-29T11:00'],
    ['a DURATION of a day is a day of the calendar', 'DURATION:P1D', '03-29T10:00'],
    ['one of 24 hours is not', 'DURATION:PT24H', '03-29T11:00'],
  ])('%s', (_what, length, until) => {
    const lines = ['DTSTART;TZID=Europe/Budapest:20260301T120000', length, 'RRULE:FREQ=DAILY;INTERVAL=27'];
    expect(readWithin(SPRING, ...event('a', ...lines))).toEqual([`03-28T11:00 ${until} busy`]);
  });

  it('whole days are of the zone of the calendar, and last as long as they do', () => {
    const lines = event('a', 'DTSTART;VALUE=DATE:20260329', 'DTEND;VALUE=DATE:20260330', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF');
    expect(readWithin(SPRING, ...lines)).toEqual(['03-28T23:00 03-29T22:00 oof']);
    expect(readWithin(AUTUMN, ...event('a', 'DTSTART;VALUE=DATE:20261025'))).toEqual(['10-24T22:00 10-25T23:00 busy']);
  });

  it('times without a zone are of the zone of the calendar', () => {
    expect(readWithin(SPRING, ...event('a', 'DTSTART:20260330T090000', 'DURATION:PT1H'))).toEqual([
      '03-30T07:00 03-30T08:00 busy',
    ]);
  });
});

describe('time zones', () => {
  const EVENT = (tzid: string): string[] => event('a', `DTSTART;TZID=${tzid}:20260329T120000`, 'DURATION:PT1H');

  it.each([
    ['an IANA name', 'Europe/Budapest', []],
    ['one with a maker before it', '/mozilla.org/20050126_1/Europe/Budapest', []],
    ['a name of Exchange that the object explains', 'Central Europe Standard Time', budapestZone('Central Europe Standard Time')],
    [
      'a name that nobody would think of',
      '"(UTC+01:00) Budapest; Prága, \'stb.\'"',
      budapestZone("(UTC+01:00) Budapest; Prága, 'stb.'"),
    ],
    ['a name that nobody explains', 'Customized Time Zone 1', []],
  ])('by %s', (_what, tzid, zone) => {
    expect(readWithin(SPRING, ...zone, ...EVENT(tzid))).toEqual(['03-29T10:00 03-29T11:00 busy']);
  });

  it('of the object count more than what Node knows of that name', () => {
    const zone = budapestZone('Pacific/Auckland');
    expect(readWithin(SPRING, ...zone, ...EVENT('Pacific/Auckland'))).toEqual(['03-29T10:00 03-29T11:00 busy']);
  });

  it('that have changed for the last time stay as they are', () => {
    const zone = [
      ...[
        'BEGIN:VTIMEZONE',
        'TZID:Old',
        'BEGIN:DAYLIGHT',
        'DTSTART:19800406T000000',
        'RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=19990401T000000Z',
      ],
      ...[
        'TZOFFSETFROM:+0500',
        'TZOFFSETTO:+0600',
        'END:DAYLIGHT',
        'BEGIN:STANDARD',
        'DTSTART:19801005T000000',
        'RDATE:19981004T000000,19991003T000000',
      ],
      ...['TZOFFSETFROM:+0600', 'TZOFFSETTO:+0530', 'END:STANDARD', 'END:VTIMEZONE'],
    ];
    expect(readWithin(SPRING, ...zone, ...EVENT('Old'))).toEqual(['03-29T06:30 03-29T07:30 busy']);
  });

  it.each([
    [
      'changes each second',
      [
        'BEGIN:STANDARD',
        'DTSTART:19700101T000000',
        'RRULE:FREQ=SECONDLY',
        'TZOFFSETFROM:+0100',
        'TZOFFSETTO:+0100',
        'END:STANDARD',
      ],
    ],
    ['has no offset', ['BEGIN:STANDARD', 'DTSTART:19700101T000000', 'END:STANDARD']],
    ['is empty', []],
  ])('a zone that %s makes the object unreadable', (_what, lines) => {
    expect(() => readWithin(SPRING, 'BEGIN:VTIMEZONE', 'TZID:Odd', ...lines, 'END:VTIMEZONE', ...EVENT('Odd'))).toThrow(
      'time zone',
    );
  });
});

describe('a series', () => {
  const WEEK = ['2026-11-02T00:00', '2026-11-30T00:00'] as const;
  const WEEKLY = ['DTSTART;TZID=Europe/Budapest:20260105T100000', 'DTEND;TZID=Europe/Budapest:20260105T110000'];

  it('of each week, with one left out, one moved, one called off and one more', () => {
    const lines = [
      ...event(
        'a',
        ...WEEKLY,
        'RRULE:FREQ=WEEKLY',
        'EXDATE;TZID=Europe/Budapest:20261109T100000',
        'RDATE;TZID=Europe/Budapest:20261105T080000',
      ),
      ...event(
        'a',
        'RECURRENCE-ID;TZID=Europe/Budapest:20261116T100000',
        'DTSTART;TZID=Europe/Budapest:20261117T150000',
        'DURATION:PT2H',
      ),
      ...event('a', 'RECURRENCE-ID:20261123T090000Z', ...WEEKLY, 'STATUS:CANCELLED'),
    ];
    expect(readWithin(WEEK, ...lines)).toEqual([
      '11-02T09:00 11-02T10:00 busy',
      '11-05T07:00 11-05T08:00 busy',
      '11-17T14:00 11-17T16:00 busy',
    ]);
  });

  it('whose later meetings are moved follows from there on', () => {
    const lines = [
      ...event('a', ...WEEKLY, 'RRULE:FREQ=WEEKLY'),
      ...event(
        'a',
        'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Budapest:20261116T100000',
        'DTSTART;TZID=Europe/Budapest:20261116T140000',
        'DURATION:PT30M',
      ),
    ];
    expect(readWithin(WEEK, ...lines)).toEqual([
      '11-02T09:00 11-02T10:00 busy',
      '11-09T09:00 11-09T10:00 busy',
      '11-16T13:00 11-16T13:30 busy',
      '11-23T13:00 11-23T13:30 busy',
    ]);
  });

  it.each([
    ['a day', 'UNTIL=20261109', 2],
    ['a moment in UTC', 'UNTIL=20261109T090000Z', 2],
    ['one just before', 'UNTIL=20261109T085959Z', 1],
    ['a number', 'COUNT=45', 2],
  ])('ends with %s', (_what, end, meetings) => {
    expect(readWithin(WEEK, ...event('a', ...WEEKLY, `RRULE:FREQ=WEEKLY;${end}`))).toHaveLength(meetings);
  });

  it('leaves out days of whole days, and days of meetings', () => {
    const days = event('a', 'DTSTART;VALUE=DATE:20261102', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;VALUE=DATE:20261103');
    expect(readWithin(WEEK, ...days)).toEqual(['11-02T00:00 11-02T23:00 busy', '11-03T23:00 11-04T23:00 busy']);
    expect(readWithin(WEEK, ...event('a', ...WEEKLY, 'RRULE:FREQ=WEEKLY', 'EXDATE;VALUE=DATE:20261109'))).toHaveLength(3);
  });

  it('of which only one meeting is ours is that meeting', () => {
    const lines = event('a', 'RECURRENCE-ID:20261123T090000Z', 'DTSTART:20261123T090000Z', 'DURATION:PT1H');
    expect(readWithin(WEEK, ...lines)).toEqual(['11-23T09:00 11-23T10:00 busy']);
  });

  it('has periods among its extra times', () => {
    const lines = event(
      'a',
      'DTSTART:20261102T090000Z',
      'DURATION:PT1H',
      'RDATE;VALUE=PERIOD:20261103T090000Z/PT3H,20261104T090000Z/20261104T093000Z',
    );
    expect(readWithin(WEEK, ...lines)).toEqual([
      '11-02T09:00 11-02T10:00 busy',
      '11-03T09:00 11-03T12:00 busy',
      '11-04T09:00 11-04T09:30 busy',
    ]);
  });

  it('that goes on over midnight and over both ends of the window is cut there', () => {
    const lines = event('a', 'DTSTART:20260101T220000Z', 'DURATION:PT4H', 'RRULE:FREQ=DAILY');
    expect(readWithin(['2026-11-02T01:00', '2026-11-02T23:00'], ...lines)).toEqual([
      '11-02T01:00 11-02T02:00 busy',
      '11-02T22:00 11-02T23:00 busy',
    ]);
  });

  it('of fifty years costs no more than one of today', () => {
    const budget = new StepBudget(undefined, 500);
    const text = calendarObject(...event('a', 'DTSTART:19700101T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY'));
    const window = { from: Date.parse('2026-11-02T00:00Z'), until: Date.parse('2026-11-03T00:00Z') };
    expect(readCalendarObject(text, window, { zones, floatingZone, budget })).toHaveLength(1);
  });
});

describe('how an event counts', () => {
  it.each([
    [[], 'busy'],
    [['TRANSP:TRANSPARENT'], undefined],
    [['STATUS:CANCELLED'], undefined],
    [['status:tentative'], 'tentative'],
    [['X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'], 'tentative'],
    [['X-MICROSOFT-CDO-BUSYSTATUS:FREE'], undefined],
    [['X-MICROSOFT-CDO-BUSYSTATUS:OOF'], 'oof'],
    [['X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE', 'TRANSP:TRANSPARENT'], 'workingElsewhere'],
    [['X-MICROSOFT-CDO-BUSYSTATUS:what'], 'busy'],
    [['CLASS:PRIVATE'], 'busy'],
    [['CLASS:PRIVATE', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'], 'busy'],
    [['CLASS:CONFIDENTIAL', 'X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE'], undefined],
    [['CLASS:PRIVATE', 'STATUS:TENTATIVE'], 'tentative'],
  ])('%j: %s', (lines, kind) => {
    const found = readWithin(SPRING, ...event('a', 'DTSTART:20260329T090000Z', 'DTEND:20260329T100000Z', ...lines));
    expect(found).toEqual(kind === undefined ? [] : [`03-29T09:00 03-29T10:00 ${kind}`]);
  });

  it('takes alarms, tasks and what has no length for nothing', () => {
    const alarm = ['BEGIN:VALARM', 'TRIGGER:-PT15M', 'DURATION:P7D', 'END:VALARM'];
    const task = ['BEGIN:VTODO', 'UID:t', 'DTSTART:20260329T090000Z', 'DUE:20260329T100000Z', 'END:VTODO'];
    expect(readWithin(SPRING, ...task, ...event('a', 'DTSTART:20260329T090000Z', ...alarm))).toEqual([]);
  });

  it('reads folded lines, and takes lines that are none for nothing', () => {
    const lines = event(
      'a',
      'DTSTART;TZID=Europe/Bud',
      ' apest:20260329T120000',
      'DURATION:PT1H',
      'DESCRIPTION:first',
      'second line, not folded',
    );
    expect(readWithin(SPRING, ...lines)).toEqual(['03-29T10:00 03-29T11:00 busy']);
  });
});

import fc from 'fast-check';
import ICAL from 'ical.js';
import { BrokenCalendar } from './broken-calendar.ts';
import { parseComponent, propertiesOf } from './parsed-component.ts';
import { readRule, type RecurrenceRule } from './recurrence-rule.ts';
import { ruleStarts } from './rule-starts.ts';
import { StepBudget } from './step-budget.ts';
import { DAY_MS } from './written-time.ts';

function ruleOf(text: string): RecurrenceRule {
  const [property] = propertiesOf(parseComponent(`BEGIN:VEVENT\r\nRRULE:${text}\r\nEND:VEVENT`), 'rrule');
  return readRule(property?.values[0]);
}

interface Asked {
  readonly start: string;
  readonly from: string;
  readonly until: string;
  readonly steps?: number;
}

function starts(text: string, { start, from, until, steps }: Asked): string[] {
  const rule = ruleOf(text);
  const source = { rule, startMs: Date.parse(`${start}Z`), budget: new StepBudget(undefined, steps) };
  const found = ruleStarts(source, { from: Date.parse(`${from}Z`), until: Date.parse(`${until}Z`) }, rule.until?.ms);
  return found.map((ms) => new Date(ms).toISOString().slice(0, 16));
}

describe('a recurrence rule', () => {
  const year = { start: '2026-01-31T09:00', from: '2026-01-01T00:00', until: '2026-12-31T23:59' };

  // Most are the examples of RFC 5545, section 3.8.5.3, or go wrong in programs that step from one occurrence to the next.
  it.each([
    ['FREQ=MONTHLY', ['01-31', '03-31', '05-31', '07-31', '08-31', '10-31', '12-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=5', ['01-31', '06-30', '11-30']],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', ['02-27', '03-27', '04-24']],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', ['02-13', '03-13', '11-13']],
    ['FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3;COUNT=2', ['02-05', '03-05']],
    ['FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5;BYSETPOS=-1;COUNT=2', ['02-05', '03-05']],
    ['FREQ=YEARLY;BYDAY=20MO', ['05-18']],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', ['05-11']],
    ['FREQ=YEARLY;BYWEEKNO=20', ['05-16']],
    ['FREQ=YEARLY;BYYEARDAY=1,100,-1', ['04-10', '12-31']],
    ['FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=-1', ['02-28', '03-31']],
    ['FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', ['11-03']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', []],
    ['FREQ=WEEKLY;INTERVAL=20;WKST=SU;BYDAY=TU,SU', ['06-14', '06-16', '11-01', '11-03']],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', []],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2000000000', []],
    ['FREQ=DAILY;INTERVAL=100', ['01-31', '05-11', '08-19', '11-27']],
    ['FREQ=DAILY;INTERVAL=1000000000', ['01-31']],
  ])('%s', (text, days) => {
    expect(starts(text, year)).toEqual(days.map((day) => `2026-${day}T09:00`));
  });

  it.each([
    ['FREQ=DAILY;BYHOUR=9,8;BYMINUTE=30,0', ['08:00', '08:30', '09:00', '09:30']],
    ['FREQ=HOURLY;INTERVAL=5', ['01:10', '06:10', '11:10', '16:10', '21:10']],
    ['FREQ=HOURLY;BYHOUR=7,9;BYMINUTE=0,30', ['07:00', '07:30', '09:00', '09:30']],
    ['FREQ=MINUTELY;INTERVAL=90;BYHOUR=9,10,11', ['10:10', '11:40']],
    ['FREQ=DAILY;BYHOUR=1,2,3;BYSETPOS=2', ['02:10']],
  ])('%s within a day', (text, times) => {
    const day = { start: '2026-01-01T04:10', from: '2026-02-02T00:00', until: '2026-02-02T23:59' };
    expect(starts(text, day)).toEqual(times.map((time) => `2026-02-02T${time}`));
  });

  it.each(['FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=SECONDLY', 'FREQ=MINUTELY;COUNT=900000000'])(
    'that is a bomb ends: %s',
    (text) => {
      const far = { start: '1900-01-01T00:00', from: '2026-02-01T00:00', until: '2026-02-04T00:00' };
      expect(() => starts(text, far)).toThrow(BrokenCalendar);
    },
  );

  it.each([
    'FREQ=DAILY;RSCALE=CHINESE',
    'FREQ=FORTNIGHTLY',
    'INTERVAL=2',
    'FREQ=DAILY;BYDAY=XX',
    'FREQ=DAILY;UNTIL=never',
    'FREQ=DAILY;COUNT=x',
  ])('that is none is refused: %s', (text) => {
    expect(() => ruleOf(text)).toThrow(BrokenCalendar);
  });
});

describe('simple rules', () => {
  const day = fc.integer({ min: 0, max: 20_000 });

  it('agree with counting on, day by day and week by week', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(1, 7),
        fc.integer({ min: 0, max: 9000 }),
        (...[first, interval, unit, later]) => {
          const startMs = first * DAY_MS + 3_600_000;
          const from = startMs + (later - 1000) * DAY_MS;
          const until = from + 40 * DAY_MS;
          const naive: number[] = [];
          for (let at = startMs; at <= until; at += interval * unit * DAY_MS) if (at >= from) naive.push(at);
          const rule = ruleOf(`FREQ=${unit === 1 ? 'DAILY' : 'WEEKLY'};INTERVAL=${String(interval)}`);
          expect(ruleStarts({ rule, startMs, budget: new StepBudget() }, { from, until })).toEqual(naive);
        },
      ),
    );
  });

  it('agree with the library, where that steps from one to the next', () => {
    const weekdays = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 3 }),
        weekdays,
        fc.integer({ min: 1, max: 30 }),
        (...[first, interval, days, count]) => {
          const startMs = first * DAY_MS;
          const text = `FREQ=WEEKLY;INTERVAL=${String(interval)};BYDAY=${days.join(',')};COUNT=${String(count)}`;
          const iterator = ICAL.Recur.fromString(text).iterator(
            ICAL.Time.fromString(new Date(startMs).toISOString().slice(0, 19), undefined),
          );
          const theirs: number[] = [];
          for (let time = iterator.next() as ICAL.Time | null; time !== null; time = iterator.next() as ICAL.Time | null)
            theirs.push(Date.parse(`${time.toString()}Z`));
          const ours = ruleStarts(
            { rule: ruleOf(text), startMs, budget: new StepBudget() },
            { from: startMs, until: startMs + 1000 * DAY_MS },
          );
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 50 },
    );
  });
});

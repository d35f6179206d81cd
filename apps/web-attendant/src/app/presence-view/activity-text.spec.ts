import type { PresenceActivity } from '@lampfield/protocol';
import { calendarNote, callText, hasCalendarTimes } from './activity-text.ts';

const NOW_MS = new Date(2026, 10, 22, 14, 0).getTime();
const MINUTE_MS = 60_000;
const ANNA = { number: '9101', name: 'Anna Kovács' };

describe('callText', () => {
  test.each<[PresenceActivity, string]>([
    [{}, ''],
    [{ peer: ANNA, direction: 'in' }, 'from Anna Kovács (9101)'],
    [{ peer: ANNA, direction: 'out' }, 'to Anna Kovács (9101)'],
    [{ peer: ANNA }, 'with Anna Kovács (9101)'],
    [{ peer: { number: '9101' }, direction: 'in' }, 'from 9101'],
    [{ peer: { number: '9101', name: '' }, direction: 'in' }, 'from 9101'],
    [{ direction: 'in' }, 'incoming'],
    [{ direction: 'out' }, 'outgoing'],
    [{ peer: ANNA, direction: 'in', held: true }, 'from Anna Kovács (9101), on hold'],
    [{ peer: ANNA, direction: 'in', calls: 1 }, 'from Anna Kovács (9101)'],
    [{ peer: ANNA, direction: 'in', held: true, calls: 3 }, 'from Anna Kovács (9101), on hold, 3 calls'],
    [{ calls: 2 }, '2 calls'],
    [{ conference: true, direction: 'in', calls: 1 }, 'in a conference'],
    [{ conference: true, direction: 'out', held: true, calls: 2 }, 'in a conference, on hold, 2 calls'],
    [{ conference: true, direction: 'out', peer: { number: '8000' } }, 'in a conference, 8000'],
    [{ conference: true, peer: { number: '8000', name: 'Board' } }, 'in a conference, Board (8000)'],
  ])('%j is "%s"', (activity, text) => {
    expect(callText(activity)).toBe(text);
  });
});

describe('calendarNote', () => {
  const next = (minutes: number): PresenceActivity => ({
    next: { from: NOW_MS + minutes * MINUTE_MS, until: NOW_MS + (minutes + 30) * MINUTE_MS },
  });

  test.each<[PresenceActivity, string, string]>([
    [{}, '', ''],
    [{ until: NOW_MS + 60 * MINUTE_MS }, 'until 15:00', ''],
    [{ until: NOW_MS }, '', ''],
    [{ until: NOW_MS - 1 }, '', ''],
    [{ tentative: true, until: NOW_MS + 60 * MINUTE_MS }, 'tentative, until 15:00', ''],
    [{ outOfOffice: true }, 'out of office', ''],
    [next(60), '', 'meeting at 15:00'],
    [next(25), '', 'meeting at 14:25'],
    [next(61), '', ''],
    [next(0), '', ''],
    [next(-1), '', ''],
    [{ until: NOW_MS + 10 * MINUTE_MS, ...next(20) }, 'until 14:10', 'meeting at 14:20'],
  ])('%j is "%s" and "%s"', (activity, present, soon) => {
    expect(calendarNote({ state: 'BUSY', activity }, NOW_MS, 'en-GB')).toEqual({ present, soon });
  });

  test('who is free until a meeting within the hour has the meeting told, not the same time twice', () => {
    const activity = { until: NOW_MS + 25 * MINUTE_MS, ...next(25) };
    expect(calendarNote({ state: 'AVAILABLE', activity }, NOW_MS, 'en-GB')).toEqual({ present: '', soon: 'meeting at 14:25' });
    const later = { until: NOW_MS + 90 * MINUTE_MS, ...next(90) };
    expect(calendarNote({ state: 'AVAILABLE', activity: later }, NOW_MS, 'en-GB')).toEqual({ present: 'until 15:30', soon: '' });
    const tentativeFirst = { until: NOW_MS + 10 * MINUTE_MS, ...next(25) };
    expect(calendarNote({ state: 'AVAILABLE', activity: tentativeFirst }, NOW_MS, 'en-GB')).toEqual({
      present: 'until 14:10',
      soon: 'meeting at 14:25',
    });
  });

  test('only a calendar with times changes by the clock', () => {
    expect(hasCalendarTimes({ outOfOffice: true })).toBe(false);
    expect(hasCalendarTimes({ until: NOW_MS })).toBe(true);
    expect(hasCalendarTimes(next(5))).toBe(true);
  });
});

import type { BusyKind, CalendarResponse } from '@lampfield/protocol';
import fc from 'fast-check';
import { toPeekView } from './peek-view.ts';

const HOUR_MS = 3_600_000;
/** Sunday, 22 Nov 2026, 14:00 local time. */
const FROM_MS = new Date(2026, 10, 22, 14, 0).getTime();

/** Stretches are `[first, last, kind]` in hours from 14:00. */
const peek = (...stretches: [number, number, BusyKind][]): CalendarResponse => ({
  from: FROM_MS,
  until: FROM_MS + 24 * HOUR_MS,
  busy: stretches.map(([first, last, kind]) => ({ from: FROM_MS + first * HOUR_MS, until: FROM_MS + last * HOUR_MS, kind })),
});

test.each<[string, [number, number, BusyKind], string]>([
  ['on the same day', [1, 2.5, 'busy'], '15:00 to 16:30 in a meeting'],
  ['on the next day', [19, 20.5, 'tentative'], 'Mon 09:00 to 10:30 tentative'],
  ['over midnight', [9, 11, 'workingElsewhere'], '23:00 to Mon 01:00 working elsewhere'],
  ['that has begun', [0, 1, 'oof'], 'until 15:00 out of office'],
  ['that may go on', [20, 24, 'busy'], 'from Mon 10:00 in a meeting'],
  ['with neither end', [0, 24, 'oof'], 'all the time out of office'],
])('a time %s is told so that it cannot be mistaken', (_what, stretch, text) => {
  const [line] = toPeekView(peek(stretch), 'en-GB').lines;
  expect(`${line?.when ?? ''} ${line?.what ?? ''}`).toBe(text);
});

test('the summary counts, and says of which moment it tells', () => {
  expect(toPeekView(peek(), 'en-GB').summary).toBe('Nothing in the next 24 hours, as of 14:00.');
  expect(toPeekView(peek([1, 2, 'busy']), 'en-GB').summary).toBe('1 entry in the next 24 hours, as of 14:00.');
  expect(toPeekView(peek([1, 2, 'busy'], [3, 4, 'oof']), 'en-GB').summary).toBe('2 entries in the next 24 hours, as of 14:00.');
});

test('the bar has the same times at scale, and its ends are named', () => {
  const { segments, start, end } = toPeekView(peek([6, 12, 'busy'], [18, 24, 'oof']), 'en-GB');
  expect([start, end]).toEqual(['14:00', 'Mon 14:00']);
  expect(segments).toEqual([
    { kind: 'busy', startPercent: 25, widthPercent: 25 },
    { kind: 'oof', startPercent: 75, widthPercent: 25 },
  ]);
});

test('no time leaves the bar, and each has its line', () => {
  const stretch = fc.tuple(fc.double({ min: 0, max: 24, noNaN: true }), fc.double({ min: 0, max: 24, noNaN: true }));
  fc.assert(
    fc.property(fc.array(stretch), (stretches) => {
      const answer = peek(...stretches.map(([a, b]): [number, number, BusyKind] => [Math.min(a, b), Math.max(a, b), 'busy']));
      const { lines, segments } = toPeekView(answer);
      const isInside = segments.every((each) => each.startPercent >= 0 && each.startPercent + each.widthPercent <= 100.001);
      return isInside && lines.length === stretches.length && segments.length === stretches.length;
    }),
  );
});

import { momentText, sinceText } from './moment.ts';

const NOW_MS = new Date(2026, 10, 22, 14, 0).getTime();

test.each([
  ['today', new Date(2026, 10, 22, 15, 5), '15:05'],
  ['earlier today', new Date(2026, 10, 22, 0, 0), '00:00'],
  ['tomorrow', new Date(2026, 10, 23, 9, 30), 'Mon 09:30'],
  ['in five days', new Date(2026, 10, 27, 9, 30), 'Fri 09:30'],
  ['in two weeks', new Date(2026, 11, 6, 9, 30), '6 Dec, 09:30'],
])('a moment %s is said so that it cannot be mistaken for another', (_when, at, text) => {
  expect(momentText(at.getTime(), NOW_MS, 'en-GB')).toBe(text);
});

test('a moment to count from has its seconds, and its day unless that is today', () => {
  expect(sinceText(new Date(2026, 10, 22, 13, 59, 7).getTime(), NOW_MS, 'en-GB')).toBe('13:59:07');
  expect(sinceText(new Date(2026, 10, 21, 23, 59, 7).getTime(), NOW_MS, 'en-GB')).toBe('21 Nov 2026, 23:59:07');
});

import { describeMachine, median, replaceGenerated } from './report-tables.mjs';

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('replaces what was generated and nothing else; a page without a place for it is an error', () => {
  const text = 'before <!-- generated: a -->old<!-- end: a --> after';
  expect(replaceGenerated(text, 'a', 'new')).toBe('before <!-- generated: a -->\n\nnew\n\n<!-- end: a --> after');
  expect(() => replaceGenerated(text, 'b', 'new')).toThrow('no place for b');
});

it('says how busy the machine was, and in how many rounds', () => {
  const row = (/** @type {number} */ round, /** @type {number} */ loadAverage) => ({ system: 'lampfield', round, loadAverage });
  const result = { node: 'v24', cpu: 'X', cores: 2, rows: [row(0, 0.5), row(0, 3), row(1, 1)] };
  expect(describeMachine(result)).toBe(
    '2 rounds on 2 cores (X), Node v24; load average of the machine 0.5 to 3, other programs included',
  );
});

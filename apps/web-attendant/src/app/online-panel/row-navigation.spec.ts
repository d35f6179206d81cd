import { findNextRow } from './row-navigation.ts';

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 5, 4],
  ['ArrowUp', 0, 0],
  ['PageDown', 5, 15],
  ['PageDown', 95, 99],
  ['PageUp', 15, 5],
  ['PageUp', 5, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['a', 50, undefined],
  ['Escape', 50, undefined],
])('%s leads from row %i to %s', (key, row, next) => {
  expect(findNextRow(key, row, { rows: 100, pageRows: 10 })).toBe(next);
});

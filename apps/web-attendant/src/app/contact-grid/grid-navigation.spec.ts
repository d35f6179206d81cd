import fc from 'fast-check';
import { PAGE_ROWS, findNextCell, type GridCell, type GridKey } from './grid-navigation.ts';

const SIZE = { rows: 30, columns: 5 };
const key = (name: string): GridKey => ({ key: name.replace('Ctrl+', ''), ctrlKey: name.startsWith('Ctrl+') });
const KEYS = ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End', 'Ctrl+Home', 'Ctrl+End'];

test.each<[string, GridCell, GridCell]>([
  ['ArrowDown', { row: 3, column: 2 }, { row: 4, column: 2 }],
  ['ArrowDown', { row: 29, column: 2 }, { row: 29, column: 2 }],
  ['ArrowUp', { row: 3, column: 2 }, { row: 2, column: 2 }],
  ['ArrowUp', { row: 0, column: 2 }, { row: 0, column: 2 }],
  ['ArrowRight', { row: 3, column: 4 }, { row: 3, column: 4 }],
  ['ArrowRight', { row: 3, column: 0 }, { row: 3, column: 1 }],
  ['ArrowLeft', { row: 3, column: 0 }, { row: 3, column: 0 }],
  ['PageDown', { row: 3, column: 1 }, { row: 3 + PAGE_ROWS, column: 1 }],
  ['PageDown', { row: 25, column: 1 }, { row: 29, column: 1 }],
  ['PageUp', { row: 4, column: 1 }, { row: 0, column: 1 }],
  ['Home', { row: 3, column: 4 }, { row: 3, column: 0 }],
  ['End', { row: 3, column: 1 }, { row: 3, column: 4 }],
  ['Ctrl+Home', { row: 3, column: 1 }, { row: 0, column: 0 }],
  ['Ctrl+End', { row: 3, column: 1 }, { row: 29, column: 4 }],
])('%s leads from %j to %j', (name, from, to) => {
  expect(findNextCell(key(name), from, SIZE)).toEqual(to);
});

test.each(['a', 'Tab', 'Enter', 'Escape', 'Ctrl+ArrowDown', 'Ctrl+c'])('%s moves nothing and keeps its meaning', (name) => {
  expect(findNextCell(key(name), { row: 1, column: 1 }, SIZE)).toBeUndefined();
});

test('no sequence of keys leaves the grid', () => {
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 200 }), columns: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(sizes, fc.array(fc.constantFrom(...KEYS)), (size, names) => {
      let cell: GridCell = { row: 0, column: 0 };
      for (const name of names) cell = findNextCell(key(name), cell, size) ?? cell;
      return cell.row >= 0 && cell.row < size.rows && cell.column >= 0 && cell.column < size.columns;
    }),
  );
});

/** A cell of the grid; row 0 is the first contact, column 0 its name. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
}

/** How many contacts and columns there are. */
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
}

/** The part of a keyboard event that matters here. */
export interface GridKey {
  readonly key: string;
  readonly ctrlKey: boolean;
}

/** Rows that PageUp and PageDown go over. */
export const PAGE_ROWS = 10;

type Move = (cell: GridCell, size: GridSize) => GridCell;

/** The keys of the data grid pattern (ARIA Authoring Practices Guide, "Grid (Interactive Tabular Data)"). */
const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  PageDown: ({ row, column }) => ({ row: row + PAGE_ROWS, column }),
  PageUp: ({ row, column }) => ({ row: row - PAGE_ROWS, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  'Ctrl+Home': () => ({ row: 0, column: 0 }),
  'Ctrl+End': (_cell, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
};

/** Where a key leads from a cell, kept inside the grid; undefined for a key that moves nothing, so that it keeps its meaning. */
export function findNextCell(key: GridKey, from: GridCell, size: GridSize): GridCell | undefined {
  const move = MOVES[key.ctrlKey ? `Ctrl+${key.key}` : key.key];
  return move === undefined ? undefined : clampCell(move(from, size), size);
}

/** The nearest cell that exists. */
function clampCell({ row, column }: GridCell, size: GridSize): GridCell {
  return { row: clamp(row, size.rows), column: clamp(column, size.columns) };
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
}

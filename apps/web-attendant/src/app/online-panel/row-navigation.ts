/** How many rows there are, and how many fit on screen at once. */
export interface RowExtent {
  readonly rows: number;
  readonly pageRows: number;
}

type Move = (row: number, extent: RowExtent) => number;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: (row) => row + 1,
  ArrowUp: (row) => row - 1,
  PageDown: (row, { pageRows }) => row + pageRows,
  PageUp: (row, { pageRows }) => row - pageRows,
  Home: () => 0,
  End: (_, { rows }) => rows - 1,
};

/** Where a key leads from a row of a list of one column; undefined for a key that moves nothing, so that it keeps its meaning. */
export function findNextRow(key: string, row: number, extent: RowExtent): number | undefined {
  const next = MOVES[key]?.(row, extent);
  return next === undefined ? undefined : Math.max(0, Math.min(next, extent.rows - 1));
}

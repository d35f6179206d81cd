import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const FOLDER = new URL('../../results/', import.meta.url);

/** Keeps what a bench measured, row by row, with the machine it was measured on: what docs/performance.md is made of. */
export function keepRawRows(name: string, rows: readonly object[]): void {
  const cores = cpus();
  const head = { node: process.version, cpu: cores[0]?.model.trim() ?? '', cores: cores.length };
  mkdirSync(FOLDER, { recursive: true });
  const lines = rows.map((row) => `    ${JSON.stringify(row, roundNumbers)}`).join(',\n');
  writeFileSync(
    new URL(`${name}.json`, FOLDER),
    `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [\n${lines}\n  ]\n}\n`,
  );
}

/** What is behind is noise, and makes rows hard to read. */
function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}

/** Lint keeps files short without counting comments; this is the limit with everything, for every language. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fromRoot } from './repository.mjs';
import { sourceFiles } from './source-files.mjs';

const SOURCE = /\.(ts|mjs|cjs|html|scss|sh|erl|hrl|java|c)$/;
const SPEC = /\.spec\.(ts|mjs)$/;
const MAX_SOURCE_LINES = 400;
const MAX_SPEC_LINES = 500;

/**
 * What to say of a file that is too long; undefined if it is not.
 *
 * @param {string} file
 * @param {string} text
 */
export function findExcess(file, text) {
  const limit = SPEC.test(file) ? MAX_SPEC_LINES : MAX_SOURCE_LINES;
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > limit ? `${file}: ${lines} lines, at most ${limit} are allowed` : undefined;
}

function main() {
  const excesses = sourceFiles()
    .filter((file) => SOURCE.test(file))
    .flatMap((file) => findExcess(file, readFileSync(fromRoot(file), 'utf8')) ?? []);
  if (excesses.length === 0) return;
  console.error(excesses.join('\n'));
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();

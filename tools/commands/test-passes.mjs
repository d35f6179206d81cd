import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { environmentFor } from './choose-node.mjs';
import { fromRoot } from './repository.mjs';
import { run } from './run.mjs';
import { countsOfRun } from './test-counts.mjs';

/** Fast specs share the processors; those with real servers or a browser come after them, one at a time. */
const PASSES = [
  { filter: 'fast-specs.cjs', workers: [] },
  { filter: 'real-specs.cjs', workers: ['--runInBand'] },
];

/**
 * Runs Jest over all projects, once a pass.
 *
 * @param {string} node as from `chooseNode`
 * @param {string[]} args passed on to Jest in both passes
 */
export async function runPasses(node, args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lampfield-test-'));
  try {
    const counts = [];
    for (const pass of PASSES) {
      const countsFile = path.join(folder, pass.filter);
      const { exitCode, interruptedBy } = await runJest(node, [...flagsOf(pass, args), ...args], countsFile);
      counts.push(countsOfRun(countsFile, exitCode));
      if (interruptedBy) break;
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {{ filter: string, workers: string[] }} pass @param {string[]} args */
function flagsOf({ filter, workers }, args) {
  const hasOwnWorkers = args.some((arg) => /^(-i|-w|--runInBand|--maxWorkers)/.test(arg));
  return ['--passWithNoTests', `--filter=${fromRoot('tools/commands', filter)}`, ...(hasOwnWorkers ? [] : workers)];
}

/** @param {string} node @param {string[]} args @param {string} countsFile */
const runJest = (node, args, countsFile) =>
  run(node, [fromRoot('node_modules/.bin/jest'), ...args], {
    env: environmentFor(node, { TEST_COUNTS_FILE: countsFile, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });

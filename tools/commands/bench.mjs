/** `npm run bench`: runs every benchmark, or those named, each in a fresh process, and prints one table. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { formatResults } from './bench-table.mjs';
import { chooseNode, environmentFor } from './choose-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { fromRoot } from './repository.mjs';
import { Stop, runCommand } from './stop.mjs';

const FOLDER = fromRoot('tools/bench/src');
const SUFFIX = '.bench.ts';

/** @param {string[]} names those asked for; none means all */
function chooseBenches(names) {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(SUFFIX));
  const known = files.map((file) => path.basename(file, SUFFIX)).toSorted();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Stop(`No such benchmark: ${unknown.join(', ')}. There are: ${known.join(', ')}`, 2);
  return names.length > 0 ? names : known;
}

/**
 * @param {string} node as from `chooseNode`
 * @param {string} name
 * @returns {Promise<import('./bench-table.mjs').BenchResult>}
 */
async function runBench(node, name) {
  console.error(`Running ${name}`);
  const child = fork(path.join(FOLDER, 'run-bench.ts'), [path.join(FOLDER, name + SUFFIX)], {
    execPath: node,
    execArgv: ['--expose-gc', '--conditions=@lampfield/source'],
    env: environmentFor(node),
  });
  /** @type {unknown} */
  let result;
  child.on('message', (message) => (result = message));
  const [code, signal] = await once(child, 'exit');
  if (code !== 0 || result === undefined) {
    throw new Stop(`The benchmark ${name} failed (${signal ?? `exit code ${code}`}); the reason is above.`);
  }
  return /** @type {import('./bench-table.mjs').BenchResult} */ (result);
}

await runCommand(async () => {
  const names = process.argv.slice(2);
  await ensureInstall();
  const node = chooseNode();
  const results = [];
  for (const name of chooseBenches(names)) results.push(await runBench(node, name));
  console.log(formatResults(results));
  return 0;
});

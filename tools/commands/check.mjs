/** `npm run check`: everything about the code that needs no test. Runs all of it, then says all that is wrong. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { BUILD_STEP, checkSteps } from './check-steps.mjs';
import { chooseNode, environmentFor } from './choose-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { prepareExclusively } from './prepare-exclusively.mjs';
import { ROOT } from './repository.mjs';
import { runCommand } from './stop.mjs';

/** Lint and the compiler take a processor each, and a gigabyte. */
const SIDE_BY_SIDE = 2;

/** @param {string} node as from `chooseNode` @param {import('./check-steps.mjs').CheckStep} step @returns {Promise<boolean>} whether all is well */
async function runStep(node, { name, args }) {
  const startedAt = performance.now();
  const child = spawn(node, args, {
    cwd: ROOT,
    env: environmentFor(node, { NO_COLOR: '1', FORCE_COLOR: '0' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (exitCode !== 0) console.log(`${stdout}${stderr}`.trimEnd());
  return exitCode === 0;
}

/** @param {string} node @param {import('./check-steps.mjs').CheckStep[]} steps @returns {Promise<string[]>} names of those that failed */
async function runSteps(node, steps) {
  const waiting = [...steps];
  /** @type {string[]} */
  const failed = [];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) if (!(await runStep(node, step))) failed.push(step.name);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return failed;
}

await runCommand(async () => {
  await ensureInstall();
  const node = chooseNode();
  const hasBuilt = await prepareExclusively(() => runStep(node, BUILD_STEP));
  const failed = [...(hasBuilt ? [] : [BUILD_STEP.name]), ...(await runSteps(node, checkSteps()))];
  console.log(failed.length === 0 ? 'All is well.' : `Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});

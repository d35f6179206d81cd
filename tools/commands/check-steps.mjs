import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './repository.mjs';

/** @typedef {{ name: string, args: string[] }} CheckStep arguments for Node, the first of them a script */

const bin = (/** @type {string} */ name) => fromRoot('node_modules/.bin', name);
const command = (/** @type {string} */ name) => fromRoot('tools/commands', name);

/** Also writes the project graph, without which lint would skip the module boundaries. */
export const BUILD_STEP = { name: 'build', args: [bin('nx'), 'run-many', '--target=build', '--outputStyle=static'] };

/** What can run side by side once everything is built; the longest come first. @returns {CheckStep[]} */
export const checkSteps = () => [
  { name: 'lint', args: [bin('eslint'), '.', '--max-warnings=0'] },
  ...typedProjects().map((project) => ({ name: `types ${project}`, args: [bin('tsc'), '--noEmit', '-p', fromRoot(project)] })),
  { name: 'format', args: [bin('prettier'), '--check', '--log-level=warn', '.'] },
  { name: 'dead code', args: [bin('knip'), '--no-progress'] },
  { name: 'api report', args: [command('api-report.mjs')] },
  { name: 'line limits', args: [command('line-limits.mjs')] },
  { name: 'lock', args: [command('lock-check.mjs')] },
  { name: 'licences', args: [command('licence-check.mjs')] },
];

const hasReferencesOnly = (/** @type {string} */ config) => /"files":\s*\[\s*\]/.test(config);

/** The TypeScript projects, specs included. A project for building is a part of the one beside it; one that only refers to others checks nothing itself. */
function typedProjects() {
  const folders = ['apps', 'packages', 'tools'].flatMap((folder) =>
    readdirSync(fromRoot(folder)).map((name) => path.join(folder, name)),
  );
  return [...folders, 'tools'].flatMap((folder) =>
    ['tsconfig.json', 'tsconfig.app.json', 'tsconfig.spec.json']
      .map((name) => path.join(folder, name))
      .filter((file) => existsSync(fromRoot(file)) && !hasReferencesOnly(readFileSync(fromRoot(file), 'utf8'))),
  );
}

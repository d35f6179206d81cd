import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './repository.mjs';

/** @typedef {{ report: string, packageFolder: string, declarations: string }} EntryPoint paths are relative to the root */

/**
 * The entry points of one package, by the `exports` of its package.json, which keeps a `types` condition for each that is published. What has none is for
 * this repository alone.
 *
 * @param {string} packageFolder
 * @param {Record<string, { types?: string }>} exported
 * @returns {EntryPoint[]}
 */
export const entryPointsOf = (packageFolder, exported) =>
  Object.entries(exported).flatMap(([subpath, { types }]) =>
    types === undefined
      ? []
      : [
          {
            report: [path.basename(packageFolder), ...subpath.split('/').slice(1)].join('-'),
            packageFolder,
            declarations: path.join(packageFolder, types),
          },
        ],
  );

/** The entry points of all packages that others install. */
export const allEntryPoints = () =>
  readdirSync(fromRoot('packages')).flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(fromRoot('packages', name, 'package.json'), 'utf8'));
    return entryPointsOf(path.join('packages', name), exports);
  });

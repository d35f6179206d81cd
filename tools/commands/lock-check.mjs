/** Checks that `npm ci` will take the lock: it says the same as every package.json, and lists every optional package. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { findMissing } from './fill-lock.mjs';
import { fromRoot } from './repository.mjs';

const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** @typedef {Record<string, unknown>} Manifest */

/**
 * Folders whose package.json asks for something else than the lock says it does, or is gone.
 *
 * @param {Record<string, Manifest>} packages of the lock; this project's own are those outside of node_modules
 * @param {(folder: string) => Manifest | undefined} findManifest
 */
export function findStaleFolders(packages, findManifest) {
  const folders = Object.keys(packages).filter((folder) => !folder.includes('node_modules'));
  return folders.filter((folder) => {
    const manifest = findManifest(folder);
    return (
      manifest === undefined ||
      !SECTIONS.every((section) => isDeepStrictEqual(manifest[section] ?? {}, packages[folder]?.[section] ?? {}))
    );
  });
}

/** @param {string} file */
function findJson(file) {
  return existsSync(fromRoot(file)) ? JSON.parse(readFileSync(fromRoot(file), 'utf8')) : undefined;
}

function main() {
  const { packages } = findJson('package-lock.json');
  const stale = findStaleFolders(packages, (folder) => findJson(path.join(folder, 'package.json')));
  const missing = findMissing(packages);
  if (stale.length > 0)
    console.error(
      `package-lock.json does not know what package.json says in: ${stale.map((folder) => folder || 'the root').join(', ')}`,
    );
  if (missing.length > 0)
    console.error(`package-lock.json lacks ${missing.length} optional packages, such as ${missing[0]?.name}`);
  if (stale.length + missing.length === 0) return;
  console.error('Run: npm install && npm run lock:fill');
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();

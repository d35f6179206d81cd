import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT_FOLDERS = ['apps', 'packages'];
const ROOT_FILES = ['nx.json', 'package-lock.json', 'tsconfig.base.json'];
const NOT_BUILT_FROM = ['node_modules', '.angular', 'coverage'];

/**
 * What the build reads, by name, size and time of change: cheap enough for every start, and never the same after an edit.
 *
 * @param {string} root
 */
export const stampSources = (root) =>
  stampFiles(root, [...ROOT_FILES, ...filesBelow(root, PROJECT_FOLDERS).filter((file) => !isBuilt(file))]);

/**
 * What the build wrote, likewise: output that was deleted or meddled with is built again.
 *
 * @param {string} root
 */
export const stampOutput = (root) => stampFiles(root, filesBelow(root, PROJECT_FOLDERS).filter(isBuilt));

/** @param {string} stampFile @param {string} stamp */
export function saveStamp(stampFile, stamp) {
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** @param {string} stampFile */
export function findStamp(stampFile) {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} file */
const isBuilt = (file) => file.split(path.sep)[2] === 'dist';

/** @param {string} root @param {string[]} folders relative to the root @returns {string[]} */
function filesBelow(root, folders) {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) return NOT_BUILT_FROM.includes(entry.name) ? [] : filesBelow(root, [name]);
      return entry.name.endsWith('.spec.ts') ? [] : [name];
    }),
  );
}

/** @param {string} root @param {string[]} files */
function stampFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

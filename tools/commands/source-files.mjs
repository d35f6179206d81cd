import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './repository.mjs';

const FOLDERS = ['apps', 'packages', 'tools'];
const GENERATED = ['node_modules', 'dist', '.angular', 'coverage'];

/** Every file below apps, packages and tools that somebody wrote, relative to the root. */
export const sourceFiles = () => FOLDERS.flatMap(filesBelow);

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (!entry.isDirectory()) return [name];
    return GENERATED.includes(entry.name) ? [] : filesBelow(name);
  });
}

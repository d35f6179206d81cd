import { readFileSync } from 'node:fs';
import { fromRoot } from './repository.mjs';

/** @typedef {{ version?: string, integrity?: string, link?: boolean, resolved?: string, optional?: boolean }} PackageEntry */
/** @typedef {Record<string, PackageEntry>} PackageEntries by path, such as `node_modules/a` */

/**
 * Whether what npm installed is what the lock says. npm notes what it installed in `node_modules/.package-lock.json`, as its last step: an install that was
 * stopped half-way has no such note, or an old one. What is optional may be absent, because it is for another platform.
 *
 * @param {PackageEntries} locked
 * @param {PackageEntries} installed
 */
export function isSameInstall(locked, installed) {
  const isPresent = Object.entries(locked).every(([path, entry]) => path === '' || isSamePackage(entry, installed[path]));
  return isPresent && Object.keys(installed).every((path) => path in locked);
}

/** @param {PackageEntry} locked @param {PackageEntry | undefined} installed */
function isSamePackage(locked, installed) {
  if (installed === undefined) return locked.optional === true;
  return locked.version === installed.version && locked.integrity === installed.integrity && locked.link === installed.link;
}

/** Whether `node_modules` is what `package-lock.json` says. */
export function isInstalled() {
  const installed = findPackages('node_modules/.package-lock.json');
  return installed !== undefined && isSameInstall(findPackages('package-lock.json') ?? {}, installed);
}

/** @param {string} file @returns {PackageEntries | undefined} */
function findPackages(file) {
  try {
    return JSON.parse(readFileSync(fromRoot(file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Checks that every package of the lock comes under a licence that this project may use. Says nothing of known vulnerabilities: that needs a registry's
 * advisories, see docs/security.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromRoot } from './repository.mjs';

/** SPDX ids. MPL-2.0 binds only changes to its own files, and nothing here changes them. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
];

/** Only for what never leaves this repository: data and programs for building and testing. */
const ALLOWED_FOR_DEVELOPMENT = [...ALLOWED, 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0'];

/** @typedef {{ license?: string, dev?: boolean, link?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage */
/** @typedef {{ license?: unknown, licenses?: unknown }} Manifest */

/**
 * Whether one of the alternatives of an SPDX expression is allowed altogether. Brackets stand around the whole of it, if at all.
 *
 * @param {string} expression
 * @param {readonly string[]} allowed
 */
export function isAllowed(expression, allowed) {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((id) => allowed.includes(id.trim())));
}

/**
 * The licence that a manifest names, in today's way or in one of those of long ago.
 *
 * @param {Manifest | undefined} manifest
 * @returns {string | undefined}
 */
export function findLicence(manifest) {
  const named = manifest?.license ?? manifest?.licenses;
  const ids = [named ?? []]
    .flat()
    .map((one) => (typeof one === 'object' && one !== null ? /** @type {{ type?: unknown }} */ (one).type : one));
  const texts = ids.filter((id) => typeof id === 'string');
  return texts.length === 0 ? undefined : texts.join(' OR ');
}

/**
 * Packages under no licence that may be used, each with what is known of it. Optional packages that are not installed here are binaries of one that is, for
 * other machines, and are judged with it.
 *
 * @param {Record<string, LockedPackage>} packages of the lock, by their folders
 * @param {(folder: string) => Manifest | undefined} findManifest of an installed package
 */
export function findUnlicensed(packages, findManifest) {
  return Object.entries(packages).flatMap(([folder, locked]) => {
    if (!folder.includes('node_modules/') || locked.link) return [];
    const manifest = locked.license === undefined ? findManifest(folder) : undefined;
    const isElsewhere = locked.license === undefined && manifest === undefined && locked.optional;
    const licence = locked.license ?? findLicence(manifest) ?? 'none named';
    return isElsewhere || isAllowed(licence, allowedFor(locked)) ? [] : [`${folder}: ${licence}`];
  });
}

/** @param {LockedPackage} locked */
function allowedFor({ dev, devOptional }) {
  return dev || devOptional ? ALLOWED_FOR_DEVELOPMENT : ALLOWED;
}

function main() {
  /** @param {string} file */
  const findJson = (file) => (existsSync(fromRoot(file)) ? JSON.parse(readFileSync(fromRoot(file), 'utf8')) : undefined);
  const unlicensed = findUnlicensed(findJson('package-lock.json').packages, (folder) =>
    findJson(path.join(folder, 'package.json')),
  );
  if (unlicensed.length === 0) return;
  console.error(
    `These packages are under a licence that is not on the list of tools/commands/licence-check.mjs:\n${unlicensed.join('\n')}`,
  );
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();

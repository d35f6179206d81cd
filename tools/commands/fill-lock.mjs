/**
 * `npm ci` refuses a lock that does not list every optional package, also those for other platforms; a registry that does not carry some of them makes npm leave
 * them out. This adds an entry for each: enough for npm to see that it is not for this platform. Run it after every change of the lock.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fromRoot } from './repository.mjs';

/** @typedef {{ version?: string, optional?: boolean, dev?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages by path, such as `node_modules/a/node_modules/b` */
/** @typedef {{ name: string, version: string, isDev: boolean }} MissingPackage */

const OPERATING_SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/**
 * The platform a binary package is for, guessed from its name: `@oxc-parser/binding-linux-arm-musleabihf` is for linux, arm, musl.
 *
 * @param {string} name
 */
export function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => OPERATING_SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const libc = words.flatMap((word) =>
    /^musl/.test(word) ? ['musl'] : /^gnu/.test(word) && os.includes('linux') ? ['glibc'] : [],
  );
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}

/** @param {LockedPackages} packages @param {string} from @param {string} name */
function isLocked(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder && `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/**
 * Optional dependencies that the lock mentions and does not list.
 *
 * @param {LockedPackages} packages
 * @returns {MissingPackage[]}
 */
export function findMissing(packages) {
  return Object.entries(packages).flatMap(([from, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, from, name))
      .map(([name, version]) => ({ name, version, isDev: dev === true })),
  );
}

/**
 * The packages with an entry for each missing one, in npm's order.
 *
 * @param {LockedPackages} packages
 * @returns {LockedPackages}
 */
export function fillPackages(packages) {
  const filled = { ...packages };
  for (const { name, version, isDev } of findMissing(packages)) {
    if (!/^\d/.test(version)) throw new Error(`${name}@${version}: only an exact version can be filled in`);
    const { os, cpu, libc } = platformOf(name);
    filled[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu }),
      ...(isDev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      ...(os && { os }),
    };
  }
  return Object.fromEntries(Object.entries(filled).sort(([a], [b]) => a.localeCompare(b, 'en')));
}

function main() {
  const file = fromRoot('package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = findMissing(lock.packages);
  if (missing.length === 0) return;
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: fillPackages(lock.packages) }, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} optional packages filled in.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();

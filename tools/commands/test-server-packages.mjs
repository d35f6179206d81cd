import { spawnSync } from 'node:child_process';
import { fromRoot } from './repository.mjs';
import { run } from './run.mjs';

/** The Debian packages of the real servers, and of the browser, that tests talk to. */
const PACKAGES = [
  'slapd',
  'ldap-utils',
  'prosody',
  'ejabberd',
  'erlang-base',
  'erlang-mnesia',
  'chromium',
  'redis-server',
  'kamailio',
  'kamailio-presence-modules',
  'kamailio-tls-modules',
  'sip-tester',
  'openjdk-17-jdk-headless',
  'radicale',
];

/**
 * Which of them are missing, by what dpkg-query says of each.
 *
 * @param {string} status lines of `package status`
 * @param {string[]} [packages]
 */
export function missingOf(status, packages = PACKAGES) {
  const lines = status.split('\n');
  return packages.filter((name) => !lines.includes(`${name} installed`));
}

/** The packages that are not installed here. On a system without dpkg, all of them. */
export function missingServerPackages() {
  // dpkg-query complains about packages it never heard of and still lists the others.
  const { stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Status}\n', ...PACKAGES], {
    encoding: 'utf8',
  });
  return missingOf(stdout ?? '');
}

/**
 * Installs packages with apt-get, as root or through a sudo that does not ask.
 *
 * @param {string[]} packages
 * @returns {Promise<boolean>} whether it worked
 */
export async function installServerPackages(packages) {
  console.error(`Installing ${packages.join(', ')} (apt-get, no service is started).`);
  const script = ['sh', fromRoot('tools/commands/install-servers.sh'), ...packages];
  const [command = '', ...args] = process.getuid?.() === 0 ? script : ['sudo', '-n', ...script];
  try {
    const { exitCode } = await run(command, args, { stdio: ['ignore', 2, 2] });
    return exitCode === 0;
  } catch {
    return false; // no sudo here
  }
}

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The real servers tests talk to: the programs that must be there, and the Debian packages that bring them. */
export const KNOWN_SERVERS = {
  slapd: { programs: ['slapd', 'slapadd', 'openssl'], packages: ['slapd', 'openssl'] },
  prosody: { programs: ['prosody', 'prosodyctl'], packages: ['prosody'] },
  ejabberd: { programs: ['ejabberdctl', 'erl'], packages: ['ejabberd', 'erlang-base'] },
  redis: { programs: ['redis-server'], packages: ['redis-server'] },
  java: { programs: ['java', 'javac'], packages: ['openjdk-17-jdk-headless'] },
  kamailio: {
    programs: ['kamailio', 'sipp', 'openssl'],
    packages: ['kamailio', 'kamailio-presence-modules', 'kamailio-tls-modules', 'sip-tester', 'openssl'],
  },
  openssl: { programs: ['openssl'], packages: ['openssl'] },
  chromium: { programs: ['chromium'], packages: ['chromium'] },
} as const satisfies Record<string, { programs: readonly string[]; packages: readonly string[] }>;

/** One of {@link KNOWN_SERVERS}. */
export type ServerName = keyof typeof KNOWN_SERVERS;

/** Where system servers live; often not in the PATH of a user who is not root. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The full path of a program in the PATH or in the system's directories; undefined when there is none. */
export function findProgram(program: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_DIRECTORIES];
  return directories.map((directory) => join(directory, program)).find(isExecutable);
}

/** Like {@link findProgram}, but throws when there is none. */
export function getProgram(program: string): string {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  return path;
}

/** Those of the servers that are not installed. */
export function missingServers(names: readonly ServerName[]): ServerName[] {
  return names.filter((name) => KNOWN_SERVERS[name].programs.some((program) => findProgram(program) === undefined));
}

/**
 * `describe` for tests that need real servers. Where one is absent they are skipped, and the block's name says which and how to get
 * it; with `CI=true` the absence fails, because there nothing may be skipped unseen.
 */
export function describeWithServer(names: ServerName | readonly ServerName[], body: () => void): void {
  const wanted = typeof names === 'string' ? [names] : names;
  const missing = missingServers(wanted);
  const title = `with a real ${wanted.join(' and ')}`;
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const complaint = `${missing.join(' and ')} not installed: ${installCommand(missing)}`;
  if (process.env['CI'] !== 'true') {
    describe.skip(`${title} (skipped, ${complaint})`, body);
    return;
  }
  describe(title, () => {
    it(`finds ${missing.join(' and ')}`, () => {
      throw new Error(complaint);
    });
  });
}

/** The command that brings the servers on Debian. */
export function installCommand(names: readonly ServerName[]): string {
  const packages = names.flatMap((name) => KNOWN_SERVERS[name].packages);
  return `apt-get install --no-install-recommends ${[...new Set(packages)].join(' ')}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

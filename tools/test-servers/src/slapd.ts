import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CertificateFiles } from './certificate-authority.ts';
import { getFreePort } from './free-port.ts';
import { directoryLdif, LDAP_SUFFIX, type LdapPerson } from './ldif.ts';
import { portAnswers } from './port-answers.ts';
import { getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';

const run = promisify(execFile);

/** What the directory has and how it behaves. */
export interface SlapdOptions {
  readonly people?: readonly LdapPerson[];
  /** LDIF to load instead of `people`. */
  readonly ldif?: string;
  /** Offers StartTLS and a second, `ldaps` address. */
  readonly tls?: CertificateFiles;
  /** Lines of `access to ...`; default: only who signed in may read, passwords only serve to sign in. */
  readonly acl?: readonly string[];
  /** Most entries of one answer, as the server enforces it. Default: no limit. */
  readonly sizeLimit?: number;
}

/** A running slapd. */
export interface RunningSlapd {
  /** `ldap://127.0.0.1:<port>` */
  readonly url: string;
  /** `ldaps://127.0.0.1:<port>`; only with `tls`. */
  readonly secureUrl: string | undefined;
  readonly pid: number | undefined;
  /** What it logged so far: operations, one a line. */
  readonly output: string;
  /** Stops it and starts it again on the same ports and data. */
  restart(): Promise<void>;
  /** Stops it; the data stay for {@link restart}. */
  pause(): Promise<void>;
  /** Makes it hang: connections stay, nothing is answered. */
  freeze(): Promise<void>;
  /** Ends {@link freeze}. */
  thaw(): void;
  stop(): Promise<void>;
}

const DEFAULT_ACL = ['access to attrs=userPassword by anonymous auth by * none', 'access to * by users read by anonymous auth'];

/** Starts slapd with its own data on its own ports, as a child of this process. Anonymous visitors see nothing unless the ACL lets them. */
export async function startSlapd(options: SlapdOptions = {}): Promise<RunningSlapd> {
  const directory = await makeServerDirectory('slapd');
  try {
    const config = await writeDirectory(directory, options);
    const url = `ldap://127.0.0.1:${String(await getFreePort())}`;
    const secureUrl = options.tls && `ldaps://127.0.0.1:${String(await getFreePort())}`;
    const urls = [url, ...(secureUrl === undefined ? [] : [secureUrl])];
    return await manage({ directory, config, urls });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

interface Installation {
  readonly directory: string;
  readonly config: string;
  readonly urls: readonly string[];
}

async function manage(installation: Installation): Promise<RunningSlapd> {
  let server = await spawnSlapd(installation);
  return {
    url: installation.urls[0] ?? '',
    secureUrl: installation.urls[1],
    get pid() {
      return server.pid;
    },
    get output() {
      return server.output;
    },
    async restart() {
      await server.stop();
      server = await spawnSlapd(installation);
    },
    pause: () => server.stop(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    async stop() {
      await server.stop();
      await rm(installation.directory, { recursive: true, force: true });
    },
  };
}

function spawnSlapd({ directory, config, urls }: Installation): Promise<SpawnedServer> {
  return SpawnedServer.start({
    name: 'slapd',
    command: getProgram('slapd'),
    // Any -d keeps it in the foreground; "stats" logs each operation.
    args: ['-d', 'stats', '-f', config, '-h', urls.join(' ')],
    directory,
    keepDirectory: true,
    isReady: async () => (await Promise.all(urls.map((url) => portAnswers(Number(new URL(url).port))))).every(Boolean),
  });
}

async function writeDirectory(directory: string, options: SlapdOptions): Promise<string> {
  const config = join(directory, 'slapd.conf');
  const ldif = join(directory, 'content.ldif');
  await mkdir(join(directory, 'data'));
  await writeFile(config, configText(directory, options));
  await writeFile(ldif, options.ldif ?? directoryLdif(options.people ?? []));
  // -q skips checks that only matter for data that must survive a crash.
  await run(getProgram('slapadd'), ['-q', '-f', config, '-l', ldif]);
  return config;
}

function configText(directory: string, { tls, acl = DEFAULT_ACL, sizeLimit }: SlapdOptions): string {
  const lines = [
    ...['core', 'cosine', 'inetorgperson'].map((schema) => `include /etc/ldap/schema/${schema}.schema`),
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `pidfile ${directory}/slapd.pid`,
    ...(tls === undefined ? [] : [`TLSCertificateFile ${tls.certFile}`, `TLSCertificateKeyFile ${tls.keyFile}`]),
    `sizelimit ${sizeLimit === undefined ? 'unlimited' : String(sizeLimit)}`,
    'database mdb',
    'maxsize 268435456',
    `suffix "${LDAP_SUFFIX}"`,
    `directory ${directory}/data`,
    'index objectClass,entryUUID,uid eq',
    'index cn,sn,givenName,mail,telephoneNumber eq,sub',
    'dbnosync',
    ...acl,
  ];
  return `${lines.join('\n')}\n`;
}

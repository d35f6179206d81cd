import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateFiles } from './certificate-authority.ts';
import { getFreePort } from './free-port.ts';
import { portAnswers } from './port-answers.ts';
import { getProgram } from './require-server.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';

/** Who may sign in, and with which password. */
export interface RadicaleOptions {
  /** People who have a calendar, by their name for signing in: each owns `/<name>/`. */
  readonly people: readonly string[];
  /** Those of them whose calendars the service account may not read. */
  readonly hidden?: readonly string[];
  /** With one it speaks HTTPS; what people do then does not work, they do not know the authority. */
  readonly tls?: CertificateFiles;
}

/** Where a calendar object is. */
export interface CalendarFile {
  readonly person: string;
  /** Default `calendar`. */
  readonly calendar?: string;
  /** Ends in `.ics`. */
  readonly name: string;
}

/** A running radicale: a CalDAV server. */
export interface RadicaleServer {
  /** `http://127.0.0.1:<port>`, with a certificate `https:`. */
  readonly url: string;
  /** May read all calendars that are not hidden, and write none. */
  readonly account: { readonly username: string; readonly password: string };
  /** What it logged so far; each request is a line. */
  readonly output: () => string;
  /** Makes a calendar of a person, as their program would. Settles with the status. */
  makeCalendar(person: string, calendar?: string): Promise<number>;
  /** Writes a calendar object (iCalendar text) as its owner. Settles with the status. */
  put(object: CalendarFile, text: string): Promise<number>;
  /** Removes a calendar object. */
  remove(object: CalendarFile): Promise<number>;
  /** Kills it. */
  crash(): Promise<void>;
  /** Starts it again on the same port and data. */
  startAgain(): Promise<void>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/** Password of all people. */
const PASSWORD = 'of-a-person';
const ACCOUNT = { username: 'lampfield', password: 'Ő:secret' };

/** Starts radicale with its own data on its own port, as a child of this process. */
export async function startRadicale(options: RadicaleOptions): Promise<RadicaleServer> {
  const directory = await makeServerDirectory('radicale');
  const port = await getFreePort();
  const removeAll = (): Promise<void> => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  const spawnIt = (): Promise<SpawnedServer> => spawnRadicale(directory, port);
  let server: SpawnedServer;
  try {
    await writeFiles(directory, port, options);
    server = await spawnIt();
  } catch (error) {
    await removeAll();
    throw error;
  }
  const crash = async (): Promise<void> => {
    server.signal('SIGKILL');
    await server.stop();
  };
  const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(port)}`;
  return {
    url,
    account: ACCOUNT,
    output: () => server.output,
    ...people(url),
    crash,
    startAgain: async () => {
      server = await spawnIt();
    },
    stop: async () => {
      await crash();
      await removeAll();
    },
  };
}

type People = Pick<RadicaleServer, 'makeCalendar' | 'put' | 'remove'>;

function people(url: string): People {
  const send = async (method: string, { person, calendar = 'calendar', name }: CalendarFile, body?: string): Promise<number> => {
    const path = `${encodeURIComponent(person)}/${calendar}/${name}`;
    const authorization = `Basic ${Buffer.from(`${person}:${PASSWORD}`).toString('base64')}`;
    const headers = { Authorization: authorization, 'Content-Type': 'text/calendar; charset=utf-8' };
    const answer = await fetch(`${url}/${path}`, { method, headers, ...(body !== undefined && { body }) });
    await answer.arrayBuffer();
    return answer.status;
  };
  return {
    makeCalendar: (person, calendar = 'calendar') => send('MKCALENDAR', { person, calendar, name: '' }),
    put: (object, text) => send('PUT', object, text),
    remove: (object) => send('DELETE', object),
  };
}

function spawnRadicale(directory: string, port: number): Promise<SpawnedServer> {
  return SpawnedServer.start({
    name: 'radicale',
    command: getProgram('radicale'),
    args: ['--config', join(directory, 'config')],
    directory,
    keepDirectory: true,
    isReady: () => portAnswers(port),
  });
}

async function writeFiles(directory: string, port: number, { people: names, hidden = [], tls }: RadicaleOptions): Promise<void> {
  await mkdir(join(directory, 'collections'));
  const users = [...names.map((name) => `${name}:${PASSWORD}`), `${ACCOUNT.username}:${ACCOUNT.password}`];
  await writeFile(join(directory, 'users'), `${users.join('\n')}\n`);
  await writeFile(join(directory, 'rights'), rightsText(hidden));
  const config = [
    '[server]',
    `hosts = 127.0.0.1:${String(port)}`,
    'max_connections = 64',
    ...(tls === undefined ? [] : ['ssl = True', `certificate = ${tls.certFile}`, `key = ${tls.keyFile}`]),
    '[auth]',
    'type = htpasswd',
    `htpasswd_filename = ${join(directory, 'users')}`,
    'htpasswd_encryption = plain',
    'delay = 0',
    '[rights]',
    'type = from_file',
    `file = ${join(directory, 'rights')}`,
    '[storage]',
    `filesystem_folder = ${join(directory, 'collections')}`,
    '[logging]',
    'level = info',
    '',
  ];
  await writeFile(join(directory, 'config'), config.join('\n'));
}

/** People own what is below their name; the service account reads all but what is hidden. The first section that fits counts. */
function rightsText(hidden: readonly string[]): string {
  const sections = [
    ...hidden.map((name, index) => ({ name: `hidden${String(index)}`, user: ACCOUNT.username, of: `${name}(/.*)?`, may: '' })),
    { name: 'service', user: ACCOUNT.username, of: '.*', may: 'Rr' },
    { name: 'owner', user: '.+', of: '{user}(/.*)?', may: 'RrWw' },
  ];
  return sections
    .map(({ name, user, of, may }) => `[${name}]\nuser: ${user}\ncollection: ${of}\npermissions: ${may}\n`)
    .join('\n');
}

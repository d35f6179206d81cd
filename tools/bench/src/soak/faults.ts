import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { settlesWithin, type ConsoleFleet, type LampfieldProcess, type RealSite } from '@lampfield/test-servers';

/** What faults are made on. */
export interface SoakStage {
  readonly lampfield: LampfieldProcess;
  readonly fleet: ConsoleFleet;
  readonly site: RealSite;
}

/** One thing that goes wrong; it is over when its promise settles. */
export interface Fault {
  readonly name: string;
  /** Whether another process serves afterwards. */
  readonly startsProcess: boolean;
  make(stage: SoakStage): Promise<void>;
}

/** How long another server is away; long enough for the program to notice. */
const AWAY_MS = 5000;
const SILENT_CONNECTIONS = 2000;

/** More at the same moment would overflow what the kernel keeps for a server that has not accepted them yet. */
const AT_ONCE = 200;
const CLOSED_WITHIN_MS = 60_000;
const QUIET_MS = 20_000;

/** In the order in which they are made. */
export const FAULTS: readonly Fault[] = [
  { name: 'nothing at all', startsProcess: false, make: () => pause(QUIET_MS) },
  { name: 'a process that stands still for 3 s', startsProcess: false, make: (stage) => standStill(stage, 3000) },
  { name: 'a process that stands still for 20 s', startsProcess: false, make: (stage) => standStill(stage, 20_000) },
  { name: `${String(SILENT_CONNECTIONS)} silent connections`, startsProcess: false, make: openSilentConnections },
  { name: 'a full disk', startsProcess: false, make: fillDisk },
  takenAway('slapd'),
  takenAway('kamailio'),
  takenAway('prosody'),
  takenAway('ejabberd'),
  { name: 'a kill and a start', startsProcess: true, make: killAndStart },
  { name: 'nothing at all', startsProcess: false, make: () => pause(QUIET_MS) },
  { name: 'a drain and a start', startsProcess: true, make: drainAndStart },
];

async function standStill({ lampfield }: SoakStage, ms: number): Promise<void> {
  await lampfield.server.freeze();
  await pause(ms);
  lampfield.server.thaw();
}

async function killAndStart({ lampfield }: SoakStage): Promise<void> {
  await lampfield.kill();
  await lampfield.startAgain();
}

async function drainAndStart({ lampfield }: SoakStage): Promise<void> {
  lampfield.server.signal('SIGTERM');
  await lampfield.server.waitForExit();
  await lampfield.startAgain();
}

/** A server that it talks to is killed, and started again some seconds later. */
function takenAway(name: keyof RealSite['parts']): Fault {
  const make = async ({ site }: SoakStage): Promise<void> => {
    await site.parts[name].crash();
    await pause(AWAY_MS);
    await site.parts[name].comeBack();
  };
  return { name: `${name} killed and started`, startsProcess: false, make };
}

/** The kernel fails every write to a file from here on, as a full disk does. */
async function fillDisk({ lampfield }: SoakStage): Promise<void> {
  const limit = (size: string): void => {
    execFileSync('prlimit', ['--pid', String(lampfield.server.pid), `--fsize=${size}:unlimited`]);
  };
  limit('0');
  await pause(3000);
  limit('unlimited');
}

/** They stay until the server closes them. */
async function openSilentConnections({ lampfield }: SoakStage): Promise<void> {
  const port = Number(new URL(lampfield.url).port);
  const closings: Promise<unknown>[] = [];
  for (let opened = 0; opened < SILENT_CONNECTIONS; opened += AT_ONCE) {
    const sockets = Array.from({ length: AT_ONCE }, () =>
      connect(port, '127.0.0.1')
        .on('error', () => undefined)
        .resume(),
    );
    closings.push(...sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  }
  if (!(await settlesWithin(Promise.all(closings), CLOSED_WITHIN_MS))) throw new Error('silent connections were not closed');
}

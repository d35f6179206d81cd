import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { PresenceState } from '@lampfield/protocol';
import { getFreePort, waitUntil } from '@lampfield/test-servers';
import { separateCores } from '../fanout/cores.ts';
import type { SourceFigures } from '../fanout/lampfield/fed-source.ts';
import { signInMany, startLampfield } from '../fanout/lampfield/signed-in.ts';
import { makeStateDirectory } from '../fanout/lampfield/system.ts';
import { stateIn } from '../fanout/lampfield/true-states.ts';
import { probe, type LoopHold } from '../fanout/probe.ts';
import { createEvenWorkload, idOf, lineOf, type EvenSize, type FeedLine } from '../fanout/workload.ts';
import { cpuMs, cpuSecondsOf } from '../measure.ts';
import { Consoles, type Phases } from './consoles.ts';
import { LampBoard, type BoardTimes } from './lamp-board.ts';

const TIMEOUT_MS = 120_000;
/** While the connections are gone, one contact in so many changes. */
const CHANGING = 10;

/** What one return of all consoles showed. */
export interface Return extends BoardTimes, Phases, LoopHold, SourceFigures {
  readonly case: 'sockets' | 'restart';
  /** Of the server, from when the consoles began to come back. */
  readonly serverCpuSeconds: number;
  readonly clientCpuSeconds: number;
  /** From the start of the process until it listened; the consoles begin then. 0 where it kept running. */
  readonly bootSeconds: number;
}

type Lampfield = Awaited<ReturnType<typeof startLampfield>>;

/** All consoles lose their connections to a server that keeps running and come back; then the server is killed, and started again. */
export async function measureReturns(size: EvenSize): Promise<Return[]> {
  const { watched } = createEvenWorkload(size);
  const board = new LampBoard(watched.map((contacts) => contacts.map(idOf)));
  const options = { port: await getFreePort(), stateDir: makeStateDirectory() };
  let server = await startPinned({ ...options, era: 0 });
  const consoles = new Consoles({ port: options.port, clients: await signInMany(server.url, size.watchers), board });
  try {
    await comeBack(board, consoles, (line) => stateIn(0, line));

    consoles.drop();
    await changeSome(server, size.contacts);
    const sockets = await measureReturn(server, () =>
      comeBack(board, consoles, (line) => stateIn(isChanged(line) ? 1 : 0, line)),
    );

    consoles.drop();
    server.server.signal('SIGKILL');
    await server.server.waitForExit();
    await server.server.stop();
    const startedAtMs = performance.now();
    server = await startPinned({ ...options, era: 2 });
    const bootSeconds = (performance.now() - startedAtMs) / 1000;
    const restart = await measureReturn(server, () => comeBack(board, consoles, (line) => stateIn(2, line)));
    return [
      { case: 'sockets', bootSeconds: 0, ...sockets },
      { case: 'restart', bootSeconds, ...restart },
    ];
  } finally {
    consoles.drop();
    await server.server.stop();
    rmSync(options.stateDir, { recursive: true, force: true });
  }
}

async function startPinned(options: Parameters<typeof startLampfield>[0]): Promise<Lampfield> {
  const lampfield = await startLampfield(options);
  separateCores(lampfield.pids, process.pid);
  return lampfield;
}

/** Settles when every lamp is right at every console. */
async function comeBack(
  board: LampBoard,
  consoles: Consoles,
  truth: (line: string) => PresenceState,
): Promise<Phases & BoardTimes> {
  board.begin((id) => truth(lineIn(id)));
  consoles.comeBack();
  const times = await waitUntil(() => (consoles.isAnswered ? board.findTimes() : undefined), {
    what: () => `${board.describe()}; ${JSON.stringify(consoles.phases)}`,
    timeoutMs: TIMEOUT_MS,
  });
  return { ...consoles.phases, ...times };
}

async function measureReturn({ pids, ports }: Lampfield, run: () => Promise<Phases & BoardTimes>) {
  const cpuSeconds = (): number => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  await probe(ports.probePort, 'watchLoop');
  const before = { server: cpuSeconds(), clientMs: cpuMs() };
  const times = await run();
  return {
    ...times,
    serverCpuSeconds: cpuSeconds() - before.server,
    clientCpuSeconds: (cpuMs() - before.clientMs) / 1000,
    ...(await probe<LoopHold>(ports.probePort, 'loop')),
    ...(await probe<SourceFigures>(ports.probePort, 'source')),
  };
}

/** The source tells that they are in another state; settles when it has. */
async function changeSome({ ports }: Lampfield, contacts: number): Promise<void> {
  const lines = Array.from({ length: contacts }, (_none, contact) => lineOf(contact)).filter(isChanged);
  const feed = connect(ports.feedPort, '127.0.0.1');
  for (const identifier of lines) {
    const line: FeedLine = { identifier, state: stateIn(1, identifier), since: Date.now(), raw: 'IN_SERVICE' };
    feed.write(`${JSON.stringify(line)}\n`);
  }
  feed.end();
  await waitUntil(async () => (await probe<SourceFigures>(ports.probePort, 'source')).fed === lines.length, {
    what: 'the changes to be reported',
  });
}

function isChanged(line: string): boolean {
  return Number(line) % CHANGING === 0;
}

function lineIn(id: string): string {
  return id.slice(0, id.lastIndexOf('_'));
}

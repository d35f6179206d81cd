import { systemClock } from '@lampfield/server';
import { newTally, PresenceService, RightToSee, SubscriptionCache, VersionCounter } from '@lampfield/server/presence';
import { DialogInfoSource } from '@lampfield/server/testing';
import { Server } from 'socket.io';
import { cpuMs } from '../measure.ts';
import { ParsedAndEmitted } from '../peers/parsed-and-emitted.ts';
import { SILENT } from '../silent.ts';
import { numbers } from './attended-server.ts';

/** As often as each line is called in a round. */
const CALLS_A_LINE = 5;
/** What a call of a line is told by. */
const STATES = ['early', 'confirmed', 'terminated'] as const;
/** Documents that come before the event loop gets a turn: as many datagrams as libuv reads from a socket at once, at most. */
const DOCUMENTS_A_TICK = 32;
const WATCHER = 'attendant';
const TIMES = { presenceSubscriptionTime: 600, presenceGcPeriod: 30 };

/** The body of a NOTIFY for a line. */
interface LineDocument {
  readonly line: string;
  readonly xml: string;
}

/** Whoever turns documents into pushes. */
interface Pusher {
  take(line: string, xml: string): void;
}

/** As kamailio 5.6 writes them: line after line is called, talks, and is free again. */
export class DocumentWriter {
  #version = 0;

  /** All documents of a round, in their order. */
  write(): LineDocument[] {
    return Array.from({ length: CALLS_A_LINE }, () => this.#writeCalls()).flat();
  }

  #writeCalls(): LineDocument[] {
    return STATES.flatMap((state) => {
      this.#version += 1;
      return numbers.map((line) => ({ line, xml: asReceived(dialogInfo(line, state, this.#version)) }));
    });
  }
}

/** In one piece, as what has come over a network: whoever reads first must not pay for putting the text together. */
function asReceived(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function dialogInfo(line: string, state: string, version: number): string {
  const call = `call-id="call-${line}-x" local-tag="phone" remote-tag="caller" direction="recipient"`;
  const party = (name: string, number: string, port: number): string =>
    `    <${name}>\n      <identity>sip:${number}@pbx.test</identity>\n      <target uri="sip:${number}@127.0.0.1:${String(port)}"/>\n    </${name}>\n`;
  return (
    `<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${String(version)}" state="full" ` +
    `entity="sip:${line}@pbx.test">\n  <dialog id="padi-${line}" ${call}>\n    <state>${state}</state>\n` +
    `${party('remote', '2001', 36_805)}${party('local', line, 45_532)}  </dialog>\n</dialog-info>\n`
  );
}

/** Changes per CPU-second. @param expected so many have to arrive at the other end */
export async function changesPerSecond(pusher: Pusher, documents: readonly LineDocument[]): Promise<number> {
  const before = cpuMs();
  for (let start = 0; start < documents.length; start += DOCUMENTS_A_TICK) {
    for (const { line, xml } of documents.slice(start, start + DOCUMENTS_A_TICK)) pusher.take(line, xml);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return documents.length / ((cpuMs() - before) / 1000);
}

/** The presence layer with the SIP connector's reading of documents, 2,000 lines and one watcher with one connection; what it pushes is encoded by Socket.IO. */
export class LinePusher implements Pusher {
  /** Items pushed so far. */
  pushedItems = 0;
  readonly #source = new DialogInfoSource(systemClock);
  readonly #service: PresenceService;

  constructor(io: Server) {
    this.#service = createService(this.#source);
    this.#service.start();
    this.#service.subscribeFound(
      WATCHER,
      numbers.map((line) => `${line}_JTAPI`),
    );
    const sink = {
      isReady: true,
      onReady: () => undefined,
      send: (items: readonly { readonly item: unknown }[]) => {
        this.pushedItems += items.length;
        io.to(WATCHER).emit('PresenceWebEvt', { presenceItems: items.map(({ item }) => item) });
        return items.length;
      },
      pushSourceState: () => undefined,
    };
    this.#service.connect({ id: 'socket', username: WATCHER, sink });
  }

  take(line: string, xml: string): void {
    this.#source.take(line, xml);
  }

  stop(): Promise<void> {
    return this.#service.stop();
  }
}

function createService(source: DialogInfoSource): PresenceService {
  const clock = systemClock;
  const store = { load: () => undefined, save: () => undefined };
  return new PresenceService({
    cache: new SubscriptionCache({ subscriptionTimeMs: TIMES.presenceSubscriptionTime * 1000, idsPerUser: numbers.length }),
    sources: [{ source, lingerMs: 0 }],
    rights: new RightToSee({ directories: [], clock, log: SILENT }),
    versions: new VersionCounter({ store, wallMs: clock.wallMs(), newEpoch: () => 'bench', log: SILENT }),
    canonicalize: (_type, raw) => raw,
    times: TIMES,
    clock,
    log: SILENT,
    tally: newTally(),
  });
}

/** The peer, and a Socket.IO server for both. It has no connections: what the network costs is left out on both sides. */
export function createPushers(): { ours: LinePusher; peer: Pusher } {
  const io = new Server({ serveClient: false });
  return { ours: new LinePusher(io), peer: new ParsedAndEmitted(io) };
}

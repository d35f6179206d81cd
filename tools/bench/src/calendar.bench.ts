import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { systemChance, systemClock, type SourceReport } from '@lampfield/server';
import { CalendarSource, type BusyStretch, type CalendarService, type CalendarWindow } from '@lampfield/server/calendar';
import type { Bench, Row } from './bench.ts';
import { heapBytes } from './measure.ts';

const MAILBOXES = 2000;
const BATCH = 20;
const POLL_SECONDS = 60;
/** Three polls of each mailbox, two of them after it was spread over the period. */
const MEASURED_SECONDS = 3 * POLL_SECONDS;
const EDGES_FROM_SECONDS = 15;
const EDGES_SPREAD_SECONDS = 150;

/** A calendar server in small, over HTTP: meetings begin at moments spread over the measured time, and a tenth of them at one and the same. */
class FakeCalendarServer {
  requests = 0;
  readonly #startedAt = Date.now();
  readonly #http: Server = createServer((message, response) => {
    this.requests += 1;
    void text(message).then((body) => {
      const ids = JSON.parse(body) as string[];
      response.end(JSON.stringify(ids.map((id) => [id, [this.meetingOf(id)]])));
    });
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return (this.#http.address() as AddressInfo).port;
  }

  close(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }

  meetingOf(id: string): BusyStretch {
    const number = Number(id.slice(3, id.indexOf('@')));
    const share = number % 10 === 0 ? 0.5 : ((number * 7919) % MAILBOXES) / MAILBOXES;
    const from = this.#startedAt + Math.round(1000 * (EDGES_FROM_SECONDS + share * EDGES_SPREAD_SECONDS));
    return { from, until: from + 3_600_000, kind: 'busy' };
  }
}

/** A connector in small. */
class HttpCalendars implements CalendarService {
  readonly batchSize = BATCH;
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async freeBusy(ids: readonly string[], _window: CalendarWindow, signal: AbortSignal) {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ port: this.#port, host: '127.0.0.1', method: 'POST', signal }, resolve)
        .on('error', reject)
        .end(JSON.stringify(ids));
    });
    const entries = JSON.parse(await text(answer)) as [string, BusyStretch[]][];
    return new Map(entries.map(([id, stretches]) => [id, { stretches }]));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Notes when the begin of each meeting was told. */
class EdgeWatch {
  readonly lateMs: number[] = [];
  readonly known = new Set<string>();
  readonly #server: FakeCalendarServer;

  constructor(server: FakeCalendarServer) {
    this.#server = server;
  }

  report(id: string, { state, confirmedAt = 0 }: SourceReport): void {
    const { from } = this.#server.meetingOf(id);
    // What was over before it was asked for is no edge.
    if (state === 'IN_MEETING' && confirmedAt < from && !this.known.has(id)) {
      this.known.add(id);
      this.lateMs.push(Date.now() - from);
    }
  }

  up(): void {
    // Nothing depends on it here.
  }

  down(): void {
    throw new Error('the calendar server was lost');
  }
}

const pass = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

function createSource(service: CalendarService): CalendarSource {
  const options = {
    pollSeconds: POLL_SECONDS,
    requestsPerMinute: 6000,
    lookAheadHours: 12,
    maxMailboxes: MAILBOXES,
    timeoutSeconds: 30,
  };
  const say = (): void => undefined;
  const context = { clock: systemClock, chance: systemChance, log: { debug: say, info: say, warn: say, error: say } };
  return new CalendarSource({ type: 'EXCHANGE', connector: 'bench', options, service, context });
}

async function run(): Promise<Row[]> {
  const server = new FakeCalendarServer();
  const watch = new EdgeWatch(server);
  const source = createSource(new HttpCalendars(await server.listen()));
  const ids = Array.from({ length: MAILBOXES }, (_, number) => `box${String(number)}@example.org`);
  source.start(watch);
  const empty = heapBytes();
  for (const id of ids) source.observe(id);
  await pass(10);
  const bytes = (heapBytes() - empty) / MAILBOXES;
  const first = server.requests;
  await pass(MEASURED_SECONDS - 10);
  await source.stop();
  server.close();
  return rowsOf({ bytes, first, later: server.requests - first, lateMs: watch.lateMs });
}

interface Measured {
  readonly bytes: number;
  readonly first: number;
  readonly later: number;
  readonly lateMs: readonly number[];
}

function rowsOf({ bytes, first, later, lateMs }: Measured): Row[] {
  const late = [...lateMs].sort((one, other) => one - other);
  const at = (share: number): number => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? Number.NaN;
  const of = `${MAILBOXES.toLocaleString('en')} mailboxes`;
  const periods = (MEASURED_SECONDS - 10) / POLL_SECONDS;
  return [
    { what: `questions to begin with, ${of} at once`, value: first, unit: 'questions', aim: String(MAILBOXES / BATCH) },
    {
      what: `questions a mailbox and period (a new one is asked for once more in its first)`,
      value: later / periods / MAILBOXES,
      unit: '',
      aim: '< 1',
    },
    { what: `the same, a minute, with a period of 5 minutes`, value: later / periods / 5, unit: '/min', aim: '< 400' },
    { what: `edges told, of ${of}`, value: late.length, unit: '' },
    { what: 'delay of an edge, 50 %', value: at(0.5), unit: 'ms' },
    { what: 'delay of an edge, 99 %', value: at(0.99), unit: 'ms', aim: '< 100' },
    { what: 'memory a mailbox', value: bytes, unit: 'B' },
  ];
}

export default { name: 'calendar', title: 'Calendars that are polled over HTTP, and their edges', run } satisfies Bench;

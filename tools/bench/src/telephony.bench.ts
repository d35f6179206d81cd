import { loadavg } from 'node:os';
import { startKamailio, type KamailioServer } from '@lampfield/test-servers';
import type { Bench, Row } from './bench.ts';
import { heapBytes, median, waitedForCpuMs } from './measure.ts';
import { answeringConnector } from './telephony/answering-source.ts';
import { AttendedServer, LINES, numbers } from './telephony/attended-server.ts';
import { changesPerSecond, createPushers, DocumentWriter } from './telephony/line-changes.ts';
import { NotifyArrivals } from './telephony/notify-arrivals.ts';
import { timeRinging, type RingSite, type RingTimes } from './telephony/ring-times.ts';
import { subscribeWithSipp } from './telephony/sipp-subscriber.ts';

const ROUNDS = 3;
const CHANGE_ROUNDS = 7;
/** Until the compiler has done what it can; a server that is up for long is there. */
const WARM_UP_ROUNDS = 5;
const CALLS_A_ROUND = 150;
const TRANSPORTS = ['udp', 'tcp'] as const;
/** The largest that the configuration takes: nobody waits for his turn. */
const NO_PACE = 10_000;
const LINES_TEXT = LINES.toLocaleString('en');

/** One number for each round, by what was measured. */
type Figures = Map<string, number[]>;

function note(figures: Figures, name: string, value: number): void {
  figures.set(name, [...(figures.get(name) ?? []), value]);
}

/** @param subscriptionsPerSecond undefined for the default */
function sipOptions({ port }: KamailioServer, transport: string, subscriptionsPerSecond?: number): string {
  const pace = subscriptionsPerSecond === undefined ? '' : `, subscriptionsPerSecond: ${String(subscriptionsPerSecond)}`;
  return `type: sip, registrar: '127.0.0.1:${String(port)}', from: 'sip:lampfield@pbx.test', transport: ${transport}${pace}`;
}

/** A fresh kamailio each time: what an earlier one was asked must not slow it. */
async function withKamailio<T>(use: (kamailio: KamailioServer) => Promise<T>): Promise<T> {
  const kamailio = await startKamailio();
  try {
    return await use(kamailio);
  } finally {
    await kamailio.stop();
  }
}

/** Watches all lines: how long until they are active, and what a line takes; milliseconds and bytes. */
async function watchAll(server: AttendedServer): Promise<{ ms: number; bytes: number }> {
  const before = heapBytes();
  const ms = await server.watchAll();
  server.forgetReceived();
  return { ms, bytes: (heapBytes() - before) / LINES };
}

/** At the default pace; over UDP phones ring, too. */
async function measureWatching(figures: Figures, transport: 'udp' | 'tcp', rings: RingTimes[]): Promise<void> {
  await withKamailio(async (kamailio) => {
    const arrivals = new NotifyArrivals();
    arrivals.start();
    const server = await AttendedServer.start(sipOptions(kamailio, transport));
    try {
      const { ms, bytes } = await watchAll(server);
      note(figures, `${transport} paced`, ms);
      note(figures, `${transport} bytes`, bytes);
      if (transport === 'udp') rings.push(...(await ringPhones(figures, { proxyPort: kamailio.port, server, arrivals })));
    } finally {
      arrivals.stop();
      await server.stop();
    }
  });
}

/** With what share of the time this process would have run and could not: that is the machine's part of the latencies. */
async function ringPhones(figures: Figures, site: RingSite): Promise<RingTimes[]> {
  const [startedAtMs, waitedMs] = [performance.now(), waitedForCpuMs()];
  const rings = await timeRinging(site, numbers.slice(0, CALLS_A_ROUND));
  note(figures, 'waited', (waitedForCpuMs() - waitedMs) / (performance.now() - startedAtMs));
  return rings;
}

/** As fast as kamailio takes it, by us and by sipp. */
async function measureUnpaced(figures: Figures, transport: 'udp' | 'tcp'): Promise<void> {
  await withKamailio(async (kamailio) => {
    const server = await AttendedServer.start(sipOptions(kamailio, transport, NO_PACE));
    try {
      note(figures, `${transport} unpaced`, (await watchAll(server)).ms);
    } finally {
      await server.stop();
    }
  });
  await withKamailio(async ({ port }) => {
    note(figures, `${transport} sipp`, await subscribeWithSipp(port, transport, LINES));
  });
}

/** The same server and attendant, but lines that cost the source nothing. */
async function measureWithoutSip(figures: Figures): Promise<void> {
  const server = await AttendedServer.start('type: answering', [answeringConnector]);
  try {
    note(figures, 'bytes without SIP', (await watchAll(server)).bytes);
  } finally {
    await server.stop();
  }
}

async function measureChanges(figures: Figures): Promise<void> {
  const writer = new DocumentWriter();
  const { ours, peer } = createPushers();
  for (let round = 0; round < WARM_UP_ROUNDS + CHANGE_ROUNDS; round += 1) {
    const documents = writer.write();
    const before = ours.pushedItems;
    const runs = { ours: () => changesPerSecond(ours, documents), peer: () => changesPerSecond(peer, documents) };
    const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
    const rates = { ours: 0, peer: 0 };
    for (const name of order) rates[name] = await runs[name]();
    const pushed = ours.pushedItems - before;
    if (round < WARM_UP_ROUNDS) continue;
    if (pushed !== documents.length) throw new Error(`${String(pushed)} of ${String(documents.length)} changes were pushed`);
    note(figures, 'changes', rates.ours);
    note(figures, 'peer changes', rates.peer);
  }
  await ours.stop();
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

function ringRows(rings: readonly RingTimes[]): Row[] {
  const of = `of ${String(rings.length)} calls`;
  const parts: readonly (readonly [string, readonly number[], string | undefined])[] = [
    ['180 sent to PresenceWebEvt at the client', rings.map(({ totalMs }) => totalMs), '< 100'],
    ["of it, kamailio's: 180 sent to NOTIFY read", rings.map(({ proxyMs }) => proxyMs), undefined],
    ['of it, ours: NOTIFY read to PresenceWebEvt', rings.map(({ oursMs }) => oursMs), undefined],
  ];
  return parts.flatMap(([what, values, aim]) => [
    { what: `${what}, median ${of}`, value: quantile(values, 0.5), unit: 'ms' },
    { what: `${what}, p99`, value: quantile(values, 0.99), unit: 'ms', ...(aim !== undefined && { aim }) },
  ]);
}

function rowsOf(figures: Figures, rings: readonly RingTimes[]): Row[] {
  const get = (name: string): number => median(figures.get(name) ?? []);
  const withoutSip = get('bytes without SIP');
  const activeRows = TRANSPORTS.flatMap((transport): Row[] => {
    const what = `${LINES_TEXT} lines over ${transport.toUpperCase()} active`;
    const unpaced = get(`${transport} unpaced`);
    const against = { peer: 'sipp, start to end', ratio: unpaced / get(`${transport} sipp`) };
    return [
      { what: `${what}, default pace (200/s after a burst of 200)`, value: get(`${transport} paced`), unit: 'ms' },
      { what: `${what}, 10,000/s: all at once`, value: unpaced, unit: 'ms', ...against },
    ];
  });
  const against = { peer: 'parsed, emitted to a room', ratio: get('changes') / get('peer changes') };
  return [
    ...activeRows,
    { what: 'memory a line over TCP, all-in, one watcher', value: get('tcp bytes'), unit: 'B' },
    { what: 'of it, SIP subscription', value: get('tcp bytes') - withoutSip, unit: 'B' },
    { what: "of it, server's subscription and interest", value: withoutSip, unit: 'B' },
    { what: 'memory a line over UDP, with answers kept for 32 s', value: get('udp bytes'), unit: 'B' },
    { what: 'changes, dialog-info to pushes, 32 a tick', value: get('changes'), unit: '/CPU-s', ...against },
    ...ringRows(rings),
    { what: 'meanwhile this process was kept waiting for a processor', value: get('waited') * 100, unit: '%' },
    { what: 'load of the machine at the end (1 min)', value: loadavg()[0] ?? Number.NaN, unit: '' },
  ];
}

async function run(): Promise<Row[]> {
  const figures: Figures = new Map();
  const rings: RingTimes[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await measureWithoutSip(figures);
    for (const transport of TRANSPORTS) {
      await measureWatching(figures, transport, rings);
      await measureUnpaced(figures, transport);
    }
  }
  await measureChanges(figures);
  return rowsOf(figures, rings);
}

export default {
  name: 'telephony',
  title: `${LINES_TEXT} lines of a real kamailio watched through SIP; server, client and ringing phones in one process`,
  run,
} satisfies Bench;

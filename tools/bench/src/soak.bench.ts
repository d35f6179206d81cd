import { mkdir, writeFile } from 'node:fs/promises';
import { ConsoleFleet, LampfieldProcess, RealSite, SITE_FLEET } from '@lampfield/test-servers';
import type { Bench, Row } from './bench.ts';
import { longestMs, median } from './measure.ts';
import { FAULTS, type SoakStage } from './soak/faults.ts';
import { slopeMbPerHour, type MemorySample } from './soak/memory-slope.ts';

/** As long as this it goes on, fault after fault; `SOAK_MINUTES` says otherwise. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 30);
const CONSOLES = 200;
const LAMPS_EACH = 12;
const RESULTS = new URL('../results/', import.meta.url);

/** Every kind of lamp is fed: phones, chat and sessions by real servers, calendars by chance. */
const yamlFor = (site: RealSite): string => `
presence: { subscriptionTime: 30, gcPeriod: 5 }
log: { level: warn }
${site.yaml}`;

/** A fault that was made, and how long until every lamp was right again. */
interface FaultRow {
  readonly fault: string;
  readonly atSeconds: number;
  readonly rightAfterMs: number;
  /** Lamps wrong at the quiet point after it. */
  readonly wrongLamps: number;
}

/**
 * Goes through the faults again and again until the time is over. In its second half no other process is started, so that one is old enough
 * for its memory to say something.
 */
async function soak(stage: SoakStage) {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1000;
  const faults: FaultRow[] = [];
  const memory: MemorySample[] = [];
  for (let turn = 0; seconds() < MINUTES * 60; turn += 1) {
    const isSecondHalf = seconds() > MINUTES * 30;
    const choice = isSecondHalf ? FAULTS.filter(({ startsProcess }) => !startsProcess) : FAULTS;
    const fault = choice[turn % choice.length];
    if (fault === undefined) throw new Error('there is no fault to make');
    const atSeconds = seconds();
    process.stderr.write(`${atSeconds.toFixed(0)} s: ${fault.name}\n`);
    await fault.make(stage);
    const rightAfterMs = await stage.fleet.waitUntilRight({ timeoutMs: 120_000, known: () => stage.site.truth() });
    faults.push({ fault: fault.name, atSeconds, rightAfterMs, wrongLamps: await countWrongLamps(stage) });
    memory.push({
      process: fault.startsProcess ? turn : (memory.at(-1)?.process ?? -1),
      atSeconds: seconds(),
      bytes: await residentBytes(stage),
    });
  }
  return { faults, memory };
}

/** Asked a few times: a change that is on its way at one moment has arrived at the next, what is wrong stays so. */
async function countWrongLamps({ fleet, site }: SoakStage): Promise<number> {
  let wrong = await fleet.findWrongLamps(site.truth());
  for (let again = 0; wrong.length > 0 && again < 5; again += 1) {
    const later = new Set(await fleet.findWrongLamps(site.truth()));
    wrong = wrong.filter((lamp) => later.has(lamp));
  }
  return wrong.length;
}

function residentBytes({ lampfield }: SoakStage): Promise<number> {
  return lampfield.metric('process_resident_memory_bytes');
}

async function run(): Promise<Row[]> {
  const site = await RealSite.start(CONSOLES + 1);
  try {
    return await runAt(site);
  } finally {
    await site.stop();
  }
}

async function runAt(site: RealSite): Promise<Row[]> {
  const lampfield = await LampfieldProcess.start(yamlFor(site), { isFromSources: true });
  try {
    const fleet = await ConsoleFleet.open({
      url: lampfield.url,
      people: SITE_FLEET,
      consoles: CONSOLES,
      lampsEach: LAMPS_EACH,
    });
    const raw = await soak({ lampfield, fleet, site });
    const { figures } = fleet;
    fleet.close();
    await mkdir(RESULTS, { recursive: true });
    await writeFile(
      new URL('soak.json', RESULTS),
      `${JSON.stringify({ minutes: MINUTES, consoles: CONSOLES, figures, ...raw }, null, 2)}\n`,
    );
    return rowsOf(raw, figures);
  } finally {
    await lampfield.stop();
  }
}

function rowsOf({ faults, memory }: Awaited<ReturnType<typeof soak>>, figures: ConsoleFleet['figures']): Row[] {
  const megabytes = (sample: MemorySample | undefined): number => (sample?.bytes ?? Number.NaN) / 1e6;
  const wrong = faults.reduce((sum, { wrongLamps }) => sum + wrongLamps, 0);
  return [
    { what: 'faults made', value: faults.length, unit: 'faults' },
    { what: 'lamps wrong at quiet points', value: wrong, unit: 'lamps', aim: '0' },
    { what: 'requests lost', value: figures.lostRequests, unit: 'requests', aim: '0' },
    { what: 'requests left to the next connection', value: figures.leftToReconnection, unit: 'requests' },
    { what: 'ids refused', value: figures.rejected, unit: 'ids', aim: '0' },
    { what: 'memory at the start', value: megabytes(memory[0]), unit: 'MB' },
    { what: 'memory in the middle', value: megabytes(memory[memory.length >> 1]), unit: 'MB' },
    { what: 'memory at the end', value: megabytes(memory.at(-1)), unit: 'MB' },
    { what: 'memory, slope of the last process', value: slopeMbPerHour(memory), unit: 'MB/h', aim: 'flat' },
    ...[...new Set(FAULTS.map(({ name }) => name))].flatMap((name): Row[] => {
      const timesMs = faults.filter(({ fault }) => fault === name).map(({ rightAfterMs }) => rightAfterMs);
      if (timesMs.length === 0) return [];
      return [
        { what: `right again after ${name}, median`, value: median(timesMs) / 1000, unit: 's' },
        { what: `right again after ${name}, longest`, value: longestMs(timesMs) / 1000, unit: 's' },
      ];
    }),
  ];
}

export default { name: 'soak', title: `Faults in turn under ${String(CONSOLES)} consoles`, run } satisfies Bench;

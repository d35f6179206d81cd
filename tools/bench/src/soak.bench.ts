import { mkdir, writeFile } from 'node:fs/promises';
import { ConsoleFleet, DEMO_PASSWORD, LampfieldProcess } from '@lampfield/test-servers';
import type { Bench, Row } from './bench.ts';
import { longestMs, median } from './measure.ts';
import { FAULTS, type SoakStage } from './soak/faults.ts';
import { slopeMbPerHour, type MemorySample } from './soak/memory-slope.ts';

/** As long as this it goes on, fault after fault; `SOAK_MINUTES` says otherwise. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 30);
const CONSOLES = 200;
const LAMPS_EACH = 12;
const RESULTS = new URL('../results/', import.meta.url);

const YAML = `
presence: { subscriptionTime: 30, gcPeriod: 5 }
auth: { type: demo, users: ${String(CONSOLES + 2)} }
log: { level: warn }
directories: [{ id: demo, name: Demo, type: demo, size: 200, seed: 1 }]
sources:
  JTAPI: { type: simulator, rate: 20, seed: 1 }
  CUPS: { type: simulator, rate: 20, seed: 2 }
  EXCHANGE: { type: simulator, rate: 5, seed: 3 }
`;

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
    const rightAfterMs = await stage.fleet.waitUntilRight(120_000);
    faults.push({ fault: fault.name, atSeconds, rightAfterMs, wrongLamps: await countWrongLamps(stage.fleet) });
    memory.push({
      process: fault.startsProcess ? turn : (memory.at(-1)?.process ?? -1),
      atSeconds: seconds(),
      bytes: await residentBytes(stage),
    });
  }
  return { faults, memory };
}

/** Asked a few times: a change that is on its way at one moment has arrived at the next, what is wrong stays so. */
async function countWrongLamps(fleet: ConsoleFleet): Promise<number> {
  let wrong = await fleet.findWrongLamps();
  for (let again = 0; wrong.length > 0 && again < 5; again += 1) {
    const later = new Set(await fleet.findWrongLamps());
    wrong = wrong.filter((lamp) => later.has(lamp));
  }
  return wrong.length;
}

function residentBytes({ lampfield }: SoakStage): Promise<number> {
  return lampfield.metric('process_resident_memory_bytes');
}

async function run(): Promise<Row[]> {
  const lampfield = await LampfieldProcess.start(YAML, { isFromSources: true });
  try {
    const fleet = await ConsoleFleet.open({
      url: lampfield.url,
      password: DEMO_PASSWORD,
      consoles: CONSOLES,
      lampsEach: LAMPS_EACH,
    });
    const raw = await soak({ lampfield, fleet });
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

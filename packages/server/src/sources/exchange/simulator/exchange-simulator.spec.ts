import { Value } from '@sinclair/typebox/value';
import { STEP_MS } from '../../simulation/simulated-source.ts';
import type { SimulatorOptions } from '../../simulation/simulator-options.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { MANUAL_CLOCK_START_MS, ManualClock } from '../../../testing/manual-clock.ts';
import { underManualClock } from '../../../testing/manual-source.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { describeSourceContract } from '../../../testing/source-contract.ts';
import { calendarReport } from '../calendar/calendar-report.ts';
import { DrawnCalendar, SLOT_MS, slotOf } from './drawn-calendar.ts';
import { calendarAround } from './edited-calendar.ts';
import { createExchangeSimulator, exchangeSimulator } from './exchange-simulator.ts';

const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `person${String(number)}@example.org`);

describeSourceContract(
  'the simulated calendars',
  () => {
    const clock = new ManualClock();
    const source = createExchangeSimulator({ rate: 2, seed: 1 }, createConnectorContext(clock));
    // Changes come by themselves: to wait is enough.
    return { ...underManualClock(source, clock, addresses(3)), change: () => undefined };
  },
  { change: true },
);

/** Hardly any edits, unless a test wants them: then it is the clock alone that moves the calendars. */
const RARELY = 1e-9;

function startCalendars(people: readonly string[], options: Partial<SimulatorOptions> = {}) {
  const clock = new ManualClock();
  const sink = new RecordingSink();
  const source = createExchangeSimulator({ rate: RARELY, seed: 1, ...options }, createConnectorContext(clock));
  source.start(sink);
  for (const person of people) source.observe(person);
  const planned = (person: string, seed = 1) =>
    calendarReport(calendarAround(clock.wallMs(), new DrawnCalendar(person, seed), []), clock.wallMs()).report;
  return { clock, sink, source, planned };
}

/** Milliseconds from now to the next half hour. */
function untilNextSlot(clock: ManualClock): number {
  return (slotOf(clock.wallMs()) + 1) * SLOT_MS - clock.wallMs();
}

describe('the simulated calendars', () => {
  it('are reported at once, with the times a calendar knows', () => {
    const { sink, planned } = startCalendars(addresses(50));
    for (const person of addresses(50)) expect(sink.findLatest(person)).toEqual(planned(person));
    expect(sink.reportsOf().some(({ state, since }) => state === 'IN_MEETING' && since !== null)).toBe(true);
  });

  it('change with the clock, at the half hour and not before', () => {
    const { clock, sink, planned } = startCalendars(addresses(50));
    sink.clear();
    clock.advance(untilNextSlot(clock) - 1);
    expect(sink.events).toEqual([]);
    for (let halfHour = 0; halfHour < 10; halfHour += 1) {
      clock.advance(1);
      for (const person of addresses(50)) expect(sink.findLatest(person)).toEqual(planned(person));
      clock.advance(SLOT_MS - 1);
    }
  });

  it('tell a crowd of the half hour in slices, and forget nobody', () => {
    const people = addresses(3500);
    const { clock, sink, planned } = startCalendars(people);
    clock.advance(untilNextSlot(clock));
    expect(people.every((person) => JSON.stringify(sink.findLatest(person)) === JSON.stringify(planned(person)))).toBe(true);
  });

  it('notice soon that the wall clock has been put forward or back', () => {
    const { clock, sink, planned } = startCalendars(addresses(20));
    for (const jumpMs of [5 * SLOT_MS, -9 * SLOT_MS]) {
      clock.setWall(clock.wallMs() + jumpMs);
      clock.advance(30_000);
      for (const person of addresses(20)) expect(sink.findLatest(person)).toEqual(planned(person));
    }
  });

  it('are edited as often as they were told, each time with another state', () => {
    const { clock, sink } = startCalendars(addresses(20), { rate: 1 });
    clock.advance(untilNextSlot(clock));
    const before = new Map(addresses(20).map((person) => [person, sink.findLatest(person)]));
    sink.clear();
    clock.advance(1_500_000);
    expect(sink.events.length / 1500).toBeCloseTo(1, 1);
    for (const event of sink.events) {
      if (event.kind !== 'REPORT') continue;
      expect(event.report.raw).not.toBe(before.get(event.identifier)?.raw);
      expect(event.report.since).toBeGreaterThan(before.get(event.identifier)?.since ?? 0);
      expect(event.report.activity?.until ?? Infinity).toBeGreaterThan(event.report.since ?? 0);
      before.set(event.identifier, event.report);
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('are never taken back into a half hour that is over, %d ms into a step', (offsetMs) => {
    const clock = new ManualClock(slotOf(MANUAL_CLOCK_START_MS) * SLOT_MS - 100 + offsetMs);
    const sink = new RecordingSink();
    const source = createExchangeSimulator({ rate: 500, seed: 1 }, createConnectorContext(clock));
    source.start(sink);
    for (const person of addresses(200)) source.observe(person);
    clock.advance(100 + 2 * STEP_MS);
    const past = clock.wallMs() - STEP_MS;
    expect(addresses(200).filter((person) => (sink.findLatest(person)?.activity?.until ?? Infinity) < past)).toEqual([]);
  });

  it('stand still at rate 0: neither the clock nor anybody else moves them, and no time is named that could pass', () => {
    const { clock, sink } = startCalendars(addresses(50), { rate: 0 });
    expect(clock.pendingCount).toBe(0);
    clock.advance(10 * SLOT_MS);
    expect(sink.reportsOf()).toHaveLength(50);
    for (const { since, activity } of sink.reportsOf())
      expect([since, activity?.until, activity?.next]).toEqual([null, undefined, undefined]);
    expect(new Set(sink.reportsOf().map(({ state }) => state)).size).toBeGreaterThan(1);
  });

  it('have no timer once nothing is observed', () => {
    const { clock, source } = startCalendars(addresses(2), { rate: 5 });
    for (const person of addresses(2)) source.release(person);
    expect(clock.pendingCount).toBe(0);
  });

  it('are made by their connector, with gentle defaults', () => {
    expect(Value.Default(exchangeSimulator.options, {})).toEqual({ rate: 0.05, seed: 1 });
    const source = exchangeSimulator.create('EXCHANGE', { rate: 0, seed: 1 }, createConnectorContext(new ManualClock()));
    expect([source.type, source.connector]).toEqual(['EXCHANGE', 'simulator']);
  });

  it('are looked into ahead, edits included, and say then what they said now', async () => {
    const { clock, sink, source } = startCalendars(addresses(20), { rate: 1 });
    clock.advance(60_000);
    const now = clock.wallMs();
    for (const person of addresses(20)) {
      const stretches = source.world.stretchesIn(person, { from: now, until: now + SLOT_MS });
      expect(await source.peekCalendar(person, { from: now, until: now + SLOT_MS })).toEqual({ stretches });
      const kind = stretches.find(({ from, until }) => from <= now && now < until)?.kind ?? 'free';
      expect(kind).toBe(sink.findLatest(person)?.raw);
    }
  });
});

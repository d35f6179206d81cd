import { Value } from '@sinclair/typebox/value';
import type { SimulatorOptions } from '../../simulation/simulator-options.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { underManualClock } from '../../../testing/manual-source.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { describeSourceContract } from '../../../testing/source-contract.ts';
import { CHAT_MOODS } from './chat-moods.ts';
import { createCupsSimulator, cupsSimulator } from './cups-simulator.ts';

const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `person${String(number)}@example.org`);

describeSourceContract(
  'the simulated chat server',
  () => {
    const clock = new ManualClock();
    const source = createCupsSimulator({ rate: 2, seed: 1 }, createConnectorContext(clock));
    // Changes come by themselves: to wait is enough.
    return { ...underManualClock(source, clock, addresses(3)), change: () => undefined };
  },
  { change: true },
);

function startChat(people: readonly string[], options: Partial<SimulatorOptions> = {}) {
  const clock = new ManualClock();
  const sink = new RecordingSink();
  const source = createCupsSimulator({ rate: 2, seed: 1, ...options }, createConnectorContext(clock));
  source.start(sink);
  for (const person of people) source.observe(person);
  return { clock, sink, source };
}

describe('the simulated chat server', () => {
  it('shows the same people the same way each time, in whatever order they are asked for', () => {
    const people = addresses(50);
    const { sink } = startChat(people);
    const { sink: other } = startChat(people.toReversed());
    const { sink: otherSeed } = startChat(people, { seed: 2 });
    const all = (of: RecordingSink) => people.map((person) => of.findLatest(person));
    expect(all(sink)).toEqual(all(other));
    expect(all(sink)).not.toEqual(all(otherSeed));
    expect(all(sink).every((report) => report?.since === null)).toBe(true);
  });

  it('has people of every kind, with notes and clients where they are online', () => {
    const { sink } = startChat(addresses(500));
    const reports = sink.reportsOf();
    expect(new Set(reports.map(({ raw }) => raw))).toEqual(new Set(CHAT_MOODS.map(({ raw }) => raw)));
    expect(new Set(reports.map(({ state }) => state))).toEqual(new Set(['AVAILABLE', 'AWAY', 'DND', 'OFFLINE']));
    for (const { state, activity } of reports) {
      if (state === 'OFFLINE') expect(activity).toBeUndefined();
      else expect(activity?.resources).toBeGreaterThan(0);
    }
    expect(reports.some(({ state, activity }) => state === 'DND' && activity?.note === 'On the phone')).toBe(true);
  });

  it('changes as many a second as it was told, each to something else, and dates what has begun', () => {
    const { clock, sink } = startChat(addresses(20), { rate: 5 });
    const before = new Map(addresses(20).map((person) => [person, sink.findLatest(person)]));
    sink.clear();
    clock.advance(400_000);
    expect(sink.events.length / 400 / 5).toBeCloseTo(1, 1);
    for (const event of sink.events) {
      if (event.kind !== 'REPORT') continue;
      const last = before.get(event.identifier);
      const { report } = event;
      expect([report.raw, report.activity]).not.toEqual([last?.raw, last?.activity]);
      if (report.raw === last?.raw) expect(report.since).toBe(last?.since);
      else expect(report.since).toBeGreaterThan(last?.since ?? 0);
      before.set(event.identifier, report);
    }
  });

  it('stands still at rate 0', () => {
    const { clock, sink } = startChat(addresses(20), { rate: 0 });
    expect(clock.pendingCount).toBe(0);
    clock.advance(3_600_000);
    expect(sink.reportsOf()).toHaveLength(20);
  });

  it('has no timer once nobody is observed', () => {
    const { clock, source } = startChat(addresses(2));
    for (const person of addresses(2)) source.release(person);
    expect(clock.pendingCount).toBe(0);
  });

  it('shares sum to one', () => {
    expect(CHAT_MOODS.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  it('is made by its connector, with gentle defaults', () => {
    const options = Value.Default(cupsSimulator.options, {});
    expect(options).toEqual({ rate: 0.2, seed: 1 });
    const source = cupsSimulator.create('CUPS', { rate: 0, seed: 1 }, createConnectorContext(new ManualClock()));
    expect([source.type, source.connector]).toEqual(['CUPS', 'simulator']);
  });
});

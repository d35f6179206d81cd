import { ManualClock } from '../../testing/manual-clock.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { SimulatedSource, STEP_MS } from './simulated-source.ts';
import type { Moment, ReportChange, SimulatedWorld } from './simulated-world.ts';

/** A world where everything observed changes at once, at times given beforehand. */
class PlannedWorld implements SimulatedWorld {
  readonly observed = new Set<string>();
  readonly advancedAtMs: number[] = [];
  readonly #report: ReportChange;
  readonly #changesAtMs: number[];

  constructor(report: ReportChange, changesAtMs: readonly number[]) {
    this.#report = report;
    this.#changesAtMs = [...changesAtMs];
  }

  has(identifier: string): boolean {
    return this.observed.has(identifier);
  }

  add(identifier: string): { state: 'AVAILABLE'; since: null } {
    this.observed.add(identifier);
    return { state: 'AVAILABLE', since: null };
  }

  remove(identifier: string): void {
    this.observed.delete(identifier);
  }

  findNextAtMs(): number | undefined {
    return this.observed.size === 0 ? undefined : this.#changesAtMs[0];
  }

  advance(now: Moment, mayGoOn: () => boolean): void {
    this.advancedAtMs.push(now.monotonicMs);
    while ((this.#changesAtMs[0] ?? Infinity) <= now.monotonicMs && mayGoOn()) {
      const atMs = this.#changesAtMs.shift();
      for (const identifier of this.observed) this.#report(identifier, { state: 'AWAY', since: atMs ?? null });
    }
  }
}

function startWorld(changesAtMs: readonly number[]) {
  const clock = new ManualClock();
  const sink = new RecordingSink();
  const source = new SimulatedSource('CUPS', clock, (report) => new PlannedWorld(report, changesAtMs));
  source.start(sink);
  return { clock, sink, source, world: source.world };
}

describe('a simulated source', () => {
  it('reports the first state before observe returns, once', () => {
    const { sink, source } = startWorld([]);
    source.observe('a');
    source.observe('a');
    expect(sink.events).toEqual([
      { kind: 'UP' },
      { kind: 'REPORT', identifier: 'a', report: { state: 'AVAILABLE', since: null } },
    ]);
  });

  it('waits with one timer, and with none while nothing is going to happen', () => {
    const { clock, source } = startWorld([500]);
    expect(clock.pendingCount).toBe(0);
    source.observe('a');
    source.observe('b');
    expect(clock.pendingCount).toBe(1);
    source.release('a');
    source.release('b');
    expect(clock.pendingCount).toBe(0);
  });

  it('does what is due at its time', () => {
    const { clock, sink, source } = startWorld([500, 900]);
    source.observe('a');
    clock.advance(499);
    expect(sink.reportsOf()).toHaveLength(1);
    clock.advance(1);
    expect(sink.reportsOf()).toHaveLength(2);
    clock.advance(400);
    expect(sink.reportsOf()).toHaveLength(3);
    expect(clock.pendingCount).toBe(0);
  });

  it('takes what happens within one step together', () => {
    const changes = Array.from({ length: 200 }, (_, index) => 100 + index * 0.5);
    const { clock, sink, source, world } = startWorld(changes);
    source.observe('a');
    clock.advance(1000);
    expect(sink.reportsOf()).toHaveLength(201);
    expect(world.advancedAtMs.length).toBeLessThanOrEqual(100 / STEP_MS + 2);
  });

  it('yields after a slice of changes, and goes on within the same millisecond', () => {
    const { clock, sink, source, world } = startWorld(Array<number>(3500).fill(100));
    source.observe('a');
    clock.advance(100);
    expect(world.advancedAtMs).toEqual([100, 100, 100, 100]);
    expect(sink.reportsOf()).toHaveLength(3501);
  });

  it('looks at the clock again within half a minute, however far away the next change is', () => {
    const { clock, source, world } = startWorld([1e12]);
    source.observe('a');
    clock.advance(60_000);
    expect(world.advancedAtMs).toEqual([30_000, 60_000]);
  });

  it('leaves no timer behind and hears nothing after it was stopped', async () => {
    const { clock, sink, source } = startWorld([500]);
    source.observe('a');
    await source.stop();
    sink.clear();
    clock.advance(1000);
    source.observe('b');
    source.release('a');
    expect(clock.pendingCount).toBe(0);
    expect(sink.events).toEqual([]);
  });

  it('stops in the middle of a slice when its last report makes somebody stop it', () => {
    const { clock, sink, source } = startWorld([100, 100, 100]);
    source.observe('a');
    const heard: number[] = [];
    sink.report = (): void => {
      heard.push(clock.monotonicMs());
      void source.stop();
    };
    clock.advance(100);
    expect(heard).toEqual([100]);
    expect(clock.pendingCount).toBe(0);
  });
});

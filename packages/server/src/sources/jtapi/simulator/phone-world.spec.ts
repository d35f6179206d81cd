import type { PresenceState } from '@lampfield/protocol';
import fc from 'fast-check';
import type { SourceReport } from '../../../ports/source.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { SimulatedSource, STEP_MS } from '../../simulation/simulated-source.ts';
import { PhoneWorld, type PhoneWorldSettings } from './phone-world.ts';
import { LONGEST_RING_MS } from './traffic-mix.ts';

const numbersUpTo = (count: number): string[] => Array.from({ length: count }, (_, index) => String(1000 + index));

function startOffice(lines: readonly string[], settings: Partial<PhoneWorldSettings> = {}) {
  const clock = new ManualClock();
  const sink = new RecordingSink();
  const all = { rate: 0.5, seed: 1, calls: [], ...settings };
  const source = new SimulatedSource('JTAPI', clock, (report) => new PhoneWorld(all, report));
  source.start(sink);
  for (const line of lines) source.observe(line);
  const latest = (line: string): SourceReport => {
    const report = sink.findLatest(line);
    if (report === undefined) throw new Error(`${line} has not been reported`);
    return report;
  };
  return { clock, sink, source, latest };
}

type Office = ReturnType<typeof startOffice>;

/** What the other end of a call has to be in. */
const OTHER_END: Partial<Record<PresenceState, PresenceState>> = { RINGING: 'DIALING', DIALING: 'RINGING', ON_CALL: 'ON_CALL' };

/** How a line sees its call. */
function viewOf({ state, activity = {} }: SourceReport) {
  const { peer = { number: '' }, direction = '', calls = 0 } = activity;
  return { state, peer: peer.number, direction, calls };
}

/**
 * What a line's peer says that does not fit; undefined if all is well, or if the peer is not observed or has another call as
 * well.
 */
function findDisagreement(line: string, lines: ReadonlySet<string>, { latest }: Office): string | undefined {
  const view = viewOf(latest(line));
  const wanted = OTHER_END[view.state];
  if (wanted === undefined || !lines.has(view.peer)) return undefined;
  const other = viewOf(latest(view.peer));
  const isAgreed = other.state === wanted && other.peer === line && other.direction !== view.direction;
  return isAgreed || other.calls !== 1 ? undefined : `${line}: ${JSON.stringify(view)}, ${view.peer}: ${JSON.stringify(other)}`;
}

/** What is wrong in the office at this moment. */
function findFaults(lines: ReadonlySet<string>, office: Office): string[] {
  const now = office.clock.wallMs();
  return [...lines].flatMap((line) => {
    const { state, since } = office.latest(line);
    const faults = [findDisagreement(line, lines, office)];
    if (since !== null && since > now) faults.push(`${line} is ${state} since the future`);
    if (state === 'RINGING' && now - (since ?? 0) > LONGEST_RING_MS + STEP_MS) faults.push(`${line} rings too long`);
    return faults.filter((fault) => fault !== undefined);
  });
}

/** What there is to notice about a report. */
function traitsOf({ state, activity }: SourceReport, lines: readonly string[]): string[] {
  if (activity?.peer === undefined) return [state];
  const side = lines.includes(activity.peer.number) ? 'inside' : 'outside';
  const held = activity.held === true ? ['held'] : [];
  return [state, activity.direction ?? 'no direction', `calls ${String(activity.calls)}`, side, ...held];
}

/** A line that comes (again) or goes, in the middle of whatever it is doing. */
function comeOrGo(line: string, isComing: boolean, { lines, office }: { lines: Set<string>; office: Office }): void {
  if (isComing) {
    lines.add(line);
    office.source.observe(line);
  } else {
    lines.delete(line);
    office.source.release(line);
  }
}

describe('a simulated office', () => {
  it('keeps both ends of each call in agreement, rings nobody for long and dates nothing in the future', () => {
    const office = fc.record({ seed: fc.nat(), count: fc.integer({ min: 1, max: 30 }), rate: fc.constantFrom(0.5, 5, 200) });
    const comings = fc.array(fc.tuple(fc.nat(29), fc.boolean()), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(office, comings, ({ seed, count, rate }, moves) => {
        const lines = new Set(numbersUpTo(count));
        const started = startOffice([...lines], { seed, rate });
        for (const [index, isComing] of moves) {
          for (let second = 0; second < 4; second += 1) {
            started.clock.advance(1000);
            expect(findFaults(lines, started)).toEqual([]);
          }
          comeOrGo(String(1000 + index), isComing, { lines, office: started });
          expect(findFaults(lines, started)).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [0.5, 40, 4000],
    [20, 500, 300],
    [5000, 2000, 4],
  ])('makes %d changes a second over %d lines', (rate, count, seconds) => {
    const { clock, sink } = startOffice(numbersUpTo(count), { rate });
    sink.clear();
    clock.advance(seconds * 1000);
    expect(sink.events.length / seconds / rate).toBeGreaterThan(0.85);
    expect(sink.events.length / seconds / rate).toBeLessThan(1.15);
  });

  it('is near its rate soon, though all calls are yet to come', () => {
    const { clock, sink } = startOffice(numbersUpTo(4000), { rate: 50 });
    clock.advance(15_000);
    sink.clear();
    clock.advance(30_000);
    expect(sink.events.length / 30 / 50).toBeGreaterThan(0.75);
  });

  it('looks like a Monday morning with forty lines at the default rate', () => {
    const lines = numbersUpTo(40);
    const { clock, sink, latest } = startOffice(lines);
    let busyLines = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(60_000);
      busyLines += lines.filter((line) => latest(line).state !== 'AVAILABLE').length;
    }
    expect(busyLines / 60 / 40).toBeGreaterThan(0.15);
    expect(busyLines / 60 / 40).toBeLessThan(0.45);
    expect(new Set(sink.reportsOf().flatMap((report) => traitsOf(report, lines)))).toEqual(
      new Set([
        ...['RINGING', 'DIALING', 'ON_CALL', 'AVAILABLE', 'BUSY', 'OFFLINE'],
        ...['in', 'out', 'held', 'calls 1', 'calls 2', 'outside', 'inside'],
      ]),
    );
  });

  it('has a first call within seconds', () => {
    const { clock, sink } = startOffice(numbersUpTo(40));
    sink.clear();
    clock.advance(4000);
    expect(sink.reportsOf().length).toBeGreaterThan(0);
  });

  it('does the same again for the same seed, and something else for another', () => {
    const run = (seed: number) => {
      const { clock, sink } = startOffice(numbersUpTo(20), { rate: 10, seed });
      clock.advance(30_000);
      return sink.events;
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  it('stands still at rate 0: all are available, since nobody knows when', () => {
    const lines = numbersUpTo(100);
    const { clock, sink, latest } = startOffice(lines, { rate: 0 });
    expect(clock.pendingCount).toBe(0);
    clock.advance(3_600_000);
    expect(sink.reportsOf()).toHaveLength(100);
    expect(lines.every((line) => latest(line).state === 'AVAILABLE' && latest(line).since === null)).toBe(true);
  });

  it('goes on with the call of a line that is released, says no more of it, and knows where it is when it is back', () => {
    const { clock, sink, source, latest } = startOffice(['100', '200'], { rate: 0 });
    const { phones } = source.world;
    const call = phones.placeCall({ from: '100', to: '200' }, clock.wallMs());
    if (call === undefined) throw new Error('The call could not be placed');
    source.release('100');
    sink.clear();
    phones.answer(call, clock.wallMs());
    expect(sink.reportsOf('100')).toEqual([]);
    expect(latest('200')).toMatchObject({ state: 'ON_CALL', activity: { peer: { number: '100' } } });
    clock.advance(5000);
    source.observe('100');
    expect(latest('100')).toMatchObject({
      state: 'ON_CALL',
      since: clock.wallMs() - 5000,
      activity: { peer: { number: '200' } },
    });
    phones.hangUp(call, clock.wallMs());
    expect(latest('200')).toEqual({ state: 'AVAILABLE', since: clock.wallMs(), raw: 'IN_SERVICE' });
  });

  it('comes to rest once nothing is observed any more', () => {
    const lines = numbersUpTo(40);
    const { clock, source } = startOffice(lines, { rate: 50 });
    clock.advance(20_000);
    for (const line of lines) source.release(line);
    clock.advance(60_000);
    expect(clock.pendingCount).toBe(0);
    expect(source.world.phones.busyLineCount).toBe(0);
  });
});

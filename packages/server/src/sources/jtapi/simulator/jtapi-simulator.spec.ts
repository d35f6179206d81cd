import { Value } from '@sinclair/typebox/value';
import type { Call } from './line-report.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { underManualClock } from '../../../testing/manual-source.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { describeSourceContract } from '../../../testing/source-contract.ts';
import { jtapiSimulatorOptions, type JtapiSimulatorOptions } from './jtapi-simulator-options.ts';
import { createJtapiSimulator, jtapiSimulator } from './jtapi-simulator.ts';

describeSourceContract(
  'the simulated phone system',
  () => {
    const clock = new ManualClock();
    const source = createJtapiSimulator({ rate: 2, seed: 1, calls: [] }, createConnectorContext(clock));
    const calls = new Map<string, Call | undefined>();
    return {
      ...underManualClock(source, clock, ['1000', '1001', '+442079460000']),
      change: (to) => {
        const { phones } = source.world;
        const call = calls.get(to);
        const isOver = call !== undefined && phones.hangUp(call, clock.wallMs());
        calls.set(to, isOver ? undefined : phones.placeCall({ from: '+442079460001', to }, clock.wallMs()));
      },
    };
  },
  { change: true },
);

function startScript(calls: readonly Partial<JtapiSimulatorOptions['calls'][number]>[], rate = 0) {
  const clock = new ManualClock();
  const sink = new RecordingSink();
  const warnings: string[] = [];
  const context = createConnectorContext(clock);
  const log = { ...context.log, warn: (_: unknown, message: string) => void warnings.push(message) };
  const options = Value.Default(jtapiSimulatorOptions, { rate, calls }) as JtapiSimulatorOptions;
  const source = createJtapiSimulator(options, { ...context, log });
  source.start(sink);
  const stateOf = (number: string) => sink.findLatest(number)?.state;
  return { clock, sink, source, stateOf, warnings };
}

describe('the script of the simulated phone system', () => {
  const script = { afterSeconds: 2, from: '+36 (1) 555-0100', to: '10-00', ringSeconds: 5, talkSeconds: 30 };

  it('makes its call once one of the lines is observed, by the numbers as everybody knows them', () => {
    const { clock, sink, source, stateOf } = startScript([script]);
    clock.advance(60_000);
    source.observe('1000');
    clock.advance(1999);
    expect(stateOf('1000')).toBe('AVAILABLE');
    clock.advance(1);
    expect(sink.findLatest('1000')).toEqual({
      state: 'RINGING',
      since: clock.wallMs(),
      raw: 'ALERTING',
      activity: { peer: { number: '+3615550100' }, direction: 'in', calls: 1 },
    });
    source.observe('+3615550100');
    expect(stateOf('+3615550100')).toBe('DIALING');
    clock.advance(5000);
    expect(stateOf('1000')).toBe('ON_CALL');
    clock.advance(30_000);
    expect(stateOf('1000')).toBe('AVAILABLE');
    clock.advance(3_600_000);
    expect(sink.reportsOf('1000')).toHaveLength(4);
  });

  it('makes it again after the pause it names, until nobody looks', () => {
    const { clock, sink, source, stateOf } = startScript([{ ...script, talkSeconds: 0, repeatAfterSeconds: 10 }]);
    source.observe('1000');
    clock.advance(2000 + 5000);
    expect(stateOf('1000')).toBe('AVAILABLE');
    clock.advance(10_000);
    expect(stateOf('1000')).toBe('RINGING');
    source.release('1000');
    sink.clear();
    clock.advance(60_000);
    expect(sink.events).toEqual([]);
    expect(clock.pendingCount).toBe(0);
  });

  it('begins anew for whoever opens the page again, even in the middle of the call', () => {
    const { clock, source, stateOf, sink } = startScript([script]);
    source.observe('1000');
    clock.advance(4000);
    source.release('1000');
    source.observe('1000');
    expect(stateOf('1000')).toBe('AVAILABLE');
    clock.advance(2000);
    expect(sink.findLatest('1000')).toMatchObject({ state: 'RINGING', activity: { calls: 1 } });
  });

  it('is called off for who leaves before it is made', () => {
    const { clock, source, stateOf, sink } = startScript([script]);
    source.observe('1000');
    clock.advance(1500);
    source.release('1000');
    source.observe('1000');
    clock.advance(1999);
    expect(stateOf('1000')).toBe('AVAILABLE');
    clock.advance(1);
    expect(sink.findLatest('1000')).toMatchObject({ state: 'RINGING', activity: { calls: 1 } });
  });

  it('is left alone by chance', () => {
    const { clock, sink, source } = startScript([script], 50);
    source.observe('1000');
    source.observe('1001');
    clock.advance(120_000);
    expect(sink.reportsOf('1001').length).toBeGreaterThan(50);
    expect(sink.reportsOf('1000').map(({ state }) => state)).toEqual(['AVAILABLE', 'RINGING', 'ON_CALL', 'AVAILABLE']);
  });

  it('leaves out calls without two different numbers, and says so', () => {
    const { clock, source, sink, warnings } = startScript([
      { ...script, from: 'reception' },
      { ...script, from: '1-000' },
    ]);
    expect(warnings).toHaveLength(2);
    source.observe('1000');
    clock.advance(60_000);
    expect(sink.reportsOf()).toHaveLength(1);
  });
});

describe('the options of the simulated phone system', () => {
  it('have a gentle default', () => {
    expect(Value.Default(jtapiSimulatorOptions, {})).toEqual({ rate: 0.5, seed: 1, calls: [] });
    expect(Value.Default(jtapiSimulatorOptions, { calls: [{ from: '1', to: '2' }] })).toMatchObject({
      calls: [{ afterSeconds: 0, from: '1', to: '2', ringSeconds: 5, talkSeconds: 30 }],
    });
  });

  it.each([
    { rate: -1 },
    { rate: 100_001 },
    { rate: 'fast' },
    { seed: 0.5 },
    { calls: [{ to: '2' }] },
    { calls: [{ from: '1', to: '2', talkSeconds: -1 }] },
  ])('refuse %j', (options) => {
    expect(Value.Check(jtapiSimulatorOptions, Value.Default(jtapiSimulatorOptions, options))).toBe(false);
  });

  it('make a source of phone lines', () => {
    const context = createConnectorContext(new ManualClock());
    const source = jtapiSimulator.create('JTAPI', { rate: 0, seed: 1, calls: [] }, context);
    expect([source.type, source.connector]).toEqual(['JTAPI', 'simulator']);
  });
});

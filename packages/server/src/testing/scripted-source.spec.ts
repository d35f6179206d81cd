import { ManualClock } from './manual-clock.ts';
import { underManualClock } from './manual-source.ts';
import { RecordingSink } from './recording-sink.ts';
import { ScriptedSource } from './scripted-source.ts';
import { describeSourceContract } from './source-contract.ts';

describeSourceContract(
  'the scripted source',
  () => {
    const source = new ScriptedSource('JTAPI');
    const busy = new Set<string>();
    return {
      ...underManualClock(source, new ManualClock(), ['100', '101']),
      change: (identifier) => {
        if (!busy.delete(identifier)) busy.add(identifier);
        source.say(identifier, { state: busy.has(identifier) ? 'ON_CALL' : 'AVAILABLE', since: null });
      },
      goDown: () => {
        source.goDown();
      },
      comeBack: () => {
        source.comeBack();
      },
    };
  },
  { change: true, fail: true },
);

describe('the scripted source', () => {
  function started(...args: ConstructorParameters<typeof ScriptedSource>): { source: ScriptedSource; sink: RecordingSink } {
    const source = new ScriptedSource(...args);
    const sink = new RecordingSink();
    source.start(sink);
    return { source, sink };
  }

  it('remembers every call in order', () => {
    const { source } = started('JTAPI');
    void source.observe('100');
    void source.observe('100');
    source.release('100');
    expect(source.calls).toEqual([
      { call: 'start' },
      { call: 'observe', identifier: '100' },
      { call: 'observe', identifier: '100' },
      { call: 'release', identifier: '100' },
    ]);
    expect(source.countCalls('observe', '100')).toBe(2);
    expect(source.countCalls('observe', '101')).toBe(0);
  });

  it('throws, rejects or keeps silent where it is told to', async () => {
    const { source, sink } = started('JTAPI');
    source.behave('THROW', '1');
    source.behave('REJECT', '2');
    source.behave('SILENT');
    expect(() => source.observe('1')).toThrow('as it was told to');
    await expect(source.observe('2')).rejects.toThrow('as it was told to');
    void source.observe('3');
    expect(sink.reportsOf()).toEqual([]);
    expect([...source.observed]).toEqual(['3']);
    source.say('3', { state: 'BUSY', since: 1 });
    expect(sink.reportsOf('3')).toEqual([{ state: 'BUSY', since: 1 }]);
  });

  it('stays silent about the silent when it comes back', () => {
    const { source, sink } = started('JTAPI', { isUpAtStart: false });
    expect(sink.state).toBeUndefined();
    source.behave('SILENT', '3');
    void source.observe('3');
    void source.observe('4');
    source.comeBack();
    expect(sink.events.map(({ kind }) => kind)).toEqual(['REPORT', 'UP']);
    expect(sink.findLatest('4')).toEqual({ state: 'AVAILABLE', since: null, raw: 'scripted' });
  });

  it('tells what was said before it was asked, and breaks the contract only on order', () => {
    const { source, sink } = started('CUPS', { connector: 'xmpp', stateOf: () => undefined });
    expect(source.connector).toBe('xmpp');
    source.say('a@example.org', { state: 'AWAY', since: null });
    void source.observe('a@example.org');
    void source.observe('b@example.org');
    expect(sink.reportsOf()).toEqual([{ state: 'AWAY', since: null }]);
    source.sayAnyway('c@example.org', { state: 'DND', since: null });
    expect(sink.findLatest('c@example.org')?.state).toBe('DND');
  });
});

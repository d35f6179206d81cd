import type { SourceReport } from '../ports/source.ts';
import { ScriptedSource } from './scripted-source.ts';
import { findReportFlaw, SourceWatch } from './source-watch.ts';

const NOW = 1_795_000_000_000;

describe('the check of a report', () => {
  it.each<[string, SourceReport]>([
    ['since is not known', { state: 'AVAILABLE', since: null }],
    ['it began this moment', { state: 'ON_CALL', since: NOW, activity: { peer: { number: '1' }, direction: 'in', calls: 1 } }],
    ['it is unknown and says why', { state: 'UNKNOWN', since: null, reason: 'PENDING' }],
    ['it is stale and says why', { state: 'AWAY', since: null, stale: true, reason: 'DENIED' }],
  ])('finds nothing wrong when %s', (_, report) => {
    expect(findReportFlaw(report, 'JTAPI', NOW)).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['it is unknown without a reason', { state: 'UNKNOWN', since: null }, /without a reason/],
    ['it is stale without a reason', { state: 'AWAY', since: null, stale: true }, /without a reason/],
    ['it begins in the future', { state: 'AWAY', since: NOW + 1 }, /future/],
    ['the state is not in the table', { state: 'TALKING', since: null }, /state/],
    ['since has a fraction', { state: 'AWAY', since: NOW - 0.5 }, /since/],
    ['an activity has a wrong type', { state: 'AWAY', since: null, activity: { calls: '2' } }, /calls/],
    ['a flag is false', { state: 'ON_CALL', since: null, activity: { held: false } }, /held/],
    ['the reason is not in the table', { state: 'UNKNOWN', since: null, reason: 'LOST' }, /reason/],
  ])('finds it when %s', (_, report, flaw) => {
    expect(findReportFlaw(report as SourceReport, 'JTAPI', NOW)).toMatch(flaw);
  });
});

describe('the watch over a source', () => {
  it('notes reports of what is not observed', async () => {
    const source = new ScriptedSource('JTAPI');
    const watch = new SourceWatch(source, () => NOW);
    watch.start();
    await watch.observe('100');
    watch.release('100');
    expect(watch.flaws).toEqual([]);
    source.sayAnyway('100', { state: 'BUSY', since: null });
    expect(watch.flaws).toEqual(['100: reported BUSY, but is not observed']);
  });

  it('notes whatever comes after the stop', async () => {
    const source = new ScriptedSource('JTAPI');
    const watch = new SourceWatch(source, () => NOW);
    watch.start();
    const { sink } = watch;
    await watch.stop();
    await watch.stop();
    expect(source.countCalls('stop')).toBe(1);
    sink.up();
    sink.down('SOURCE_DOWN');
    expect(watch.flaws).toEqual(['up after stop had settled', 'down after stop had settled']);
  });
});

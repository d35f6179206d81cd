import type { SourceReport } from '../../ports/source.ts';
import { createConnectorContext } from '../../testing/connector-context.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { PolledSource } from './polled-source.ts';
import { carrySince, POLLED_STATES } from './polled-states.ts';

const NOW = 5000;
const report = (state: SourceReport['state'], since: number | null = null): SourceReport => ({ state, since });

describe('the beginning of a polled state', () => {
  it.each([
    { what: 'goes on', before: report('BUSY', 7), since: 7 },
    { what: 'goes on after a long silence', before: report('BUSY', 7), isTooOld: true, since: 7 },
    { what: 'goes on since nobody knows when', before: report('BUSY'), since: null },
    { what: 'has changed', before: report('AWAY', 7), since: NOW },
    { what: 'has changed at some time in a long silence', before: report('AWAY', 7), isTooOld: true, since: null },
    { what: 'is known at last', before: report('UNKNOWN'), since: null },
    { what: 'is not known any more', answer: report('UNKNOWN'), before: report('BUSY', 7), since: null },
  ])('of one that $what', ({ answer = report('BUSY'), before, isTooOld = false, since }) => {
    expect(carrySince(answer, { answer: before, isTooOld }, NOW)).toEqual({ ...answer, since });
  });

  it('is what the question was that first found it', async () => {
    const clock = new ManualClock();
    const sink = new RecordingSink();
    let now = report('AWAY');
    const service = {
      batchSize: 10,
      ask: (ids: readonly string[]) => Promise.resolve(new Map(ids.map((id) => [id, now]))),
      close: () => Promise.resolve(),
    };
    const settings = { pollSeconds: 60, requestsPerMinute: 60, timeoutSeconds: 1, capacity: 10 };
    const context = createConnectorContext(clock);
    const source = new PolledSource({ type: 'CUPS', connector: 'scripted', settings, service, context, ...POLLED_STATES });
    source.start(sink);
    source.observe('anna');
    await clock.advanceAsync(1000, 10);
    expect(sink.findLatest('anna')).toMatchObject({ state: 'AWAY', since: null });
    now = report('BUSY');
    await clock.advanceAsync(120_000, 120);
    const { state, since } = sink.findLatest('anna') ?? report('UNKNOWN');
    expect([state, since !== null && since > clock.wallMs() - 120_000]).toEqual(['BUSY', true]);
    const found = since;
    await clock.advanceAsync(300_000, 300);
    expect(sink.findLatest('anna')).toMatchObject({ state: 'BUSY', since: found });
    await source.stop();
  });
});

import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { CalendarSource } from './calendar-source.ts';
import { ScriptedCalendars } from './scripted-calendars.fixture.ts';

const OPTIONS = { pollSeconds: 60, requestsPerMinute: 600, lookAheadHours: 12, maxMailboxes: 10_000, timeoutSeconds: 30 };
const HOUR_MS = 3_600_000;

describeSourceContract('a calendar source', setUp, { change: true, fail: true });

function setUp(): SourceUnderTest {
  const clock = new ManualClock();
  const service = new ScriptedCalendars();
  const known = ['anna@example.org', 'bela@example.org'];
  for (const id of known) service.write(id);
  const context = createConnectorContext(clock);
  return {
    source: new CalendarSource({ type: 'EXCHANGE', connector: 'scripted', options: OPTIONS, service, context }),
    known,
    wallMs: () => clock.wallMs(),
    // What changes is noticed with the next question, so time passes faster than elsewhere.
    settle: async (isReached, what) => {
      await clock.advanceAsync(0);
      for (let second = 0; !isReached(); second += 1) {
        if (second > 900) throw new Error(`waited in vain for ${what}`);
        await clock.advanceAsync(1000);
      }
    },
    letPass: () => clock.advanceAsync(120_000, 120),
    change: (id) => service.write(id, [clock.wallMs() - HOUR_MS, clock.wallMs() + HOUR_MS, 'busy']),
    goDown: () => void (service.failure = new Error('gone')),
    comeBack: () => void (service.failure = undefined),
    tearDown: () => expect([clock.pendingCount, service.isClosed]).toEqual([0, true]),
  };
}

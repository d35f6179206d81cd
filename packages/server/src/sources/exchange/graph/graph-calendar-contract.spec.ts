import { createConnectorContext } from '../../../testing/connector-context.ts';
import { completeOptions } from '../../../testing/complete-options.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { fakeAppFields } from '../../microsoft/app-options.fixture.ts';
import { FakeMicrosoft } from '../../microsoft/fake-microsoft.fixture.ts';
import { overTheWire } from '../../microsoft/over-the-wire.fixture.ts';
import { graphCalendarSource } from './graph-calendar-connector.ts';

const HOUR_MS = 3_600_000;

jest.setTimeout(30_000);

// The fake stands for Exchange Online, over real sockets.
describeSourceContract('the Graph calendar source', setUp, { change: true, fail: true, many: 200 });

async function setUp(): Promise<SourceUnderTest> {
  const clock = new SkippableClock();
  const fake = await FakeMicrosoft.start(() => clock.monotonicMs());
  const known = ['anna@example.org', 'bela@example.org'];
  const mailbox = 'lampfield@example.org';
  for (const address of [mailbox, ...known]) fake.exchange.mailboxes.set(address, { entries: [] });
  const given = { ...fakeAppFields(fake), mailbox, pollSeconds: 60, timeoutSeconds: 60, requestsPerMinute: 600 };
  const options = completeOptions(graphCalendarSource.options, given);
  const source = graphCalendarSource.create('EXCHANGE', options, createConnectorContext(clock));
  return {
    ...overTheWire(source, clock, fake),
    known,
    change: (address) => {
      const entry = { from: clock.wallMs() - HOUR_MS, until: clock.wallMs() + 10 * HOUR_MS, status: 'busy' };
      fake.exchange.mailboxes.set(address, { entries: [entry] });
    },
  };
}

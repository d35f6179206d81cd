import { createConnectorContext } from '../../../testing/connector-context.ts';
import { completeOptions } from '../../../testing/complete-options.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { fakeAppFields } from '../../microsoft/app-options.fixture.ts';
import { FakeMicrosoft } from '../../microsoft/fake-microsoft.fixture.ts';
import { overTheWire } from '../../microsoft/over-the-wire.fixture.ts';
import { teamsSource } from './graph-presence-connector.ts';

jest.setTimeout(30_000);

// The fake stands for Microsoft Teams, over real sockets.
describeSourceContract('the Teams presence source', setUp, { change: true, fail: true });

async function setUp(): Promise<SourceUnderTest> {
  const clock = new SkippableClock();
  const fake = await FakeMicrosoft.start(() => clock.monotonicMs());
  const known = ['anna@example.org', 'bela@example.org'];
  known.forEach((name, number) => {
    fake.teams.people.set(name, {
      id: `00000000-0000-0000-0000-00000000000${String(number)}`,
      presence: { availability: 'Available' },
    });
  });
  const options = completeOptions(teamsSource.options, { ...fakeAppFields(fake), pollSeconds: 60, timeoutSeconds: 60 });
  const source = teamsSource.create('CUPS', options, createConnectorContext(clock));
  return {
    ...overTheWire(source, clock, fake),
    known,
    change: (name) => {
      const person = fake.teams.people.get(name);
      if (person !== undefined) person.presence = { availability: 'Busy', activity: 'InACall' };
    },
  };
}

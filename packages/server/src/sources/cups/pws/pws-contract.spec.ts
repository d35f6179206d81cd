import { settlesWithin } from '@lampfield/test-servers';
import { completeOptions } from '../../../testing/complete-options.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { PresenceNode, richPresence } from './presence-node.fixture.ts';
import { pwsSource } from './pws-connector.ts';
import { PWS_OPTIONS } from './pws-options.ts';

const AVAILABLE = richPresence('<available/>', 'open');
const BUSY = richPresence('<busy/>', 'open');

describeSourceContract('the PWS connector', setUp, { change: true, fail: true, many: 200 });

async function setUp(): Promise<SourceUnderTest> {
  const clock = new SkippableClock();
  const node = await PresenceNode.start();
  const known = ['anna@example.org', 'béla@example.org'];
  for (const address of known) node.contacts.set(address, AVAILABLE);
  const account = { url: node.url, username: 'application', password: 'se<cr&t', endUser: 'viewer' };
  const options = { ...account, pollSeconds: 10, requestsPerMinute: 10_000, maxContacts: 1000, timeoutSeconds: 60 };
  // The network does not wait for a clock that is skipped: what is under way has to get on in between.
  const pass = async (): Promise<void> => {
    clock.skip(500);
    await settlesWithin(new Promise(() => undefined), 5);
  };
  return {
    source: pwsSource.create('CUPS', completeOptions(PWS_OPTIONS, options), createConnectorContext(clock)),
    known,
    wallMs: () => clock.wallMs(),
    settle: async (isReached, what) => {
      for (let step = 0; !isReached(); step += 1) {
        if (step > 1800) throw new Error(`waited in vain for ${what}`);
        await pass();
      }
    },
    letPass: async () => {
      for (let step = 0; step < 60; step += 1) await pass();
    },
    change: (address) => {
      node.contacts.set(address, node.contacts.get(address) === AVAILABLE ? BUSY : AVAILABLE);
    },
    goDown: () => void (node.isDown = true),
    comeBack: () => {
      node.isDown = false;
      node.forgetSessions();
    },
    tearDown: () => node.stop(),
  };
}

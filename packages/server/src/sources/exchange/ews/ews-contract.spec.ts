import { settlesWithin } from '@lampfield/test-servers';
import { completeOptions } from '../../../testing/complete-options.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { ewsSource } from './ews-connector.ts';
import { EWS_OPTIONS } from './ews-options.ts';
import { ExchangeServer, type Door } from './exchange-server.fixture.ts';

const HOUR_MS = 3_600_000;

const FREE = {};

const DOORS: readonly (readonly [name: string, door: Door, options: Readonly<Record<string, unknown>>])[] = [
  ['basic', { basic: 'svc-lampfield:Password' }, { username: 'svc-lampfield', password: 'Password' }],
  [
    'ntlm',
    { ntlm: { username: 'svc-lampfield', domain: 'EXAMPLE', ntHash: 'a4f49c406510bdcab6824ee7c30fd852' } },
    { username: 'EXAMPLE\\svc-lampfield', password: 'Password' },
  ],
];

describe.each(DOORS)('signed in by %s', (auth, door, account) => {
  const setUp = async (): Promise<SourceUnderTest> => {
    const clock = new SkippableClock();
    const exchange = await ExchangeServer.start(door);
    const known = ['anna@example.org', 'béla@example.org'];
    for (const address of known) exchange.mailboxes.set(address, FREE);
    const options = { url: exchange.url, auth, ...account, pollSeconds: 60, requestsPerMinute: 10_000, timeoutSeconds: 120 };
    // The network does not wait for a clock that is skipped: what is under way has to get on in between.
    const pass = async (): Promise<void> => {
      clock.skip(1000);
      await settlesWithin(new Promise(() => undefined), 5);
    };
    return {
      source: ewsSource.create('EXCHANGE', completeOptions(EWS_OPTIONS, options), createConnectorContext(clock)),
      known,
      wallMs: () => clock.wallMs(),
      settle: async (isReached, what) => {
        for (let second = 0; !isReached(); second += 1) {
          if (second > 900) throw new Error(`waited in vain for ${what}`);
          await pass();
        }
      },
      letPass: async () => {
        for (let second = 0; second < 90; second += 1) await pass();
      },
      change: (address) => {
        const isFree = exchange.mailboxes.get(address) === FREE;
        const busy = { events: [{ from: clock.wallMs() - HOUR_MS, until: clock.wallMs() + HOUR_MS, type: 'Busy' }] };
        exchange.mailboxes.set(address, isFree ? busy : FREE);
      },
      goDown: () => void (exchange.isDown = true),
      comeBack: () => void (exchange.isDown = false),
      tearDown: () => exchange.stop(),
    };
  };

  describeSourceContract('the EWS connector', setUp, { change: true, fail: true });
});

import {
  describeWithServer,
  settlesWithin,
  startEjabberd,
  startProsody,
  waitUntil,
  XmppPerson,
  type XmppServer,
} from '@lampfield/test-servers';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { xmppSource } from './xmpp-connector.ts';
import type { XmppOptions } from './xmpp-options.ts';

jest.setTimeout(60_000);

const STARTERS = { prosody: startProsody, ejabberd: startEjabberd };
const PEOPLE = [{ username: 'bob' }, { username: 'carol' }];
const OPTIONS: Omit<XmppOptions, 'service' | 'domain'> = {
  ...{ username: 'lampfield', password: 'lampfield', resource: 'lampfield', tls: 'auto', rosterGroup: 'lampfield' },
  ...{ answerSeconds: 1, maxSubscriptions: 1000, rosterChangesPerSecond: 1000, pingSeconds: 30, pingTimeoutSeconds: 10 },
};

describe.each(['prosody', 'ejabberd'] as const)('the XMPP source', (name) => {
  describeWithServer(name, () => {
    let server: XmppServer;

    beforeAll(async () => {
      server = await STARTERS[name]({ accounts: [{ username: OPTIONS.username }, ...PEOPLE] });
    });
    afterAll(() => server.stop());

    describeSourceContract(`XMPP with ${name}`, () => setUp(server), { change: true, fail: true, many: 200 });
  });
});

async function setUp(server: XmppServer): Promise<SourceUnderTest> {
  const { service, domain } = server;
  // Without jitter each wait for the next try is the shortest.
  const context = { ...createConnectorContext(systemClock), chance: { next: () => 0 } };
  const login = (): Promise<XmppPerson[]> => Promise.all(PEOPLE.map((person) => XmppPerson.login(server, person)));
  let people = await login();
  let changes = 0;
  return {
    source: xmppSource.create('CUPS', { ...OPTIONS, service, domain }, context),
    known: people.map(({ jid }) => jid),
    wallMs: () => systemClock.wallMs(),
    settle: async (isReached, what) => {
      await waitUntil(isReached, { timeoutMs: 20_000, what });
    },
    letPass: async () => {
      await settlesWithin(new Promise(() => undefined), 200);
    },
    makeIdentifier: (number) => `stranger${String(number)}@${domain}`,
    change: async (identifier) => {
      changes += 1;
      await people.find(({ jid }) => jid === identifier)?.show({ show: changes % 2 === 0 ? 'away' : 'dnd' });
    },
    goDown: () => server.crash(),
    comeBack: async () => {
      await server.startAgain();
      people = await login();
    },
    tearDown: async () => {
      await Promise.all(people.map((person) => person.leave().catch(() => undefined)));
    },
  };
}

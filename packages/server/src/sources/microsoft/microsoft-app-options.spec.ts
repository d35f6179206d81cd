import { Value } from '@sinclair/typebox/value';
import { createConnectorContext } from '../../testing/connector-context.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { SOURCE_CONNECTORS } from '../registry.ts';

const NEEDED = { tenantId: 'example.onmicrosoft.com', clientId: '99998888-7777-6666-5555-444433332222', clientSecret: 'secret' };
const TYPES = ['EXCHANGE', 'CUPS'] as const;

function getConnector(type: (typeof TYPES)[number]) {
  const connector = SOURCE_CONNECTORS.find(({ name, serves }) => name === 'graph' && serves.includes(type));
  if (connector === undefined) throw new Error(`there is no connector graph for ${type}`);
  return connector;
}

function complete(type: (typeof TYPES)[number], change: object): unknown {
  const needed = { ...NEEDED, ...(type === 'EXCHANGE' && { mailbox: 'lampfield@example.org' }) };
  return Value.Default(getConnector(type).options, { ...needed, ...change });
}

describe.each(TYPES)('the options of the Graph source for %s', (type) => {
  const { options, create } = getConnector(type);
  const isTaken = (change: object): boolean => Value.Check(options, complete(type, change));

  it('have defaults for all but what belongs to the site', () => {
    const { authority, endpoint, batchSize, requestsPerMinute } = complete(type, {}) as Record<string, unknown>;
    expect([isTaken({}), authority, endpoint]).toEqual([
      true,
      'https://login.microsoftonline.com',
      'https://graph.microsoft.com',
    ]);
    expect([batchSize, requestsPerMinute]).toEqual(type === 'EXCHANGE' ? [20, 120] : [650, 60]);
  });

  it.each(Object.keys(NEEDED).filter((key) => key !== 'clientSecret'))('are refused without %s', (key) => {
    expect(isTaken({ [key]: undefined })).toBe(false);
  });

  it.each([
    { authority: 'https://login.microsoftonline.us', endpoint: 'https://graph.microsoft.us/' },
    { authority: 'http://127.0.0.1:8080', endpoint: 'http://[::1]:8080' },
    { endpoint: 'https://proxy.example.org:8443' },
    { clientSecret: undefined, certificateFile: 'app.crt', privateKeyFile: 'app.key' },
    { tenantId: '11112222-3333-4444-5555-666677778888' },
    { batchSize: 1 },
  ])('may be %j, and a source can be made of them', async (change) => {
    expect(isTaken(change)).toBe(true);
    const source = create(type, complete(type, change), createConnectorContext(new ManualClock()));
    expect([source.type, source.connector, source.capacity]).toEqual([type, 'graph', 10_000]);
    await source.stop();
  });

  it.each([
    { authority: 'http://login.example.org' },
    { authority: 'https://login.microsoftonline.com/tenant' },
    { authority: 'https://user:word@login.microsoftonline.com' },
    { endpoint: 'https://graph.microsoft.com/v1.0' },
    { endpoint: 'https://graph.microsoft.com:99999' },
    { endpoint: 'http://127.0.0.1.example.org' },
    { endpoint: 'graph.microsoft.com' },
    { endpoint: '' },
    { tenantId: '../common' },
    { tenantId: 'a/b' },
    { clientId: 'lampfield' },
    { clientSecret: '' },
    { batchSize: 0 },
    { batchSize: type === 'EXCHANGE' ? 101 : 651 },
    { pollSeconds: 1 },
  ])('must not be %j', (change) => {
    expect(isTaken(change)).toBe(false);
  });
});

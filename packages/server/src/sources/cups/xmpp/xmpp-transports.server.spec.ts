import {
  createCertificateAuthority,
  describeWithServer,
  startEjabberd,
  startProsody,
  waitUntil,
  XmppPerson,
  type CertificateAuthority,
  type ProsodyServer,
  type XmppServer,
} from '@lampfield/test-servers';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import type { XmppOptions } from './xmpp-options.ts';
import { XmppSource } from './xmpp-source.ts';

jest.setTimeout(60_000);

const ACCOUNTS = [{ username: 'lampfield' }, { username: 'bob' }];

/** What a source said, in reports and in the log, until it was up or down. */
interface Outcome {
  readonly sink: RecordingSink;
  readonly log: string;
}

const running: XmppSource[] = [];

async function run(
  changes: Partial<XmppOptions> & Pick<XmppOptions, 'service'>,
  whileUp?: (source: XmppSource) => Promise<void>,
): Promise<Outcome> {
  const options: XmppOptions = {
    ...{
      domain: 'chat.test',
      username: 'lampfield',
      password: 'lampfield',
      resource: 'lampfield',
      tls: 'auto',
      rosterGroup: 'lampfield',
    },
    ...{
      answerSeconds: 1,
      maxSubscriptions: 10,
      rosterChangesPerSecond: 100,
      pingSeconds: 30,
      pingTimeoutSeconds: 10,
    },
    ...changes,
  };
  const lines: string[] = [];
  const say = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const context = { ...createConnectorContext(systemClock), log: { debug: say, info: say, warn: say, error: say } };
  const source = new XmppSource({ type: 'CUPS', options, context });
  running.push(source);
  const sink = new RecordingSink();
  source.start(sink);
  await waitUntil(() => sink.state !== undefined, { what: 'the source to be up or down' });
  if (sink.state === 'UP') await whileUp?.(source);
  return { sink, log: lines.join('\n') };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop()));
});

describeWithServer('prosody', () => {
  let authority: CertificateAuthority;
  let server: ProsodyServer;
  let caFile: string;

  beforeAll(async () => {
    authority = await createCertificateAuthority();
    ({ caFile } = authority);
    server = await startProsody({ accounts: ACCOUNTS, tls: await authority.issue('chat.test') });
  });
  afterAll(async () => {
    await server.stop();
    await authority.remove();
  });

  const services = (): string[] => [server.service, server.directTlsService ?? ''];

  it.each(['STARTTLS', 'TLS at once'])('is trusted over %s when the authority is the configured one', async (kind) => {
    const [starttls, direct] = services();
    const { sink, log } = await run({ service: (kind === 'STARTTLS' ? starttls : direct) ?? '', tls: 'required', caFile });
    expect({ state: sink.state, log }).toMatchObject({ state: 'UP' });
  });

  it.each(['STARTTLS', 'TLS at once'])('is not trusted over %s when nobody vouches for the authority', async (kind) => {
    const [starttls, direct] = services();
    const { sink, log } = await run({ service: (kind === 'STARTTLS' ? starttls : direct) ?? '' });
    expect(sink.state).toBe('DOWN');
    expect(log).toMatch(/TLS failed .*(self-signed|unable to verify)/);
    expect(log).toContain('"kind":"refused"');
  });

  it('is not trusted when the certificate is for another domain', async () => {
    const impostor = await startProsody({ accounts: ACCOUNTS, tls: await authority.issue('other.test') });
    try {
      const { sink, log } = await run({ service: impostor.service, caFile });
      expect(sink.state).toBe('DOWN');
      expect(log).toMatch(/TLS failed .*does not match certificate/);
    } finally {
      await impostor.stop();
    }
  });

  it('is not asked when the file of the authority cannot be read, and the log names the file', async () => {
    const { sink, log } = await run({ service: server.service, caFile: '/nowhere/ca.pem' });
    expect(sink.state).toBe('DOWN');
    expect(log).toContain('/nowhere/ca.pem');
  });

  it('never sees a password in the log', async () => {
    const { log } = await run({ service: server.service, caFile, password: 'a wrong secret' });
    expect(log).toContain('not-authorized');
    expect(log).not.toContain('a wrong secret');
  });
});

describe.each([
  ['prosody', startProsody],
  ['ejabberd', startEjabberd],
] as const)('without TLS', (name, start) => {
  describeWithServer(name, () => {
    let server: XmppServer;

    beforeAll(async () => {
      server = await start({ accounts: ACCOUNTS });
    });
    afterAll(() => server.stop());

    it('refuses a server that offers no TLS where TLS is required', async () => {
      const { sink, log } = await run({ service: server.service, tls: 'required' });
      expect(sink.state).toBe('DOWN');
      expect(log).toContain('does not offer TLS');
    });

    it('uses the clear on the same machine when that is configured', async () => {
      const { sink } = await run({ service: server.service, tls: 'off' });
      expect(sink.state).toBe('UP');
    });

    it('watches over WebSocket as well', async () => {
      const bob = await XmppPerson.login(server, { username: 'bob', presence: { show: 'dnd', status: 'ünï🙂' } });
      const { sink } = await run({ service: server.webSocketService ?? '' }, async (source) => {
        source.observe(bob.jid);
        await bob.show({ show: 'away', status: 'ünï🙂' });
      });
      await waitUntil(() => sink.findLatest(bob.jid)?.state === 'AWAY', { what: 'bob to be AWAY' });
      expect(sink.findLatest(bob.jid)?.activity).toEqual({ resources: 1, note: 'ünï🙂' });
      await bob.leave();
    });

    it('notices the end of a WebSocket', async () => {
      const { sink } = await run({ service: server.webSocketService ?? '' });
      expect(sink.state).toBe('UP');
      await server.crash();
      await waitUntil(() => sink.state === 'DOWN', { what: 'the source to be down' });
    });
  });
});

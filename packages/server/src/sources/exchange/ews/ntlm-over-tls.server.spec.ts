import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createCertificateAuthority, describeWithServer, type CertificateAuthority } from '@lampfield/test-servers';
import { completeOptions } from '../../../testing/complete-options.ts';
import { MANUAL_CLOCK_START_MS, ManualClock } from '../../../testing/manual-clock.ts';
import { EWS_OPTIONS } from './ews-options.ts';
import { EwsService } from './ews-service.ts';
import { ExchangeServer } from './exchange-server.fixture.ts';

const WINDOW = { from: MANUAL_CLOCK_START_MS, until: MANUAL_CLOCK_START_MS + 3_600_000 };

/** The channel bindings of RFC 2744 and RFC 5929, worked out here for a certificate signed with SHA-256. */
function bindingsOf(certFile: string): string {
  const { raw } = new X509Certificate(readFileSync(certFile));
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash('sha256').update(raw).digest()]);
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, data.length, 0, 0, 0]);
  return createHash('md5')
    .update(Buffer.concat([head, data]))
    .digest('hex');
}

describeWithServer('openssl', () => {
  let authority: CertificateAuthority;
  let exchange: ExchangeServer;

  beforeAll(async () => {
    authority = await createCertificateAuthority();
    const { certFile, keyFile } = await authority.issue('localhost');
    exchange = await ExchangeServer.start({
      ntlm: {
        username: 'svc-lampfield',
        domain: 'EXAMPLE',
        ntHash: 'a4f49c406510bdcab6824ee7c30fd852',
        channelBinding: bindingsOf(certFile),
      },
      tls: { key: readFileSync(keyFile), cert: readFileSync(certFile) },
    });
  });
  afterAll(async () => {
    await exchange.stop();
    await authority.remove();
  });

  const ask = async (more: Readonly<Record<string, unknown>>) => {
    const account = { auth: 'ntlm', username: 'svc-lampfield', domain: 'EXAMPLE', password: 'Password' };
    const options = completeOptions(EWS_OPTIONS, { url: exchange.url, ...account, ...more });
    const service = new EwsService(options, new ManualClock());
    try {
      return await service.freeBusy(['nobody@example.org'], WINDOW, new AbortController().signal);
    } finally {
      await service.close();
    }
  };

  it('a server that requires Extended Protection lets the account in: the sign-in is tied to its connection', async () => {
    expect((await ask({ caFile: authority.caFile })).get('nobody@example.org')).toEqual({ reason: 'NOT_FOUND' });
  });

  it('a certificate that is not to be trusted is refused, before anything is said', async () => {
    const before = exchange.statuses.length;
    await expect(ask({})).rejects.toMatchObject({ kind: 'refused' });
    expect(exchange.statuses).toHaveLength(before);
  });
});

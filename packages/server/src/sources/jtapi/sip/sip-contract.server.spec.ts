import {
  createCertificateAuthority,
  describeWithServer,
  settlesWithin,
  startKamailio,
  waitUntil,
  type CertificateAuthority,
  type KamailioServer,
  type SipCall,
} from '@lampfield/test-servers';
import { systemClock } from '../../../system-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { createSipSource, PATIENCE_MS, PhonePair } from './sip-site.fixture.ts';

jest.setTimeout(2 * PATIENCE_MS);

describeWithServer('kamailio', () => {
  let authority: CertificateAuthority;
  let server: KamailioServer;
  let phones: PhonePair;

  /** What has been started, and so is to be stopped, however far that came. */
  const started: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    authority = await createCertificateAuthority();
    started.push(() => authority.remove());
    server = await startKamailio({ tls: await authority.issue('pbx.test') });
    started.push(() => server.stop());
    phones = await PhonePair.start(server, '3001', '3002');
    started.push(() => phones.stop());
  });
  afterAll(async () => {
    for (const stop of started.toReversed()) await stop();
  });

  describe.each(['udp', 'tcp', 'tls'] as const)('over %s', (transport) => {
    const setUp = (): SourceUnderTest => {
      const calls = new Map<string, SipCall>();
      return {
        source: createSipSource(server, { transport, ...(transport === 'tls' && { caFile: authority.caFile }) }),
        known: ['3001', '3002'],
        wallMs: () => systemClock.wallMs(),
        settle: async (isReached, what) => {
          await waitUntil(isReached, { timeoutMs: PATIENCE_MS, what });
        },
        letPass: async () => {
          await settlesWithin(new Promise(() => undefined), 150);
        },
        // Whoever is idle is called by a number without a phone; whoever is being called is left alone again.
        change: async (number) => {
          const call = calls.get(number);
          calls.delete(number);
          if (call === undefined) calls.set(number, await phones.one.callAs('4711', number));
          else await call.hangUp();
        },
        goDown: () => server.crash(),
        comeBack: async () => {
          await server.startAgain();
          await phones.register();
        },
        tearDown: async () => {
          await Promise.all(Array.from(calls.values(), (call) => call.hangUp()));
        },
      };
    };

    describeSourceContract(`SIP over ${transport}`, setUp, { change: true, fail: true, many: 200 });
  });
});

import {
  createCertificateAuthority,
  describeWithServer,
  publishPresence,
  startKamailio,
  startLossyRelay,
  waitUntil,
  type CertificateAuthority,
  type KamailioServer,
} from '@lampfield/test-servers';
import { createSeededChance } from '../../../core/seeded-chance.ts';
import { PATIENCE_MS, PhonePair, SipTrial } from './sip-site.fixture.ts';
import type { SipOptions } from './sip-options.ts';

jest.setTimeout(3 * PATIENCE_MS);

/** Makes a request of some 1,400 bytes. */
const LONG = '日'.repeat(55);

/** What a test has started besides; stopped after it, however it ended. */
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

function opened<T extends { stop(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

/** Runs a test with a source, and stops that whatever comes. */
async function withTrial(
  server: KamailioServer,
  given: Partial<SipOptions>,
  body: (trial: SipTrial) => Promise<void>,
): Promise<void> {
  const trial = new SipTrial(server, given);
  try {
    await body(trial);
  } finally {
    await trial.stop();
  }
}

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
    phones = await PhonePair.start(server);
    started.push(() => phones.stop());
  });
  afterAll(async () => {
    for (const stop of started.toReversed()) await stop();
  });

  describe.each(['udp', 'tcp', 'tls'] as const)('over %s', (transport) => {
    const watched = (body: (trial: SipTrial) => Promise<void>): Promise<void> =>
      withTrial(server, { transport, ...(transport === 'tls' && { caFile: authority.caFile }) }, async (trial) => {
        await trial.observe('2001', '2002');
        await Promise.all([trial.shows('2001', 'AVAILABLE'), trial.shows('2002', 'AVAILABLE')]);
        await trial.isUp();
        trial.watch.sink.clear();
        await body(trial);
      });

    it('shows a call at both ends: dialling and ringing, talking, over', () =>
      watched(async (trial) => {
        const call = await phones.talk(trial);
        expect(trial.watch.sink.findLatest('2001')?.activity).toEqual({ peer: { number: '2002' }, direction: 'out', calls: 1 });
        expect(trial.watch.sink.findLatest('2002')?.activity).toEqual({ peer: { number: '2001' }, direction: 'in', calls: 1 });
        await call.hangUp();
        await Promise.all([trial.shows('2001', 'AVAILABLE'), trial.shows('2002', 'AVAILABLE')]);
        expect(trial.statesOf('2001')).toEqual(['DIALING', 'ON_CALL', 'AVAILABLE']);
        expect(trial.statesOf('2002')).toEqual(['RINGING', 'ON_CALL', 'AVAILABLE']);
      }));

    it('shows a call that nobody answers', () =>
      watched(async (trial) => {
        const call = await phones.other.call('2001');
        await trial.shows('2001', 'RINGING');
        await trial.shows('2002', 'DIALING');
        await call.hangUp();
        await Promise.all([trial.shows('2001', 'AVAILABLE'), trial.shows('2002', 'AVAILABLE')]);
      }));
  });

  it('finds a call that is going on when it begins to watch, without knowing since when', async () => {
    await withTrial(server, {}, async (first) => {
      await first.observe('2001', '2002');
      const call = await phones.talk(first);
      await withTrial(server, {}, async (late) => {
        await late.observe('2002');
        await late.shows('2002', 'ON_CALL');
        expect(late.watch.sink.findLatest('2002')?.since).toBeNull();
      });
      await call.hangUp();
      await first.shows('2002', 'AVAILABLE');
    });
  });

  it.each([
    ['40301', 'DENIED'],
    ['40401', 'NOT_FOUND'],
    ['50301', 'SOURCE_FULL'],
  ])('says of %s that it is %s, and of the others what they do', (number, reason) =>
    withTrial(server, {}, async (trial) => {
      await trial.observe(number, '2001');
      await trial.shows(number, 'UNKNOWN', reason);
      await trial.shows('2001', 'AVAILABLE');
      expect(trial.source.trouble).toBeUndefined();
    }),
  );

  it('sends by TCP what is too large for a datagram, and as a datagram where there is no TCP', async () => {
    const relay = opened(await startLossyRelay(server.port, createSeededChance(7)));
    relay.setLossy(false);
    for (const { port } of [server, relay]) {
      await withTrial({ ...server, port }, {}, async (trial) => {
        await trial.observe(LONG);
        await trial.shows(LONG, 'AVAILABLE');
      });
    }
  });

  it('puts several addresses of a line together', () =>
    withTrial(server, { addresses: ['sip:{number}1@{domain}', 'sip:{number}2@{domain}'] }, async (trial) => {
      await trial.observe('200');
      await trial.shows('200', 'AVAILABLE');
      const call = await phones.one.callAs('4711', '2002');
      await trial.shows('200', 'RINGING');
      expect(trial.watch.sink.findLatest('200')?.activity?.peer).toEqual({ number: '4711' });
      await call.hangUp();
      await trial.shows('200', 'AVAILABLE');
    }));

  it('watches 500 lines, and lets go of them', async () => {
    const numbers = Array.from({ length: 500 }, (_, index) => String(8000 + index));
    await withTrial(server, { subscriptionsPerSecond: 1000 }, async (trial) => {
      await trial.isUp();
      await trial.observe(...numbers);
      await Promise.all(numbers.map((number) => trial.shows(number, 'AVAILABLE')));
      for (const number of numbers.slice(1)) trial.watch.release(number);
      await trial.shows('8000', 'AVAILABLE');
    });
  });

  it('trusts no authority that it was not told to', () =>
    withTrial(server, { transport: 'tls' }, async (trial) => {
      await trial.isDown();
      expect(trial.source.trouble).toMatch(/certificate/);
    }));

  it('shows presence where there is no more than that', () =>
    withTrial(server, { package: 'presence' }, async (trial) => {
      await trial.isUp();
      for (const [number, inner, state] of PRESENCE) {
        await trial.observe(number);
        await trial.shows(number, 'UNKNOWN', 'PENDING');
        await publishPresence(server, number, pidf(number, inner));
        await trial.shows(number, state);
      }
    }));

  it('is down while the proxy hangs, and up when it goes on', () =>
    withTrial(server, {}, async (trial) => {
      await trial.observe('2001');
      await trial.shows('2001', 'AVAILABLE');
      server.signal('SIGSTOP');
      await trial.isDown();
      expect(trial.source.trouble).toMatch(/does not answer/);
      server.signal('SIGCONT');
      await trial.isUp();
      await trial.shows('2001', 'AVAILABLE');
      expect(trial.source.trouble).toBeUndefined();
    }));

  describe.each(['udp', 'tcp'] as const)('after a restart of the proxy, over %s,', (transport) => {
    it('watches all lines again, and shows nothing of what was before', async () => {
      const numbers = ['2001', '2002', ...Array.from({ length: 48 }, (_, index) => String(7000 + index))];
      await withTrial(server, { transport }, async (trial) => {
        await trial.observe(...numbers);
        await Promise.all(numbers.map((number) => trial.shows(number, 'AVAILABLE')));
        const call = await phones.talk(trial);
        await server.crash();
        await server.startAgain();
        trial.watch.sink.clear();
        // The new one has never heard of the call.
        await Promise.all(numbers.map((number) => trial.shows(number, 'AVAILABLE')));
        await phones.register();
        const next = await phones.other.call('2001');
        await trial.shows('2001', 'RINGING');
        await next.hangUp();
        await trial.shows('2001', 'AVAILABLE');
        await call.hangUp();
      });
    });
  });
});

describeWithServer('kamailio', () => {
  it('says nothing of lines that the proxy says nothing of, until they are used', () =>
    withServer({ tellsIdleLines: false }, async (server) => {
      const phones = opened(await PhonePair.start(server));
      await withTrial(server, {}, async (trial) => {
        await trial.observe('2001', '2002');
        await trial.shows('2001', 'UNKNOWN', 'PENDING');
        const call = await phones.talk(trial);
        await call.hangUp();
        await trial.shows('2001', 'AVAILABLE');
      });
    }));

  it('is in trouble when the proxy does not know the package', () =>
    withServer({ knowsDialogs: false }, (server) =>
      withTrial(server, {}, async (trial) => {
        await trial.observe('2001');
        await trial.shows('2001', 'UNKNOWN', 'NOT_CONTROLLED');
        expect(trial.source.trouble).toMatch(/489/);
      }),
    ));

  it('lives with the shortest and the longest that a proxy grants', () =>
    withServer({ maxExpiresSeconds: 2 }, (server) =>
      withTrial(server, {}, async (trial) => {
        await trial.observe('2001');
        const refreshed = (): boolean => trial.watch.sink.reportsOf('2001').length >= 4;
        await waitUntil(refreshed, { what: 'three refreshes' });
        expect(trial.statesOf('2001')).toEqual(['AVAILABLE']);
      }),
    ));

  it('asks for longer where a proxy wants that', () =>
    withServer({ minExpiresSeconds: 1800 }, (server) =>
      withTrial(server, { expiresSeconds: 60 }, async (trial) => {
        await trial.observe('2001');
        await trial.shows('2001', 'AVAILABLE');
      }),
    ));

  describe.each([
    [401, 'MD5'],
    [407, 'SHA-256'],
  ] as const)('a password by %d and %s', (challenge, algorithm) => {
    it('is asked for and given, refused when it is wrong, and missed when there is none', () =>
      withServer({ password: 'correct horse', challenge, algorithm }, async (server) => {
        await withTrial(server, { password: 'correct horse' }, async (trial) => {
          const numbers = Array.from({ length: 20 }, (_, index) => String(2000 + index));
          await trial.observe(...numbers);
          await Promise.all(numbers.map((number) => trial.shows(number, 'AVAILABLE')));
          expect(trial.source.trouble).toBeUndefined();
        });
        for (const given of [{ password: 'battery staple' }, {}]) {
          await withTrial(server, given, async (trial) => {
            await trial.observe('2001', '2002');
            await Promise.all(['2001', '2002'].map((number) => trial.shows(number, 'UNKNOWN', 'DENIED')));
            expect(trial.source.trouble).toMatch(/password/);
            expect(trial.source.trouble).not.toMatch(/battery|staple/);
          });
        }
      }));
  });

  it('is right in the end though a third of the datagrams is lost', () =>
    withServer({}, async (server) => {
      const relay = opened(await startLossyRelay(server.port, createSeededChance(7)));
      const phones = opened(await PhonePair.start(server));
      const numbers = ['2001', '2002', ...Array.from({ length: 48 }, (_, index) => String(7000 + index))];
      await withTrial({ ...server, port: relay.port }, { pingTimeoutSeconds: 10 }, async (trial) => {
        await trial.observe(...numbers);
        await Promise.all(numbers.map((number) => trial.shows(number, 'AVAILABLE')));
        const call = await phones.talk(trial);
        await call.hangUp();
        await Promise.all([trial.shows('2001', 'AVAILABLE'), trial.shows('2002', 'AVAILABLE')]);
        expect(relay.dropped).toBeGreaterThan(50);
        relay.setLossy(false);
      });
    }));
});

async function withServer(
  options: Parameters<typeof startKamailio>[0],
  body: (server: KamailioServer) => Promise<void>,
): Promise<void> {
  const server = await startKamailio(options);
  try {
    await body(server);
  } finally {
    await server.stop();
  }
}

/** What a phone or a soft client publishes, and what it means. */
const PRESENCE = [
  ['6001', person('on-the-phone'), 'ON_CALL'],
  ['6002', person('away'), 'AWAY'],
  ['6003', '', 'AVAILABLE'],
] as const;

function person(activity: string): string {
  return `<dm:person id="p"><rpid:activities><rpid:${activity}/></rpid:activities></dm:person>`;
}

function pidf(number: string, inner: string): string {
  const names =
    'xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"';
  const tuple = '<tuple id="t"><status><basic>open</basic></status></tuple>';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<presence ${names} entity="sip:${number}@pbx.test">${tuple}${inner}</presence>`;
}

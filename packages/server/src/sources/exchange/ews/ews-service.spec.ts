import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeOptions } from '../../../testing/complete-options.ts';
import { MANUAL_CLOCK_START_MS, ManualClock } from '../../../testing/manual-clock.ts';
import { EWS_OPTIONS } from './ews-options.ts';
import { EwsService } from './ews-service.ts';
import { ExchangeServer, send, sendFault, type Door } from './exchange-server.fixture.ts';

const HOUR_MS = 3_600_000;
const NOW = MANUAL_CLOCK_START_MS;
const WINDOW = { from: NOW - HOUR_MS, until: NOW + 12 * HOUR_MS };
/** A whole second: dates in answers have no fractions. */
const at = (hours: number) => Math.floor(NOW / 1000) * 1000 + hours * HOUR_MS;

const NTLM_DOOR: Door = { ntlm: { username: 'svc-lampfield', domain: 'EXAMPLE', ntHash: 'a4f49c406510bdcab6824ee7c30fd852' } };
const NTLM_OPTIONS = { auth: 'ntlm', username: 'svc-lampfield', domain: 'EXAMPLE', password: 'Password' };
const BASIC_DOOR: Door = { basic: 'EXAMPLE\\svc-lampfield:p:ä' };
const BASIC_OPTIONS = { auth: 'basic', username: 'EXAMPLE\\svc-lampfield', password: 'p:ä' };

describe('the EWS service', () => {
  const clock = new ManualClock();
  let exchange: ExchangeServer;
  let service: EwsService;

  const begin = async (door: Door, options: Readonly<Record<string, unknown>>) => {
    exchange = await ExchangeServer.start(door);
    service = new EwsService(completeOptions(EWS_OPTIONS, { url: exchange.url, ...options }), clock);
  };
  const ask = (...addresses: readonly string[]) => service.freeBusy(addresses, WINDOW, new AbortController().signal);

  afterEach(async () => {
    await service.close();
    await exchange.stop();
    expect(clock.pendingCount).toBe(0);
  });

  describe('with a server that takes basic', () => {
    beforeEach(() => begin(BASIC_DOOR, BASIC_OPTIONS));

    it('answers for each mailbox by itself', async () => {
      const events = [
        { from: at(-1), until: at(1), type: 'Busy' },
        { from: at(2), until: at(3), type: 'tentative' },
        { from: at(4), until: at(5), type: 'OOF' },
        { from: at(5), until: at(6), type: 'WORKINGELSEWHERE' },
        { from: at(7), until: at(8), type: 'Free' },
        { from: at(9), until: at(9), type: 'Busy' },
      ];
      exchange.mailboxes.set('anna@example.org', { events }).set('béla@example.org', {});
      exchange.mailboxes.set('c&d@example.org', 'ErrorNoFreeBusyAccess').set('eve@example.org', 'ErrorMailboxFailover');
      const answers = await ask(
        'anna@example.org',
        'béla@example.org',
        'c&d@example.org',
        'nobody@example.org',
        'eve@example.org',
      );
      expect([...answers]).toEqual([
        [
          'anna@example.org',
          {
            stretches: [
              { from: at(-1), until: at(1), kind: 'busy' },
              { from: at(2), until: at(3), kind: 'tentative' },
              { from: at(4), until: at(5), kind: 'oof' },
              { from: at(5), until: at(6), kind: 'workingElsewhere' },
            ],
          },
        ],
        ['béla@example.org', { stretches: [] }],
        ['c&d@example.org', { reason: 'DENIED' }],
        ['nobody@example.org', { reason: 'NOT_FOUND' }],
        ['eve@example.org', { reason: 'SOURCE_DOWN' }],
      ]);
    });

    it('asks for times and kinds and nothing else', async () => {
      await ask('anna@example.org');
      expect(exchange.questions[0]?.view).toBe('FreeBusyMerged');
    });

    it('takes a hundred at once, and says so when a server takes fewer', async () => {
      const crowd = Array.from({ length: 101 }, (_, number) => `somebody${String(number)}@example.org`);
      expect((await ask(...crowd.slice(1))).size).toBe(100);
      await expect(ask(...crowd)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('lower batchSize') });
    });

    it.each([
      [{ view: 'MergedOnly', digits: '0'.repeat(96) }, { stretches: [] }],
      [{ view: 'None' }, { reason: 'DENIED' }],
      [{ view: 'FreeBusyMerged', digits: '5'.repeat(192) }, { reason: 'SOURCE_DOWN' }],
      [{ events: [{ from: at(1), until: at(2), type: 'NoData' }] }, { reason: 'SOURCE_DOWN' }],
      [{ events: [{ from: at(1), until: at(2), type: 'Asleep' }] }, { reason: 'SOURCE_DOWN' }],
    ])('of a calendar of %j it says %j', async (calendar, answer) => {
      exchange.mailboxes.set('anna@example.org', calendar);
      expect((await ask('anna@example.org')).get('anna@example.org')).toEqual(answer);
    });

    it.each<[string, (response: Parameters<typeof sendFault>[0]) => void, object]>([
      [
        'busy',
        (to) => {
          sendFault(to, 'ErrorServerBusy', '<t:Value Name="BackOffMilliseconds">297749</t:Value>');
        },
        { kind: 'throttled', retryAfterMs: 297_749, message: 'Exchange is busy (ErrorServerBusy)' },
      ],
      [
        'too many requests at once',
        (to) => {
          sendFault(to, 'ErrorExceededConnectionCount');
        },
        { kind: 'throttled', retryAfterMs: undefined },
      ],
      [
        'busy within',
        (to) => {
          sendFault(to, 'ErrorInternalServerError', '<t:Value Name="InnerErrorResponseCode">ErrorServerBusy</t:Value>');
        },
        { kind: 'throttled' },
      ],
      [
        'no way to read it',
        (to) => {
          sendFault(to, 'ErrorSchemaValidation');
        },
        { kind: 'refused', message: 'Exchange does not understand the request (ErrorSchemaValidation)' },
      ],
      [
        'trouble of its own',
        (to) => {
          sendFault(to, 'ErrorADUnavailable');
        },
        { kind: 'lost', message: 'Exchange could not answer (ErrorADUnavailable)' },
      ],
      ['a queue', (to) => void to.writeHead(503, { 'Retry-After': '30' }).end(), { kind: 'throttled', retryAfterMs: 30_000 }],
      ['a limit', (to) => void to.writeHead(429).end(), { kind: 'throttled' }],
      ['no entry', (to) => void to.writeHead(403).end(), { kind: 'refused' }],
      ['another address', (to) => void to.writeHead(302, { Location: '/owa' }).end(), { kind: 'refused' }],
      ['a gateway', (to) => void to.writeHead(502).end('<html>'), { kind: 'lost', message: 'Exchange answers 502' }],
      ['a page for people', (to) => void to.writeHead(200).end('<html><br></html>'), { kind: 'lost' }],
      ['entities', (to) => void to.writeHead(200).end('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), { kind: 'lost' }],
      [
        'another answer',
        (to) => {
          send(to, 200, '<m:GetFolderResponse/>');
        },
        { kind: 'lost', message: 'expected the availability of 1 mailboxes, came none' },
      ],
      [
        'an empty body',
        (to) => {
          send(to, 200, '');
        },
        { kind: 'lost' },
      ],
      [
        'too few answers',
        (to) => {
          send(to, 200, '<m:GetUserAvailabilityResponse><m:FreeBusyResponseArray/></m:GetUserAvailabilityResponse>');
        },
        { kind: 'lost', message: 'expected the availability of 1 mailboxes, came 0' },
      ],
    ])('when the server says %s, it says what to do', async (_what, interrupt, failure) => {
      exchange.interruptions.push(interrupt);
      await expect(ask('anna@example.org')).rejects.toMatchObject({ name: 'ServiceFailure', ...failure });
    });

    it('says nothing of people in a failure', async () => {
      exchange.interruptions.push((to) => {
        sendFault(to, 'ErrorInternalServerError');
      });
      await expect(ask('anna@example.org')).rejects.toMatchObject({ message: expect.not.stringContaining('anna') });
    });
  });

  it.each([
    [BASIC_DOOR, { ...BASIC_OPTIONS, password: 'wrong' }, 'Exchange answers 401: it does not accept the user name and password'],
    [NTLM_DOOR, { ...NTLM_OPTIONS, password: 'wrong' }, 'Exchange answers 401: it does not accept the user name and password'],
    [NTLM_DOOR, BASIC_OPTIONS, 'Exchange answers 401: it does not offer basic, only Negotiate, NTLM'],
    [BASIC_DOOR, NTLM_OPTIONS, 'Exchange answers 401: it does not offer ntlm, only Basic'],
    [NTLM_DOOR, { auth: 'ntlm' }, 'auth ntlm needs username and password'],
    [NTLM_DOOR, { auth: 'bearer' }, 'auth bearer needs tokenFile'],
    [
      NTLM_DOOR,
      { auth: 'bearer', tokenFile: '/nowhere/token' },
      expect.stringContaining('tokenFile /nowhere/token cannot be read'),
    ],
  ])('to %j with %j is refused in words', async (door, options, message) => {
    await begin(door, options);
    await expect(ask('anna@example.org')).rejects.toMatchObject({ kind: 'refused', message });
  });

  it('reads its token again when another program has renewed it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ews-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'old\n');
    await begin({ bearer: 'renewed.token~1' }, { auth: 'bearer', tokenFile });
    await expect(ask('anna@example.org')).rejects.toMatchObject({
      kind: 'refused',
      message: 'Exchange answers 401: it does not accept the token',
    });
    writeFileSync(tokenFile, 'renewed.token~1\n');
    expect((await ask('anna@example.org')).size).toBe(1);
    writeFileSync(tokenFile, 'not a token\r\nX-Evil: 1');
    await expect(ask('anna@example.org')).rejects.toMatchObject({ kind: 'refused' });
    rmSync(folder, { recursive: true });
  });

  describe('with a server that takes NTLM', () => {
    beforeEach(() => begin(NTLM_DOOR, NTLM_OPTIONS));

    it('signs its one connection in, once for all calls', async () => {
      await Promise.all([ask('a@example.org'), ask('b@example.org'), ask('c@example.org')]);
      expect(exchange.connectionCount).toBe(1);
      expect(exchange.statuses).toEqual([401, 200, 200, 200]);
    });

    it('signs the next connection in when the first one was closed', async () => {
      await ask('a@example.org');
      exchange.interruptions.push((to) => void to.writeHead(503, { Connection: 'close' }).end());
      await expect(ask('a@example.org')).rejects.toMatchObject({ kind: 'throttled' });
      await ask('a@example.org');
      expect(exchange.questions.map(({ connection }) => connection)).toEqual([1, 2]);
    });
  });

  it('says when something closes connections in the middle of a handshake', async () => {
    await begin(NTLM_DOOR, NTLM_OPTIONS);
    exchange.closesAfterChallenge = true;
    await expect(ask('a@example.org')).rejects.toMatchObject({
      kind: 'lost',
      message: expect.stringContaining('closes the connection'),
    });
  });
});

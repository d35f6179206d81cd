import { waitUntil } from '@lampfield/test-servers';
import { SkippableClock } from '../../testing/skippable-clock.ts';
import { WebCaller } from '../web/web-caller.ts';
import { fakeAppOptions } from './app-options.fixture.ts';
import { AppTokens } from './app-tokens.ts';
import { failureOf } from './failure-of.fixture.ts';
import { FakeMicrosoft } from './fake-microsoft.fixture.ts';

const TOKEN = '/oauth2/v2.0/token';
const unwanted = new AbortController();
const wanted = new AbortController().signal;

describe('the tokens of an app', () => {
  let fake: FakeMicrosoft;
  let clock: SkippableClock;
  let web: WebCaller;

  beforeEach(async () => {
    clock = new SkippableClock();
    fake = await FakeMicrosoft.start(() => clock.monotonicMs());
    web = new WebCaller(clock, { connections: 2 });
  });

  afterEach(async () => {
    await web.close();
    await fake.stop();
  });

  const tokensOf = (change: Record<string, unknown> = {}): AppTokens =>
    new AppTokens({ options: fakeAppOptions(fake, change), web, clock, timeoutMs: 1000 });

  it('come by a client secret, one request for all who wait, and are kept', async () => {
    const tokens = tokensOf();
    const [first, second] = await Promise.all([tokens.get(wanted), tokens.get(wanted)]);
    expect(fake.entra.isGood(first)).toBe(true);
    expect([second, await tokens.get(wanted)]).toEqual([first, first]);
    expect(fake.requests).toHaveLength(1);
  });

  it('are renewed five minutes before they expire, not earlier', async () => {
    const tokens = tokensOf();
    const first = await tokens.get(wanted);
    clock.skip(3_299_000 - 1);
    expect(await tokens.get(wanted)).toBe(first);
    clock.skip(1);
    expect(await tokens.get(wanted)).not.toBe(first);
  });

  it('that live shortly are used for nine tenths of their life', async () => {
    fake.entra.expiresInSeconds = 100;
    const tokens = tokensOf();
    const first = await tokens.get(wanted);
    clock.skip(89_999);
    expect(await tokens.get(wanted)).toBe(first);
    clock.skip(1);
    expect(await tokens.get(wanted)).not.toBe(first);
  });

  it('go on being used while they are good and no new one is to be had', async () => {
    const tokens = tokensOf();
    const first = await tokens.get(wanted);
    fake.misbehave(TOKEN, { status: 500 }, 2);
    clock.skip(3_300_000);
    expect(await tokens.get(wanted)).toBe(first);
    expect(await tokens.get(wanted)).toBe(first);
    expect(fake.requests).toHaveLength(2);
    clock.skip(299_000);
    await expect(tokens.get(wanted)).rejects.toMatchObject({ kind: 'lost' });
    expect(await tokens.get(wanted)).not.toBe(first);
  });

  it('that were refused are not given out again', async () => {
    const tokens = tokensOf();
    const first = await tokens.get(wanted);
    tokens.drop('another');
    expect(await tokens.get(wanted)).toBe(first);
    tokens.drop(first);
    expect(await tokens.get(wanted)).not.toBe(first);
  });

  it('do not keep waiting who has lost interest', async () => {
    fake.misbehave(TOKEN, 'no answer');
    const tokens = tokensOf();
    const failing = expect(tokens.get(unwanted.signal)).rejects.toMatchObject({ kind: 'lost' });
    const other = expect(tokens.get(wanted)).rejects.toMatchObject({
      message: expect.stringContaining('did not answer within 1000 ms'),
    });
    await waitUntil(() => fake.requests.length === 1, { what: 'the request to arrive' });
    unwanted.abort();
    await failing;
    clock.skip(1000);
    await other;
    await expect(tokens.get(unwanted.signal)).rejects.toMatchObject({ kind: 'lost' });
  });

  it.each([
    [
      'a wrong secret',
      { clientSecret: 'wrong' },
      'Entra gives the app no token (AADSTS7000215, invalid_client: the client secret is wrong)',
    ],
    [
      'an unknown app',
      { clientId: '00000000-1111-2222-3333-444444444444' },
      'AADSTS700016, unauthorized_client: this directory has no app with this clientId',
    ],
    [
      'an unknown directory',
      { tenantId: 'nowhere.example.org' },
      'AADSTS90002, invalid_request: there is no directory with this tenantId',
    ],
    ['no credentials', { clientSecret: undefined }, 'the app needs clientSecret, or certificateFile and privateKeyFile'],
    ['a certificate without its key', { clientSecret: undefined, certificateFile: '/nowhere' }, 'the app needs clientSecret'],
    [
      'no certificate',
      { clientSecret: undefined, certificateFile: '/nowhere/a', privateKeyFile: '/nowhere/b' },
      'certificateFile /nowhere/a cannot be read',
    ],
  ])('are refused for %s, in words', async (_what, change, words) => {
    const failure = await failureOf(tokensOf(change).get(wanted));
    expect(failure).toMatchObject({ name: 'ServiceFailure', kind: 'refused', message: expect.stringContaining(words) });
    expect(JSON.stringify([failure.message, failure.stack])).not.toMatch(/wrong'|Trace|a secret that/);
  });

  it.each([
    [
      { status: 429, headers: { 'retry-after': '17' } },
      { kind: 'throttled', retryAfterMs: 17_000 },
    ],
    [
      { status: 503, headers: { 'retry-after': '5' } },
      { kind: 'throttled', retryAfterMs: 5000 },
    ],
    [{ status: 503 }, { kind: 'lost', message: 'Entra gave no token (status 503)' }],
    [{ status: 302, headers: { location: 'https://login.example.org' } }, { kind: 'lost' }],
    [
      { status: 404, text: '<html>' },
      { kind: 'lost', message: 'Entra gave no token (status 404)' },
    ],
    [
      { status: 200, text: '<html>' },
      { kind: 'lost', message: expect.stringContaining('not JSON') },
    ],
    [
      { status: 200, text: 'null' },
      { kind: 'lost', message: expect.stringContaining('not JSON') },
    ],
    [
      { status: 200, document: {} },
      { kind: 'lost', message: 'Entra answers without a token' },
    ],
    [{ status: 200, document: { access_token: 'a\r\nb', token_type: 'Bearer', expires_in: 9 } }, { kind: 'lost' }],
    [
      { status: 200, text: `"${'x'.repeat(300_000)}"` },
      { kind: 'lost', message: expect.stringContaining('more than') },
    ],
    [{ status: 400, document: { error: 'temporarily_unavailable', error_codes: ['x'] } }, { kind: 'lost' }],
    [
      { status: 401, document: { error: 'invalid_client', error_description: 'AADSTS7000222: ...' } },
      { kind: 'refused', message: expect.stringContaining('has expired') },
    ],
    [
      { status: 400, document: { error: 'a secret\nof somebody', error_codes: [1] } },
      { kind: 'lost', message: 'Entra gave no token (AADSTS1, status 400)' },
    ],
    ['cut off' as const, { kind: 'lost', message: expect.stringContaining('cannot be reached') }],
  ])('fail as they should for %j', async (instead, failure) => {
    fake.misbehave(TOKEN, instead);
    const tokens = tokensOf();
    expect(await failureOf(tokens.get(wanted))).toMatchObject(failure);
    expect(fake.entra.isGood(await tokens.get(wanted))).toBe(true);
  });

  it('without a time to expire are used once', async () => {
    fake.misbehave(TOKEN, { status: 200, document: { access_token: 'abc', token_type: 'Bearer', expires_in: 'soon' } });
    const tokens = tokensOf();
    expect([await tokens.get(wanted), (await tokens.get(wanted)) === 'abc']).toEqual(['abc', false]);
  });
});

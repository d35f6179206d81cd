import { waitUntil } from '@lampfield/test-servers';
import { SkippableClock } from '../../testing/skippable-clock.ts';
import { fakeAppOptions } from './app-options.fixture.ts';
import { failureOf } from './failure-of.fixture.ts';
import { graphError } from './fake-answers.fixture.ts';
import { FAKE_APP, FakeMicrosoft } from './fake-microsoft.fixture.ts';
import { GraphCaller } from './graph-caller.ts';
import { GraphFailure } from './graph-failure.ts';

const PRESENCES = '/communications/getPresencesByUserId';
const TOKEN = '/oauth2/v2.0/token';
const wanted = new AbortController().signal;

describe('calls of Graph', () => {
  let fake: FakeMicrosoft;
  let clock: SkippableClock;
  let graph: GraphCaller;

  beforeEach(async () => {
    clock = new SkippableClock();
    fake = await FakeMicrosoft.start(() => clock.monotonicMs());
    graph = new GraphCaller(fakeAppOptions(fake), clock, 1000);
  });

  afterEach(async () => {
    await graph.close();
    await fake.stop();
  });

  const call = (signal = wanted): Promise<unknown> =>
    graph.post(
      {
        purpose: 'reading something',
        permission: 'the permission to read it',
        notFound: 'it is not there',
        path: PRESENCES,
        document: { ids: ['00000000-0000-0000-0000-000000000001'] },
        mostBytes: 1000,
      },
      signal,
    );

  it('carry a token, and an id that support can find them by', async () => {
    expect(await call()).toEqual({ value: [] });
    await call();
    const [first, second] = fake.requestsOf(PRESENCES).map(({ headers }) => headers);
    expect(first).toMatchObject({ 'content-type': 'application/json', authorization: expect.stringMatching(/^Bearer \S+$/) });
    expect(first?.['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.['client-request-id']).not.toBe(first?.['client-request-id']);
    expect(fake.requestsOf(TOKEN)).toHaveLength(1);
  });

  it('get a new token when theirs is refused, unseen', async () => {
    await call();
    fake.entra.revokeAll();
    expect(await call()).toEqual({ value: [] });
    expect(fake.requestsOf(TOKEN)).toHaveLength(2);
  });

  it('are refused when the new token is refused as well, and do not try on', async () => {
    fake.misbehave(PRESENCES, graphError(401, 'InvalidAuthenticationToken'), 9);
    expect(await failureOf(call())).toMatchObject({
      kind: 'refused',
      status: 401,
      message: expect.stringContaining('401 (InvalidAuthenticationToken)'),
    });
    expect([fake.requestsOf(PRESENCES).length, fake.requestsOf(TOKEN).length]).toEqual([2, 2]);
  });

  it.each([
    ['429 with a time', graphError(429, 'TooManyRequests', { 'retry-after': '11' }), { kind: 'throttled', retryAfterMs: 11_000 }],
    ['429 without', graphError(429, 'TooManyRequests'), { kind: 'throttled', retryAfterMs: undefined }],
    ['503 with a time', graphError(503, 'ServiceUnavailable', { 'retry-after': '2' }), { kind: 'throttled', retryAfterMs: 2000 }],
    ['503 without', graphError(503, 'ServiceUnavailable'), { kind: 'lost', code: 'ServiceUnavailable' }],
    [
      'a throttling of Exchange',
      graphError(400, 'ApplicationThrottled', { 'retry-after': '3' }),
      { kind: 'throttled', retryAfterMs: 3000 },
    ],
    [
      '403',
      graphError(403, 'Forbidden'),
      { kind: 'refused', message: 'reading something: Graph answers 403 (Forbidden): the app needs the permission to read it' },
    ],
    ['404', graphError(404, 'ResourceNotFound'), { kind: 'refused', message: expect.stringContaining('it is not there') }],
    [
      'a redirect',
      { status: 301, headers: { location: 'https://example.org' } },
      { kind: 'refused', message: expect.stringContaining('not the address of Graph') },
    ],
    ['400', graphError(400, 'BadRequest'), { kind: 'lost', status: 400, code: 'BadRequest' }],
    ['500', { status: 500, text: '<html>' }, { kind: 'lost', status: 500, code: undefined }],
    [
      'a code that is none',
      { status: 500, document: { error: { code: 'Call somebody@example.org\n' } } },
      { message: 'reading something: Graph answers 500' },
    ],
    ['504', { status: 504 }, { kind: 'lost' }],
    [
      'no JSON',
      { status: 200, text: '<html>somebody@example.org' },
      { kind: 'lost', message: 'reading something: Graph answers with something that is not JSON' },
    ],
    [
      'too much',
      { status: 200, text: `"${'x'.repeat(1000)}"` },
      { kind: 'lost', message: expect.stringContaining('more than 1000 bytes') },
    ],
    ['half an answer', 'cut off' as const, { kind: 'lost' }],
  ])('fail as they should after %s', async (_what, instead, expected) => {
    fake.misbehave(PRESENCES, instead);
    const failure = await failureOf(call());
    expect(failure).toMatchObject({ name: 'ServiceFailure', ...expected });
    const told = JSON.stringify([failure.message, failure.stack, String(failure.cause)]);
    for (const secret of [FAKE_APP.secret, 'Bearer', '.token', 'somebody', 'Words about']) expect(told).not.toContain(secret);
    expect(await call()).toEqual({ value: [] });
  });

  it('have a code that can be asked for', async () => {
    fake.permissions.delete('Presence.Read.All');
    const failure = await failureOf(call());
    expect([failure instanceof GraphFailure, failure]).toMatchObject([true, { code: 'Forbidden', status: 403 }]);
  });

  it('wait no longer than they may, and not for whom nobody waits', async () => {
    await call();
    fake.misbehave(PRESENCES, 'no answer', 2);
    const slow = failureOf(call());
    await waitUntil(() => fake.requestsOf(PRESENCES).length === 2, { what: 'the call to arrive' });
    clock.skip(1000);
    expect(await slow).toMatchObject({
      kind: 'lost',
      message: `${fake.origin} (reading something) did not answer within 1000 ms`,
    });
    const ending = new AbortController();
    const unwanted = failureOf(call(ending.signal));
    await waitUntil(() => fake.requestsOf(PRESENCES).length === 3, { what: 'the call to arrive' });
    ending.abort();
    expect(await unwanted).toMatchObject({ kind: 'lost' });
  });

  it('end with their connections', async () => {
    fake.misbehave(PRESENCES, 'no answer');
    const failing = failureOf(call());
    await waitUntil(() => fake.requestsOf(PRESENCES).length === 1, { what: 'the call to arrive' });
    await graph.close();
    expect(await failing).toMatchObject({ kind: 'lost' });
  });
});

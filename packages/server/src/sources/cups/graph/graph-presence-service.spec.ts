import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { fakeAppOptions } from '../../microsoft/app-options.fixture.ts';
import { failureOf } from '../../microsoft/failure-of.fixture.ts';
import { graphError } from '../../microsoft/fake-answers.fixture.ts';
import { FakeMicrosoft } from '../../microsoft/fake-microsoft.fixture.ts';
import { GraphCaller } from '../../microsoft/graph-caller.ts';
import { GraphPresenceService } from './graph-presence-service.ts';

const PRESENCES = '/getPresencesByUserId';
const HOUR_MS = 3_600_000;
const wanted = new AbortController().signal;
const idOf = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const people = (count: number): string[] => Array.from({ length: count }, (_, number) => `p${String(number)}@example.org`);

describe('the presence of Teams by Graph', () => {
  let fake: FakeMicrosoft;
  let clock: SkippableClock;
  let graph: GraphCaller;
  let service: GraphPresenceService;

  beforeEach(async () => {
    clock = new SkippableClock();
    fake = await FakeMicrosoft.start(() => clock.monotonicMs());
    graph = new GraphCaller(fakeAppOptions(fake), clock, 60_000);
    service = serve();
    people(650).forEach((name, number) => {
      fake.teams.people.set(name, { id: idOf(number), presence: { availability: 'Busy', activity: 'InACall' } });
    });
  });

  afterEach(async () => {
    await graph.close();
    await fake.stop();
  });

  const serve = (change: { endpoint?: string; notes?: boolean; maxUsers?: number } = {}): GraphPresenceService => {
    const options = { endpoint: fake.origin, batchSize: 650, notes: false, maxUsers: 1000, ...change };
    return new GraphPresenceService({ options, graph, clock });
  };
  const stateOf = async (name: string): Promise<unknown> => {
    const answer = (await service.ask([name], wanted)).get(name);
    return answer?.reason ?? answer?.state;
  };

  it('is asked for by object id: one question for 650, look-ups twenty at a time and only once', async () => {
    const answers = await service.ask(people(650), wanted);
    expect([...answers.keys()].sort()).toEqual(people(650).sort());
    expect(answers.get('p7@example.org')).toEqual({ state: 'ON_CALL', since: null, raw: 'InACall' });
    expect([fake.teams.asked, fake.teams.lookedUp.length, Math.max(...fake.teams.lookedUp)]).toEqual([[650], 33, 20]);
    await service.ask(people(650), wanted);
    expect([fake.teams.asked, fake.teams.lookedUp.length]).toEqual([[650, 650], 33]);
  });

  it('says who is not there, whatever he is called', async () => {
    const names = ['nobody@example.org', '__proto__', '../../etc/passwd', `o'brien"<&>;--@example.org`, '日本語@example.org'];
    const answers = await service.ask([...names, 'p1@example.org'], wanted);
    for (const name of names) expect(answers.get(name)).toEqual({ state: 'UNKNOWN', since: null, reason: 'NOT_FOUND' });
    expect(answers.get('p1@example.org')?.state).toBe('ON_CALL');
  });

  it('asks nothing of Teams about people who are not there', async () => {
    await service.ask(['nobody@example.org'], wanted);
    expect(fake.teams.asked).toEqual([]);
  });

  it('finds who came later after a quarter of an hour, and who is who for a day', async () => {
    expect(await stateOf('new@example.org')).toBe('NOT_FOUND');
    fake.teams.people.set('new@example.org', { id: idOf(9999), presence: { availability: 'Away' } });
    clock.skip(HOUR_MS / 4 - 1000);
    expect(await stateOf('new@example.org')).toBe('NOT_FOUND');
    clock.skip(2000);
    expect(await stateOf('new@example.org')).toBe('AWAY');
    clock.skip(23 * HOUR_MS);
    expect([await stateOf('new@example.org'), fake.teams.lookedUp.length]).toEqual(['AWAY', 2]);
    clock.skip(2 * HOUR_MS);
    expect([await stateOf('new@example.org'), fake.teams.lookedUp.length]).toEqual(['AWAY', 3]);
  });

  it('looks up anew who is not in the answer any more', async () => {
    await stateOf('p1@example.org');
    fake.teams.people.set('p1@example.org', { id: idOf(4711), presence: { availability: 'Away' } });
    expect(await stateOf('p1@example.org')).toBeUndefined();
    expect(await stateOf('p1@example.org')).toBe('AWAY');
  });

  it('tells two names of one person apart, and both', async () => {
    fake.teams.people.set('alias@example.org', { id: idOf(1), presence: { availability: 'Away' } });
    const answers = await service.ask(['p1@example.org', 'alias@example.org'], wanted);
    expect([...answers.keys()].sort()).toEqual(['alias@example.org', 'p1@example.org']);
  });

  it('forgets some when there are too many to remember', async () => {
    service = serve({ maxUsers: 10 });
    await service.ask(people(40), wanted);
    await service.ask(people(40), wanted);
    expect(fake.teams.lookedUp.length).toBeGreaterThan(2);
  });

  it('has status messages where they are wanted', async () => {
    const presence = { availability: 'Away', statusMessage: { message: { content: 'back at 3', contentType: 'text' } } };
    fake.teams.people.set('p1@example.org', { id: idOf(1), presence });
    const noted = await serve({ notes: true }).ask(['p1@example.org'], wanted);
    const plain = await service.ask(['p1@example.org'], wanted);
    expect([noted, plain].map((answers) => answers.get('p1@example.org')?.activity)).toEqual([{ note: 'back at 3' }, undefined]);
  });

  it.each([
    [
      'Presence.Read.All',
      'reading presence: Graph answers 403 (Forbidden): the app needs the application permission Presence.Read.All',
    ],
    [
      'User.Read.All',
      'looking up users: Graph answers 403 (Authorization_RequestDenied): the app needs the application permission User.Read.All',
    ],
  ] as const)('is refused without %s', async (permission, words) => {
    fake.permissions.delete(permission);
    expect(await failureOf(service.ask(['p1@example.org'], wanted))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    ['throttled', graphError(429, 'TooManyRequests', { 'Retry-After': '9' }), { kind: 'throttled', retryAfterMs: 9000 }],
    ['refused', graphError(401, 'InvalidAuthenticationToken'), { kind: 'refused' }],
  ])('is %s as a whole when one look-up is, and goes on from there', async (_what, instead, expected) => {
    fake.teams.nextLookUps.push({ status: 200, document: { id: idOf(0) } }, instead);
    expect(await failureOf(service.ask(people(3), wanted))).toMatchObject(expected);
    expect((await service.ask(people(3), wanted)).size).toBe(3);
    expect(fake.teams.lookedUp).toEqual([3, 1]);
  });

  it.each([
    ['failed', graphError(500, 'InternalServerError')],
    ['answered nonsense', { status: 200, document: { id: 'me' } }],
    ['answered nothing', { status: 200 }],
  ])('leaves out whose look-up %s', async (_what, instead) => {
    fake.teams.nextLookUps.push(instead);
    expect([...(await service.ask(people(2), wanted)).keys()]).toEqual(['p1@example.org']);
    expect((await service.ask(people(2), wanted)).size).toBe(2);
  });

  it.each([
    ['/$batch', { responses: 'none' }, 'expected a list "responses"'],
    [PRESENCES, { value: null }, 'expected a list "value"'],
  ])('fails when %s answers something else', async (pathEnd, document, words) => {
    fake.misbehave(pathEnd, { status: 200, document });
    expect(await failureOf(service.ask(people(1), wanted))).toMatchObject({
      kind: 'lost',
      message: expect.stringContaining(words),
    });
  });

  it('takes no answer for anybody that is about nobody', async () => {
    const responses = [
      null,
      { id: '', status: 404 },
      { id: '7', status: 404 },
      { id: '-1', status: 404 },
      { id: 'constructor', status: 404 },
    ];
    fake.misbehave('/$batch', { status: 200, document: { responses } });
    expect((await service.ask(people(2), wanted)).size).toBe(0);
    fake.misbehave(PRESENCES, {
      status: 200,
      document: { value: [null, { id: '__proto__' }, { id: idOf(77), availability: 'Busy' }] },
    });
    expect((await service.ask(people(2), wanted)).size).toBe(0);
  });

  it.each([
    ['says so by its address', 'https://microsoftgraph.chinacloudapi.cn', undefined],
    ['says so by a 404', undefined, graphError(404, 'ResourceNotFound')],
  ])('is refused by a cloud that has none and %s', async (_what, endpoint, instead) => {
    if (instead !== undefined) fake.misbehave(PRESENCES, instead);
    const asked = serve(endpoint === undefined ? {} : { endpoint });
    expect(await failureOf(asked.ask(people(1), wanted))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('does not offer presence'),
    });
  });
});

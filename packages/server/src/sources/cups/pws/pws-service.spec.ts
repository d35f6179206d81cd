import { waitUntil } from '@lampfield/test-servers';
import { completeOptions } from '../../../testing/complete-options.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { basicPresence, PresenceNode, refuse, richPresence, type Reply } from './presence-node.fixture.ts';
import { PWS_OPTIONS } from './pws-options.ts';
import { PwsService } from './pws-service.ts';

describe('the Presence Web Service', () => {
  const clock = new ManualClock();
  let node: PresenceNode;
  let service: PwsService;

  const begin = (options: Readonly<Record<string, unknown>> = {}) => {
    const whole = { url: node.url, username: 'application', password: 'se<cr&t', endUser: 'viewer', ...options };
    service = new PwsService(completeOptions(PWS_OPTIONS, whole), clock);
  };
  const ask = async (id = 'anna@example.org') => (await service.ask([id], new AbortController().signal)).get(id);

  beforeEach(async () => {
    node = await PresenceNode.start();
    node.contacts.set('anna@example.org', richPresence('<busy/>', 'open'));
    begin();
  });

  afterEach(async () => {
    await service.close();
    await node.stop();
    expect(clock.pendingCount).toBe(0);
  });

  it('signs the application user in, by him the end user, and asks', async () => {
    expect(await ask()).toEqual({ state: 'BUSY', since: null, raw: 'busy' });
    await ask();
    await service.close();
    expect(node.calls).toEqual([
      'POST /presence-service/users/application/sessions',
      'POST /presence-service/users/viewer/sessions',
      'GET /presence-service/users/viewer/presence/rich/contacts/anna%40example.org',
      'GET /presence-service/users/viewer/presence/rich/contacts/anna%40example.org',
      'DELETE /presence-service/users/viewer/session',
    ]);
  });

  it('signs in once for those who ask at once', async () => {
    await Promise.all([ask(), ask(), ask()]);
    expect(node.calls.filter((call) => call.startsWith('POST'))).toHaveLength(2);
  });

  it('signs in again when its session is over, once for those who find out at once', async () => {
    await ask();
    node.forgetSessions();
    expect(await Promise.all([ask(), ask()])).toMatchObject([{ state: 'BUSY' }, { state: 'BUSY' }]);
    expect(node.calls.filter((call) => call.startsWith('POST'))).toHaveLength(4);
  });

  it('takes the end user over where he is signed in already', async () => {
    node.refusesSecondSession = true;
    expect(await ask()).toMatchObject({ state: 'BUSY' });
    expect(node.calls).toContain('PUT /presence-service/users/viewer/session');
  });

  it('asks for the basic word where that is wanted, and for the domain that the node knows', async () => {
    begin({ presence: 'basic', domains: [{ match: 'Example.org', replace: 'im.example.org' }] });
    node.contacts.set('anna@im.example.org', basicPresence('DND'));
    expect(await ask()).toEqual({ state: 'DND', since: null, raw: 'dnd' });
  });

  it.each([
    ['nobody@example.org', 'NOT_FOUND'],
    ['no address', 'NOT_FOUND'],
    ['\uD800@example.org', 'NOT_FOUND'],
  ])('does not know %j', async (id, reason) => {
    expect(await ask(id)).toMatchObject({ state: 'UNKNOWN', reason });
  });

  it.each<[string, Reply, object]>([
    [
      'too many requests',
      refuse(503, 212),
      { kind: 'throttled', message: 'asking for a contact: the presence node answers 503' },
    ],
    [
      'too many requests, until then',
      (to) => void to.writeHead(503, { 'Retry-After': '9' }).end(),
      { kind: 'throttled', retryAfterMs: 9000 },
    ],
    ['an error of its own', refuse(500, 200), { kind: 'lost' }],
    [
      'a page for people',
      (to) => void to.writeHead(200).end('<html/>'),
      { kind: 'lost', message: expect.stringContaining('cannot be read: expected the element presence') },
    ],
  ])('when the node says %s, all wait', async (_what, interrupt, failure) => {
    node.interruptions.push(interrupt);
    await expect(ask()).rejects.toMatchObject({ name: 'ServiceFailure', ...failure });
  });

  it.each<[string, Reply, string]>([
    ['no place for another one', refuse(503, 211), 'SOURCE_FULL'],
    ['no right to see', (to) => void to.writeHead(403).end(), 'DENIED'],
  ])('when the node says %s, it is about this one', async (_what, interrupt, reason) => {
    node.interruptions.push(interrupt);
    expect(await ask()).toEqual({ state: 'UNKNOWN', since: null, reason });
  });

  it.each<[string, { readonly options?: Readonly<Record<string, unknown>>; readonly first?: Reply }, string]>([
    ['a wrong password', { options: { password: 'wrong' } }, 'signing in the application user: the presence node answers 400'],
    [
      'an unknown application user',
      { options: { username: 'other' } },
      'signing in the application user: the presence node answers 404',
    ],
    ['an unknown end user', { options: { endUser: 'other' } }, 'signing in the end user: the presence node answers 404'],
    [
      'another home node',
      {
        first: (to) =>
          void to.writeHead(307, { Location: 'https://imp2.example.org:8083/presence-service/users/viewer/session' }).end(),
      },
      "the presence node answers 307: endUser has another home node, imp2.example.org:8083: url has to be that one's",
    ],
  ])('with %s it is refused in words', async (_what, { options, first }, message) => {
    begin(options);
    if (first !== undefined) node.signInInterruptions.push(first);
    await expect(ask()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining(message) });
  });

  it.each<[string, (silent: Reply) => void]>([
    ['a question', (silent) => void node.interruptions.push(silent)],
    ['signing in', (silent) => void node.signInInterruptions.push(silent)],
  ])('is left soon when it has not answered %s', async (_what, makeSilent) => {
    let isAsked = false;
    makeSilent(() => void (isAsked = true));
    const asking = ask().catch((error: unknown) => error);
    await waitUntil(() => isAsked, { what: 'the node to be asked' });
    node.isSilent = true;
    const closing = service.close();
    clock.advance(2000);
    await closing;
    expect(await asking).toMatchObject({ name: 'ServiceFailure', kind: 'lost' });
  });

  it('does not name people, keys or passwords when the node is away', async () => {
    node.isDown = true;
    await expect(ask()).rejects.toMatchObject({
      kind: 'lost',
      message: expect.not.stringMatching(/anna|viewer|application|se<cr/),
    });
  });
});

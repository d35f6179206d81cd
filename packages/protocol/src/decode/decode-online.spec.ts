import {
  decodeOnlineCountResponse,
  decodeOnlineResponse,
  decodeOnlineUsersEvt,
  decodeOnlineWatchAck,
  decodeReloadResponse,
  MAX_ONLINE_CHANGES,
  MAX_ONLINE_LIMIT,
  type OnlineCountResponse,
  type OnlineResponse,
  type OnlineUsersEvt,
  type ReloadResponse,
} from '../index.ts';

const ANN = { user: 'ann', host: 'example.org' };
const PAGE: OnlineResponse = { users: [{ ...ANN, resources: 2 }], total: 9, matching: 3, seq: 4, cursor: 'next' };
const COUNT: OnlineCountResponse = { total: 1, sessions: 2, seq: 4, hosts: [{ host: 'example.org', users: 1, sessions: 2 }] };
const EVENT: OnlineUsersEvt = { seq: 5, total: 9, joined: [ANN], left: [{ ...ANN, user: 'bob' }] };
const RELOAD: ReloadResponse = {
  profile: { username: 'ann', displayName: 'Ann', presenceSubscriptionTime: 600, presenceGcPeriod: 30 },
  directories: [],
  csrfToken: 'x',
};

const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

describe('what a server says of who is online', () => {
  test('is read as it is, and without what this version does not know', () => {
    expect(decodeOnlineResponse({ ...PAGE, mood: 'sunny' })).toEqual({ ok: true, value: PAGE });
    expect(decodeOnlineCountResponse({ ...COUNT, mood: 'sunny' })).toEqual({ ok: true, value: COUNT });
    expect(decodeOnlineUsersEvt({ ...EVENT, joined: [{ ...ANN, mood: 'sunny' }] })).toEqual({ ok: true, value: EVENT });
    const reset = { seq: 5, total: 0, joined: [], left: [], reset: true };
    expect(decodeOnlineUsersEvt(reset)).toEqual({ ok: true, value: reset });
  });

  test.each<[string, object, string]>([
    ['a nameless user', { users: [{ ...ANN, user: '', resources: 1 }] }, 'users[0].user'],
    ['a user without a session', { users: [{ ...ANN, resources: 0 }] }, 'users[0].resources'],
    ['a user of no domain', { users: [{ user: 'ann', resources: 1 }] }, 'users[0].host'],
    ['a page beyond the largest', { users: many(MAX_ONLINE_LIMIT + 1, { ...ANN, resources: 1 }) }, 'users'],
    ['a sequence number that is none', { seq: -1 }, 'seq'],
    ['a cursor that is no text', { cursor: 7 }, 'cursor'],
    ['an empty cursor', { cursor: '' }, 'cursor'],
  ])('a page with %s fails at its path', (_what, change, path) => {
    expect(decodeOnlineResponse({ ...PAGE, ...change })).toMatchObject({ ok: false, path });
  });

  test.each<[string, object, string]>([
    ['a user who is no object', { joined: ['ann'] }, 'joined[0]'],
    ['a user without a domain', { left: [{ user: 'ann' }] }, 'left[0].host'],
    ['too many users', { left: many(MAX_ONLINE_CHANGES + 1, ANN) }, 'left'],
    ['a reset that is false', { reset: false }, 'reset'],
    ['no sequence number', { seq: undefined }, 'seq'],
  ])('an event with %s fails at its path, as a list with holes would pass for the whole', (_what, change, path) => {
    expect(decodeOnlineUsersEvt({ ...EVENT, ...change })).toMatchObject({ ok: false, path });
  });

  test('the largest page and the largest event are read', () => {
    const users = many(MAX_ONLINE_LIMIT, { ...ANN, resources: 1 });
    expect(decodeOnlineResponse({ ...PAGE, users }).ok).toBe(true);
    expect(decodeOnlineUsersEvt({ ...EVENT, joined: many(MAX_ONLINE_CHANGES, ANN) }).ok).toBe(true);
  });

  test.each([
    [{ ok: true }, true],
    [{ ok: false, code: 'NOT_ALLOWED' }, true],
    [{ ok: false, code: 'A_CODE_OF_ANOTHER_VERSION' }, true],
    [{ ok: 'yes' }, false],
    [{ code: 'NOT_ALLOWED' }, false],
    [undefined, false],
  ])('whether the acknowledgement %j can be read: %j', (ack, isReadable) => {
    expect(decodeOnlineWatchAck(ack)).toEqual(isReadable ? { ok: true, value: ack } : expect.objectContaining({ ok: false }));
  });
});

describe('the permissions of a user', () => {
  test.each<[unknown, readonly string[]]>([
    [[], []],
    [['ONLINE'], ['ONLINE']],
    [['FLY', 'ONLINE', 7, null], ['ONLINE']],
    [['ONLINE', 'ONLINE'], ['ONLINE']],
  ])('%j are read as %j', (permissions, known) => {
    expect(decodeReloadResponse({ ...RELOAD, permissions })).toEqual({ ok: true, value: { ...RELOAD, permissions: known } });
  });

  test('may be missing, and may not be anything but a list', () => {
    expect(decodeReloadResponse(RELOAD)).toEqual({ ok: true, value: RELOAD });
    expect(decodeReloadResponse({ ...RELOAD, permissions: 'ONLINE' })).toMatchObject({ ok: false, path: 'permissions' });
  });
});

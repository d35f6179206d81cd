import fc from 'fast-check';
import {
  decodeBulkUpdateRequest,
  decodeBulkUpdateResponse,
  decodeForcePushRequest,
  decodeForcePushResponse,
  decodeHelloEvt,
  decodeLoginRequest,
  decodeOnlineCountResponse,
  decodeOnlineResponse,
  decodeOnlineUsersEvt,
  decodeOnlineWatchAck,
  decodePresenceItem,
  decodePresenceWebEvt,
  decodeReloadResponse,
  decodeSearchResponse,
  decodeSourceStateEvt,
  decodeVisiblePresence,
  type Decoder,
  type PresenceItem,
} from '../index.ts';

const ITEM: PresenceItem = {
  id: '2001_JTAPI',
  identifier: '2001',
  type: 'JTAPI',
  state: 'ON_CALL',
  since: null,
  version: 7,
  confirmedAt: 1,
  raw: 'CONNECTED',
  activity: { peer: { number: '1001', name: 'Reception' }, direction: 'in', calls: 1, next: { from: 1, until: 2 } },
};

const DECODERS: Record<string, Decoder<unknown>> = {
  decodeBulkUpdateRequest,
  decodeBulkUpdateResponse,
  decodeForcePushRequest,
  decodeForcePushResponse,
  decodeHelloEvt,
  decodeLoginRequest,
  decodeOnlineCountResponse,
  decodeOnlineResponse,
  decodeOnlineUsersEvt,
  decodeOnlineWatchAck,
  decodePresenceItem,
  decodePresenceWebEvt,
  decodeReloadResponse,
  decodeSearchResponse,
  decodeSourceStateEvt,
  decodeVisiblePresence,
};

test.each(Object.entries(DECODERS))('%s never throws, and names what it expected', (_name, decode) => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (input) => {
      const decoded = decode(input);
      if (!decoded.ok) expect(decoded.expected).not.toBe('');
    }),
  );
});

test('a whole item is read as it is', () => {
  expect(decodePresenceItem(ITEM)).toEqual({ ok: true, value: ITEM });
});

test('a line in a conference may have no one other end', () => {
  const item = { ...ITEM, activity: { conference: true, held: true, direction: 'out', calls: 2 } };
  expect(decodePresenceItem(item)).toEqual({ ok: true, value: item });
});

test('fields that this version does not know are left out', () => {
  const newer = { ...ITEM, mood: 'sunny', activity: { ...ITEM.activity, laughing: true } };
  expect(decodePresenceItem(newer)).toEqual({ ok: true, value: ITEM });
});

test.each<[string, object, string]>([
  ['a state of another version', { state: 'ASLEEP' }, 'state'],
  ['a version that is no number', { version: '7' }, 'version'],
  ['a version beyond exact numbers', { version: 2 ** 53 }, 'version'],
  ['false where only true travels', { stale: false }, 'stale'],
  ['a conference that is none', { activity: { conference: false } }, 'activity.conference'],
  ['a note that is not text', { activity: { note: 5 } }, 'activity.note'],
  ['a period without end', { activity: { next: { from: 1 } } }, 'activity.next.until'],
  ['an empty identifier', { identifier: '' }, 'identifier'],
])('an item with %s fails at its path', (_what, change, path) => {
  expect(decodePresenceItem({ ...ITEM, ...change })).toMatchObject({ ok: false, path });
});

test('an item that cannot be read does not take its neighbours with it', () => {
  const decoded = decodePresenceWebEvt({ presenceItems: [{ ...ITEM, type: 'PAGER' }, ITEM, null] });
  expect(decoded).toEqual({ ok: true, value: { presenceItems: [ITEM] } });
});

test.each([[{}], [{ presenceItems: [] }], [{ presenceItems: [{ ...ITEM, type: 'PAGER' }] }], [null], ['x']])(
  'a push of %j fails',
  (event) => {
    expect(decodePresenceWebEvt(event)).toMatchObject({ ok: false });
  },
);

test('the path of a wrong id in a keep-alive says which one', () => {
  const decoded = decodeBulkUpdateRequest({ items: [{ id: 'a_JTAPI' }, { id: 'b_JTAPI', version: 1 }, { id: 3 }] });
  expect(decoded).toEqual({ ok: false, path: 'items[2].id', expected: 'a string' });
});

test('inherited properties are not fields', () => {
  expect(decodeLoginRequest(Object.create({ username: 'a', password: 'b' }))).toMatchObject({ ok: false, path: 'username' });
});

test('a dictionary cannot reach a prototype', () => {
  const hostile = JSON.parse(
    '{"contacts":[{"id":"1","displayName":"x","details":{"__proto__":{"label":"a","value":"b"}}}],"truncated":false}',
  ) as unknown;
  expect(decodeSearchResponse(hostile)).toMatchObject({ ok: false, path: 'contacts[0].details.__proto__' });
});

import type { ShownOnlineUsers } from '@lampfield/client-presence';
import { onlineUsers } from '../../testing/samples.ts';
import { count, listSummary, onlineProblemText, spokenChanges, toOnlineFilter, unitsOf } from './online-words.ts';

const shown = (changes: Partial<ShownOnlineUsers>): ShownOnlineUsers => ({
  status: 'LIVE',
  filter: {},
  users: [],
  isCapped: false,
  matching: 0,
  ...changes,
});
const two = onlineUsers('anna@chat.test', 'bea@chat.test');

test.each([
  ['ann', undefined, { prefix: 'ann' }],
  ['anna@chat.test', undefined, { prefix: 'anna' }],
  ['', 'chat.test', { prefix: '', host: 'chat.test' }],
])('"%s" at %s asks for %j', (text, host, filter) => {
  expect(toOnlineFilter(text, host)).toEqual(filter);
});

test.each<[ShownOnlineUsers['status'], string]>([
  ['LIVE', ''],
  ['LOADING', ''],
  ['DISCONNECTED', 'No connection to the server. This is who was online when it was lost.'],
  ['NOT_ALLOWED', 'You may not see who is online. An administrator can allow it.'],
  ['NO_SOURCE', 'The server is not connected to an XMPP cluster.'],
  [
    'NOT_READY',
    'The server has no list at the moment: it cannot reach the XMPP cluster, or is still loading from it. The list comes by itself.',
  ],
  ['UNREACHABLE', 'The server does not answer. Trying again by itself.'],
  ['FILTER_REFUSED', 'No name can begin like that.'],
  ['FAILED', 'The list cannot be had (INTERNAL). Trying again by itself.'],
])('%s is explained by "%s"', (status, text) => {
  expect(onlineProblemText(status, 'INTERNAL')).toBe(text);
});

test.each<[Partial<ShownOnlineUsers>, string]>([
  [{ users: two, matching: 2 }, '2 users online'],
  [{ users: two.slice(1), matching: 1, filter: { prefix: 'be' } }, '1 user online beginning with “be”'],
  [{ filter: { prefix: 'x', host: 'chat.test' } }, 'Nobody online beginning with “x” at chat.test'],
  [{ users: two, filter: { host: 'chat.test' } }, '2 users online at chat.test'],
  [{ users: two, isCapped: true, matching: 5000 }, `The first 2 of ${count(5000)}. Type more to narrow them down.`],
  [{ status: 'LOADING' }, 'Loading…'],
  [{ status: 'LOADING', users: two }, 'Loading… 2 so far'],
  [{ status: 'NOT_READY' }, ''],
  [{ status: 'DISCONNECTED', users: two }, '2 users online'],
])('of %j it says "%s"', (changes, text) => {
  expect(listSummary(shown(changes))).toBe(text);
});

test.each([
  [{ joined: 0, left: 0 }, { joined: 3, left: 1 }, '3 joined, 1 left. 7 users online.'],
  [{ joined: 3, left: 1 }, { joined: 3, left: 2 }, '1 left. 7 users online.'],
  [{ joined: 3, left: 1 }, { joined: 4, left: 1 }, '1 joined. 7 users online.'],
  [{ joined: 3, left: 1 }, { joined: 3, left: 1 }, ''],
  [{ joined: 3, left: 1 }, { joined: 0, left: 0 }, ''],
])('between %j and %j it says "%s"', (before, now, text) => {
  expect(spokenChanges(before, now, 7)).toBe(text);
});

test.each([
  [0, 0, 'users, 0 sessions'],
  [1, 1, 'user, 1 session'],
  [2, 3, 'users, 3 sessions'],
])('%i of them with %i sessions are "%s"', (users, sessions, text) => {
  expect(unitsOf(users, sessions)).toBe(text);
});

import type { ConnectionStatus } from '@lampfield/client-presence';
import { connectionLossText, connectionView, type ConnectionTone } from './connection-view.ts';
import { sourceLossTexts } from './source-loss.ts';

const NOW_MS = new Date(2026, 10, 22, 14, 30).getTime();
const SINCE_MS = new Date(2026, 10, 22, 14, 5, 9).getTime();

test.each<[ConnectionStatus, ConnectionTone, string]>([
  ['CONNECTED', 'GOOD', 'Connected'],
  ['RESYNCING', 'BUSY', 'Updating'],
  ['CONNECTING', 'BUSY', 'Connecting'],
  ['LOADING', 'BUSY', 'Loading'],
  ['UNKNOWN', 'BUSY', 'Starting'],
  ['LOST', 'LOST', 'Connection lost'],
  ['SIGNED_OUT', 'LOST', 'Signed out'],
])('%s is shown as %s, in the words "%s"', (status, tone, word) => {
  expect(connectionView({ status, sinceMs: null, failure: null })).toEqual({ tone, word });
});

test('a lost connection says since when and what that means for the lamps', () => {
  const state = { status: 'LOST', sinceMs: SINCE_MS, failure: null } as const;
  expect(connectionLossText(state, NOW_MS, 'en-GB')).toBe(
    'No connection to the server since 14:05:09. Lamps show what was known last and are unverified. Reconnecting by itself.',
  );
  expect(connectionLossText({ ...state, sinceMs: null }, NOW_MS)).toContain('No connection to the server. Lamps');
  expect(connectionLossText({ ...state, status: 'CONNECTED' }, NOW_MS)).toBe('');
});

test('every source that is down is named once, with its time; one that is up is not', () => {
  const texts = sourceLossTexts(
    {
      EXCHANGE: { type: 'EXCHANGE', state: 'DOWN', since: SINCE_MS },
      JTAPI: { type: 'JTAPI', state: 'DOWN', since: SINCE_MS, reason: 'SOURCE_DOWN' },
      CUPS: { type: 'CUPS', state: 'UP', since: SINCE_MS },
    },
    NOW_MS,
    'en-GB',
  );
  expect(texts).toEqual([
    'The source of Phone has been down since 14:05:09. Its lamps are unverified.',
    'The source of Calendar has been down since 14:05:09. Its lamps are unverified.',
  ]);
});

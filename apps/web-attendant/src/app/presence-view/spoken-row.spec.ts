import type { ShownPresence } from '@lampfield/client-presence';
import { shown } from '../../testing/samples.ts';
import { spokenChange, toSpokenRow, type SpokenRow } from './spoken-row.ts';

const row = (phone: ShownPresence, chat: ShownPresence = shown('CUPS')): SpokenRow =>
  toSpokenRow('Anna', { state: phone.state, rule: 'PRECEDENCE', decidedBy: phone, items: [phone, chat] });

const free = shown('JTAPI');
const ringing = shown('JTAPI', { state: 'RINGING', since: 1, activity: { peer: { number: '9107' }, direction: 'in' } });

test('only what changed is said', () => {
  expect(spokenChange(row(free), row(ringing))).toBe('Anna: Ringing, Phone Ringing from 9107');
  expect(spokenChange(row(free), row(free, shown('CUPS', { state: 'AWAY' })))).toBe('Anna: Chat Away');
});

test('a row that is the same, or only older, is not said again', () => {
  expect(spokenChange(row(ringing), row({ ...ringing, since: 2, version: 9 }))).toBe('');
});

test('losing certainty is news', () => {
  expect(spokenChange(row(free), row({ ...free, stale: true, reason: 'SOURCE_DOWN' }))).toBe(
    'Anna: Available, unverified, source down, Phone Available, unverified, source down',
  );
});

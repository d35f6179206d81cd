import type { SourceReport } from '../ports/source.ts';
import { isSameReport } from './same-report.ts';

const talking: SourceReport = {
  state: 'ON_CALL',
  since: 1000,
  raw: 'CONNECTED',
  activity: { peer: { number: '1001', name: 'Reception' }, direction: 'in', calls: 1 },
};

test('a report equals its copy', () => {
  expect(isSameReport(talking, structuredClone(talking))).toBe(true);
});

test.each<[string, SourceReport]>([
  ['state', { ...talking, state: 'RINGING' }],
  ['begin', { ...talking, since: 1001 }],
  ['begin not known', { ...talking, since: null }],
  ["source's word", { ...talking, raw: 'ESTABLISHED' }],
  ['reason', { ...talking, reason: 'SOURCE_DOWN' }],
  ['staleness', { ...talking, stale: true }],
  ['peer', { ...talking, activity: { ...talking.activity, peer: { number: '1002' } } }],
  ['missing activity', { state: 'ON_CALL', since: 1000, raw: 'CONNECTED' }],
  ['additional activity', { ...talking, activity: { ...talking.activity, held: true } }],
])('a report that differs in %s is another one', (_what, other) => {
  expect(isSameReport(talking, other)).toBe(false);
  expect(isSameReport(other, talking)).toBe(false);
});

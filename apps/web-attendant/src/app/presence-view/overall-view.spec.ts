import { shown } from '../../testing/samples.ts';
import { lampHint } from './hint-text.ts';
import { toOverallView } from './overall-view.ts';

test('the reason that won travels with the state', () => {
  const decidedBy = shown('JTAPI', { state: 'ON_CALL', since: 5, activity: { peer: { number: '9101' } } });
  const view = toOverallView({ state: 'ON_CALL', rule: 'PRECEDENCE', decidedBy, items: [decidedBy] });
  expect(view).toEqual({
    lamp: { state: 'ON_CALL', isVerified: true, word: 'On call', since: 5, detail: 'with 9101' },
    reason: 'Decided by Phone: On call.',
  });
});

test('a phone that is there outweighs a chat client that is off, and the view says so', () => {
  const decidedBy = shown('JTAPI');
  const view = toOverallView({ state: 'AVAILABLE', rule: 'ONLY_PHONE_LIVE', decidedBy, items: [decidedBy] });
  expect(view.reason).toBe('Decided by Phone: Available. Chat is offline, but the phone is there.');
});

test('without anything certain the contact is unknown and unverified, never available', () => {
  const view = toOverallView({ state: 'UNKNOWN', rule: 'NOTHING_KNOWN', items: [shown('JTAPI', { stale: true })] });
  expect(view.lamp).toEqual({ state: 'UNKNOWN', isVerified: false, word: 'Unknown' });
  expect(view.reason).toBe('No source confirms a state at the moment.');
});

test('a hint says in lines what may not fit beside the lamp', () => {
  const lamp = {
    state: 'UNKNOWN',
    isVerified: true,
    word: 'Unknown',
    doubt: { short: 'refused', sentence: 'It refused.' },
  } as const;
  expect(lampHint('Phone', lamp, '', 'and 1 more')).toBe('Phone: Unknown, refused\nIt refused.\nand 1 more');
});

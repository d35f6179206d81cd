import { shown } from '../../testing/samples.ts';
import { findCellView } from './cell-view.ts';

const desk = shown('JTAPI', { id: '1_JTAPI', state: 'AVAILABLE' });
const mobile = shown('JTAPI', { id: '2_JTAPI', state: 'ON_CALL' });

test('a contact without a type has no cell of it', () => {
  expect(findCellView('EXCHANGE', [desk])).toBeUndefined();
});

test('of several lines the one that matters most is shown, in whatever order they come', () => {
  for (const items of [
    [desk, mobile],
    [mobile, desk],
  ]) {
    expect(findCellView('JTAPI', items)).toMatchObject({ lamp: { state: 'ON_CALL' }, furtherCount: 1 });
  }
});

test('what is certain is shown before what is not, however urgent that was', () => {
  const rangOnce = shown('JTAPI', { id: '3_JTAPI', state: 'RINGING', stale: true, reason: 'SOURCE_DOWN' });
  expect(findCellView('JTAPI', [rangOnce, desk])?.lamp).toMatchObject({ state: 'AVAILABLE', isVerified: true });
});

test('a line that is unknown gives way to one that is known', () => {
  const unknown = shown('JTAPI', { id: '4_JTAPI', state: 'UNKNOWN', reason: 'NOT_FOUND' });
  expect(findCellView('JTAPI', [unknown, desk])?.lamp.state).toBe('AVAILABLE');
});

test('a calendar tells its times only while it is certain', () => {
  const activity = { until: 1000 };
  const meeting = shown('EXCHANGE', { state: 'IN_MEETING', activity });
  expect(findCellView('EXCHANGE', [meeting])?.calendar).toEqual({ state: 'IN_MEETING', activity });
  expect(findCellView('EXCHANGE', [{ ...meeting, stale: true }])?.calendar).toBeUndefined();
  expect(findCellView('EXCHANGE', [{ ...meeting, state: 'UNKNOWN' }])?.calendar).toBeUndefined();
  expect(findCellView('EXCHANGE', [shown('EXCHANGE', { activity: {} })])?.calendar).toBeUndefined();
});

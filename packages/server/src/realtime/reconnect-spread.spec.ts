import { reconnectWithinMs } from './reconnect-spread.ts';

it.each([
  [0, 250],
  [125, 250],
  [126, 252],
  [2499, 4998],
  [2500, 5000],
  [100_000, 5000],
])('%i connections come back within %i ms', (count, withinMs) => {
  expect(reconnectWithinMs(count)).toBe(withinMs);
});

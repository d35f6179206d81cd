import { DAY_HOURS, findLeak, runDay, type Holdings } from './day.ts';

describe('a day of one console', () => {
  it('leaves nothing behind on either end', async () => {
    const day = await runDay(DAY_HOURS);
    expect(day.broken).toBeUndefined();
    expect(findLeak(day)).toBeUndefined();
    expect(day.hours[0]?.entries).toBeGreaterThan(0);
    expect(day.hours[0]?.subscriptions).toBeGreaterThan(0);
  });

  it('shows a leak where something grows', () => {
    const empty: Holdings = {
      entries: 0,
      forgotten: 0,
      clientTimers: 0,
      subscriptions: 0,
      interests: 0,
      observations: 0,
      serverTimers: 0,
      connections: 0,
    };
    const hours = Array.from({ length: DAY_HOURS }, (_, hour) => ({ ...empty, clientTimers: hour }));
    expect(findLeak({ broken: undefined, hours })).toMatch(/clientTimers/);
  });
});

import { createSeededChance } from '../../../core/seeded-chance.ts';
import { drawAround, drawKind, trafficTimes, TRAFFIC_SHARES } from './traffic-mix.ts';

const LONG_AGO_MS = 1e9;

describe('the mix of the traffic', () => {
  it('draws each kind as often as its share says', () => {
    const chance = createSeededChance(5);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 20_000; draw += 1) {
      const kind = drawKind(chance);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    for (const [kind, share] of TRAFFIC_SHARES) expect((counts.get(kind) ?? 0) / 20_000).toBeCloseTo(share, 1);
    expect(TRAFFIC_SHARES.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  it('talks about a minute with forty lines at the default rate, and rings for seconds', () => {
    const { meanTalkMs, meanRingMs } = trafficTimes(40, 0.5, LONG_AGO_MS);
    expect(meanTalkMs).toBeGreaterThan(45_000);
    expect(meanTalkMs).toBeLessThan(90_000);
    expect(meanRingMs).toBe(8000);
  });

  it('is quick when few lines have to bring many changes, and never slower than people are', () => {
    expect(trafficTimes(2, 1000, LONG_AGO_MS).meanTalkMs).toBeLessThan(10);
    expect(trafficTimes(1_000_000, 0.5, LONG_AGO_MS)).toEqual({ meanTalkMs: 180_000, meanRingMs: 8000 });
  });

  it('has short calls at first', () => {
    const { meanTalkMs, meanRingMs } = trafficTimes(40, 0.5, 0);
    expect(meanTalkMs + meanRingMs).toBe(10_000);
  });

  it('keeps around a mean', () => {
    const draws = Array.from(
      { length: 5000 },
      (
        (chance) => () =>
          drawAround(100, chance)
      )(createSeededChance(9)),
    );
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(25);
    expect(Math.max(...draws)).toBeLessThanOrEqual(175);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(100, -1);
  });
});

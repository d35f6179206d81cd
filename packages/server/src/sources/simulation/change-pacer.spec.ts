import fc from 'fast-check';
import { createSeededChance } from '../../core/seeded-chance.ts';
import { ChangePacer, LONGEST_LAG_MS } from './change-pacer.ts';

describe('the pace of changes', () => {
  it.each([0.001, 0.5, 7, 100_000])('is %d a second on average, however many come at a time', (rate) => {
    const pacer = new ChangePacer(rate, createSeededChance(3));
    pacer.start(0);
    let changes = 0;
    let nowMs = 0;
    for (let event = 0; event < 5000; event += 1) {
      nowMs = pacer.nextAtMs ?? 0;
      pacer.spend((event % 6) + 1, nowMs);
      changes += (event % 6) + 1;
    }
    expect(changes / (nowMs / 1000) / rate).toBeCloseTo(1, 1);
  });

  it('never changes anything at rate 0', () => {
    const pacer = new ChangePacer(0, createSeededChance(3));
    pacer.start(0);
    pacer.spend(1, 0);
    expect(pacer.nextAtMs).toBeUndefined();
  });

  it('is started once and can be stopped', () => {
    const pacer = new ChangePacer(1, createSeededChance(3));
    pacer.start(0);
    const firstMs = pacer.nextAtMs;
    pacer.start(5000);
    expect(pacer.nextAtMs).toBe(firstMs);
    pacer.stop();
    expect(pacer.nextAtMs).toBeUndefined();
    pacer.spend(1, 6000);
    expect(pacer.nextAtMs).toBeUndefined();
  });

  it('makes up for a pause only as far as the longest lag', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 20 }), (pauseMs, changes) => {
        const pacer = new ChangePacer(100, createSeededChance(3));
        pacer.start(0);
        pacer.spend(changes, pauseMs);
        expect(pacer.nextAtMs).toBeGreaterThanOrEqual(pauseMs - LONGEST_LAG_MS);
      }),
    );
  });
});

import { PushPace } from './push-pace.ts';

/** A pace that has seen many pushes of changes that cost so much each. */
function paced(costMs: number, windowMs = 10): PushPace {
  const pace = new PushPace(windowMs);
  for (let push = 0; push < 200; push += 1) pace.note(5, 5 * costMs);
  return pace;
}

it.each([
  { costMs: 0.1, changes: 39, holdMs: 0, why: 'less than 4 ms is not worth waiting for' },
  { costMs: 0.1, changes: 60, holdMs: 6, why: 'as long as writing will take' },
  { costMs: 0.1, changes: 5000, holdMs: 10, why: 'at most the window' },
  { costMs: 5, changes: 1, holdMs: 0, why: 'one alone is never held, however many watch it' },
  { costMs: 5, changes: 2, holdMs: 10, why: 'at most the window' },
])('$changes changes of $costMs ms each are held for $holdMs ms: $why', ({ costMs, changes, holdMs }) => {
  expect(paced(costMs).holdMs(changes)).toBeCloseTo(holdMs, 5);
});

it('nothing is held without a window, and nothing before anything was learnt', () => {
  expect(paced(5, 0).holdMs(100)).toBe(0);
  expect(new PushPace(10).holdMs(100)).toBe(0);
});

it('what pushes cost is forgotten within some dozens of them, and pushes of nothing teach nothing', () => {
  const pace = paced(5);
  for (let push = 0; push < 100; push += 1) pace.note(0, 50);
  expect(pace.holdMs(2)).toBeCloseTo(10, 5);
  for (let push = 0; push < 50; push += 1) pace.note(5, 0.05);
  expect(pace.holdMs(2)).toBe(0);
});

describe('where waiting gains nothing', () => {
  /** Pushes as many as were in hand, held or not; returns for how many of them it was held. */
  const holds = (pace: PushPace, pushes: number, arrivingPerHold: number): number => {
    let held = 0;
    for (let push = 0; push < pushes; push += 1) {
      const isHeld = pace.holdMs(50) > 0;
      held += isHeld ? 1 : 0;
      const changes = isHeld ? 50 + arrivingPerHold : 50;
      pace.note(changes, changes * 0.1);
    }
    return held;
  };

  it('bursts are soon not held any more, only tried now and then', () => {
    const pace = paced(0.1);
    expect(holds(pace, 10, 0)).toBeLessThanOrEqual(4);
    expect(holds(pace, 160, 0)).toBe(10);
  });

  it('a stream is held again from the next try on', () => {
    const pace = paced(0.1);
    holds(pace, 50, 0);
    holds(pace, 16, 100);
    expect(holds(pace, 50, 100)).toBe(50);
  });
});

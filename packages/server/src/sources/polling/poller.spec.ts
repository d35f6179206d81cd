import { ServiceFailure } from '../web/service-failure.ts';
import { manyIds, PollingTrial } from './scripted-service.fixture.ts';

const PERIOD_MS = 300_000;

describe('a poller', () => {
  it('asks about what comes together in full questions, at once', async () => {
    const trial = new PollingTrial();
    trial.add(...manyIds(45));
    trial.add('id0');
    await trial.pass(50, 50);
    expect(trial.service.asked.map(({ ids }) => ids.length)).toEqual([20, 20, 5]);
    expect(trial.answered).toEqual(manyIds(45));
  });

  it('waits 50 ms for others to come', async () => {
    const trial = new PollingTrial();
    trial.add('a');
    await trial.pass(40, 40);
    trial.add('b');
    expect(trial.service.asked).toEqual([]);
    await trial.pass(10, 10);
    expect(trial.service.asked).toMatchObject([{ ids: ['a', 'b'], atMs: 50 }]);
  });

  it('asks again after the period, a new one once within it so that many are spread, and together what was together', async () => {
    const trial = new PollingTrial();
    trial.add(...manyIds(20));
    await trial.pass(10 * PERIOD_MS);
    const [first = 0, ...times] = trial.service.timesOf('id0');
    expect(times.length).toBeGreaterThanOrEqual(8);
    let before = first;
    for (const [index, atMs] of times.entries()) {
      expect(atMs - before).toBeGreaterThanOrEqual(index === 0 ? PERIOD_MS / 2 : PERIOD_MS);
      expect(atMs - before).toBeLessThanOrEqual(1.16 * PERIOD_MS);
      before = atMs;
    }
    expect(trial.service.asked.every(({ ids }) => ids.length === 20)).toBe(true);
  });

  it('puts together what came apart, and so asks few questions', async () => {
    const trial = new PollingTrial();
    for (const id of manyIds(100)) {
      trial.add(id);
      await trial.pass(7000);
    }
    trial.service.asked.length = 0;
    await trial.pass(10 * PERIOD_MS);
    // In the period 42 came, which at best are 3 questions; apart they were 100 in two periods and a third.
    expect(trial.service.asked.length / 10).toBeLessThan(15);
  });

  it('spreads thousands over the period', async () => {
    const trial = new PollingTrial();
    trial.add(...manyIds(2000));
    await trial.pass(3 * PERIOD_MS);
    trial.service.asked.length = 0;
    await trial.pass(PERIOD_MS);
    const tenths = trial.service.asked.map(({ atMs }) => Math.floor((atMs - 3 * PERIOD_MS) / (PERIOD_MS / 10)));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      expect(tenths.filter((other) => other === tenth).length).toBeLessThanOrEqual(30);
    }
    expect(trial.service.asked.length).toBeLessThanOrEqual(110);
  });

  it('has no timer while nothing is wanted, and asks for nothing', async () => {
    const trial = new PollingTrial();
    expect(trial.clock.pendingCount).toBe(0);
    trial.add('a');
    await trial.pass(50, 50);
    trial.poller.remove('a');
    expect(trial.clock.pendingCount).toBe(0);
  });

  it('tells nothing of what was removed meanwhile, and gives up a question that nobody wants the answer of', async () => {
    const trial = new PollingTrial();
    trial.service.latencyMs = 1000;
    trial.add('a', 'b');
    await trial.pass(50, 50);
    trial.poller.remove('a');
    expect(trial.service.asked[0]?.signal.aborted).toBe(false);
    await trial.pass(1000);
    expect(trial.answered).toEqual(['b']);
    trial.poller.remove('b');
    trial.add('c');
    await trial.pass(50, 50);
    trial.poller.remove('c');
    expect(trial.service.asked[1]?.signal.aborted).toBe(true);
    await trial.pass(1000);
    expect([trial.answered, trial.failed, trial.clock.pendingCount]).toEqual([['b'], [], 0]);
  });

  it('asks anew about what was removed and wanted again, whatever an old answer says', async () => {
    const trial = new PollingTrial();
    trial.service.latencyMs = 1000;
    trial.add('a', 'b');
    await trial.pass(50, 50);
    trial.poller.remove('a');
    trial.add('a');
    await trial.pass(1000, 50);
    expect(trial.answered).toEqual(['b']);
    await trial.pass(1050, 50);
    expect(trial.answered).toEqual(['b', 'a']);
  });

  it('asks soon again about what an answer left out, and later and later, but not too late', async () => {
    const trial = new PollingTrial();
    trial.service.omitted.add('a');
    trial.add('a', 'b');
    await trial.pass(20 * PERIOD_MS);
    const times = trial.service.timesOf('a');
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(gaps[0]).toBeLessThanOrEqual(5050);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(PERIOD_MS + 100);
    expect(gaps.slice(-5).every((gapMs) => gapMs >= PERIOD_MS / 2)).toBe(true);
    expect(trial.service.timesOf('b').length).toBeLessThanOrEqual(21);
  });

  it('stops in the middle of a question, and is silent from then on', async () => {
    const trial = new PollingTrial();
    trial.service.latencyMs = Infinity;
    trial.add('a');
    await trial.pass(50, 50);
    await trial.poller.stop();
    expect([trial.service.asked[0]?.signal.aborted, trial.service.closedCount, trial.clock.pendingCount]).toEqual([true, 1, 0]);
    trial.add('b');
    await trial.pass(PERIOD_MS);
    expect([trial.answered, trial.failed, trial.service.asked.length]).toEqual([[], [], 1]);
  });

  it('gives up a service that never answers', async () => {
    const trial = new PollingTrial();
    trial.service.latencyMs = Infinity;
    trial.add('a');
    await trial.pass(60_100);
    expect(trial.failed).toMatchObject([{ kind: 'lost', message: 'there was no answer within 60000 ms' }]);
    expect(trial.service.asked[0]?.signal.aborted).toBe(true);
  });
});

describe('a short budget', () => {
  it('asks first about what is on screen, also of what is new', async () => {
    const trial = new PollingTrial({ batchSize: 1, requestsPerMinute: 60, burst: 1 });
    trial.add(...manyIds(10));
    for (const id of manyIds(10)) trial.poller.setOnScreen(id, id === 'id7');
    await trial.pass(1000, 50);
    expect(trial.answered[0]).toBe('id7');
  });

  it('lets what is not on screen wait longer, but not for ever', async () => {
    // 200 ids, and 50 questions in a period: on screen are 30.
    const trial = new PollingTrial({ batchSize: 1, requestsPerMinute: 10, burst: 1 });
    const ids = manyIds(200);
    trial.add(...ids);
    for (const [index, id] of ids.entries()) trial.poller.setOnScreen(id, index < 30);
    await trial.pass(40 * PERIOD_MS, 10_000);
    const countOf = (id: string): number => trial.service.timesOf(id).length;
    const shown = ids.slice(0, 30).map(countOf);
    const hidden = ids.slice(30).map(countOf);
    expect(Math.min(...hidden)).toBeGreaterThanOrEqual(8);
    expect(Math.min(...shown)).toBeGreaterThan(Math.max(...hidden));
  });
});

describe('a far end that fails', () => {
  it('and throttles is left alone for as long as it says, then asked one question, then no more than comes by and by', async () => {
    const trial = new PollingTrial({ requestsPerMinute: 60, burst: 10 });
    trial.add(...manyIds(400));
    trial.service.failure = new ServiceFailure('throttled', 'too much', { retryAfterMs: 600_000 });
    await trial.pass(590_000);
    expect(trial.service.asked.length).toBeLessThanOrEqual(2);
    trial.service.failure = undefined;
    trial.service.latencyMs = 500;
    await trial.pass(70_000, 50);
    const since = trial.service.asked.slice(2).map(({ atMs }) => atMs);
    expect(since.length).toBeGreaterThan(10);
    expect((since[1] ?? 0) - (since[0] ?? 0)).toBeGreaterThanOrEqual(500);
    const gaps = since.slice(2).map((atMs, index) => atMs - (since[index + 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(999);
    await trial.pass(30_000);
    expect(new Set(trial.answered).size).toBe(400);
  });

  it.each([
    ['lost', 500, 60_000],
    ['refused', 7500, 300_000],
    ['throttled', 7500, 300_000],
  ] as const)(
    'because it is %s is asked again after %d ms at the earliest, and every %d ms at the least',
    async (kind, least, most) => {
      const trial = new PollingTrial();
      trial.service.failure = new ServiceFailure(kind, 'no');
      trial.add('a', 'b', 'c');
      await trial.pass(3_600_000);
      const gaps = trial.service.asked.slice(1).map(({ atMs }, index) => atMs - (trial.service.asked[index]?.atMs ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(most + 1000);
      expect(gaps.length).toBeGreaterThanOrEqual(3_600_000 / most - 1);
      trial.service.failure = undefined;
      await trial.pass(most + PERIOD_MS);
      expect(new Set(trial.answered)).toEqual(new Set(['a', 'b', 'c']));
    },
  );

  it('is not believed to want more silence than an hour', async () => {
    const trial = new PollingTrial();
    trial.service.failure = new ServiceFailure('throttled', 'go away', { retryAfterMs: 1e12 });
    trial.add('a');
    await trial.pass(60_000);
    trial.service.failure = undefined;
    await trial.pass(3_800_000, 10_000);
    expect(trial.answered).toEqual(['a', ...trial.answered.slice(1)]);
  });

  it('takes what is no failure of a service for a loss, with its words', async () => {
    const trial = new PollingTrial();
    trial.service.poison.add('a');
    trial.add('a');
    await trial.pass(60, 50);
    expect(trial.failed).toMatchObject([{ kind: 'lost', message: 'Error: nonsense' }]);
  });
});

describe('one poisonous id', () => {
  it('is found by halves, and then keeps nobody from his answers', async () => {
    const trial = new PollingTrial();
    trial.service.poison.add('id33');
    trial.add(...manyIds(60));
    await trial.pass(120_000);
    expect(new Set(trial.answered)).toEqual(new Set(manyIds(60).filter((id) => id !== 'id33')));
    const told = trial.failed.length;
    trial.service.asked.length = 0;
    await trial.pass(10 * PERIOD_MS);
    // It is asked about alone, now and then, and that is nobody else's trouble.
    expect(trial.failed).toHaveLength(told);
    expect(trial.service.asked.filter(({ ids }) => ids.includes('id33')).every(({ ids }) => ids.length === 1)).toBe(true);
    expect(trial.service.timesOf('id0').length).toBeGreaterThanOrEqual(8);
    trial.service.poison.clear();
    await trial.pass(2 * PERIOD_MS);
    expect(trial.answered).toContain('id33');
    trial.service.asked.length = 0;
    await trial.pass(2 * PERIOD_MS);
    expect(trial.service.asked.length).toBeLessThanOrEqual(12);
  });

  it('does not make a loss of everything look like its own doing', async () => {
    const trial = new PollingTrial();
    trial.service.poison.add('a');
    trial.add('a', 'b');
    await trial.pass(60_000);
    const told = trial.failed.length;
    trial.service.failure = new ServiceFailure('lost', 'gone');
    await trial.pass(2 * PERIOD_MS);
    expect(trial.failed.length).toBeGreaterThan(told);
  });
});

import { ManualClock } from '../../../testing/manual-clock.ts';
import { RosterWorker } from './roster-worker.ts';

interface Trial {
  readonly clock: ManualClock;
  readonly worker: RosterWorker;
  /** What is to be done, and how often. */
  readonly todo: Map<string, number>;
  readonly begun: string[];
  /** Answers the oldest unanswered task. */
  answer(): Promise<void>;
}

function create(perSecond: number): Trial {
  const clock = new ManualClock();
  const todo = new Map<string, number>();
  const begun: string[] = [];
  const unanswered: (() => void)[] = [];
  const worker = new RosterWorker({
    clock,
    perSecond,
    findTask: (bare) => {
      const count = todo.get(bare) ?? 0;
      if (count === 0) return undefined;
      return () => {
        begun.push(bare);
        todo.set(bare, count - 1);
        return new Promise((resolve) => unanswered.push(resolve));
      };
    },
  });
  const answer = async (): Promise<void> => {
    unanswered.shift()?.();
    await clock.advanceAsync(0);
  };
  return { clock, worker, todo, begun, answer };
}

function enqueue({ worker, todo }: Trial, ...addresses: string[]): void {
  for (const bare of addresses) {
    todo.set(bare, (todo.get(bare) ?? 0) + 1);
    worker.enqueue(bare);
  }
}

const MANY = Array.from({ length: 100 }, (_, number) => `n${String(number)}`);

describe('a roster worker', () => {
  it('begins no more than its rate after a burst of one second’s worth', async () => {
    const trial = create(4);
    enqueue(trial, ...MANY.slice(0, 8));
    expect(trial.begun).toHaveLength(4);
    await trial.clock.advanceAsync(249);
    expect(trial.begun).toHaveLength(4);
    await trial.clock.advanceAsync(1);
    expect(trial.begun).toHaveLength(5);
    await trial.clock.advanceAsync(10_000, 40);
    expect(trial.begun).toEqual(MANY.slice(0, 8));
  });

  it('leaves no more than 32 unanswered', async () => {
    const trial = create(1000);
    enqueue(trial, ...MANY);
    expect(trial.begun).toHaveLength(32);
    await trial.answer();
    expect(trial.begun).toHaveLength(33);
  });

  it('does one thing at a time for an address, and what is next after the answer', async () => {
    const trial = create(100);
    enqueue(trial, 'a', 'a');
    expect(trial.begun).toEqual(['a']);
    await trial.answer();
    expect(trial.begun).toEqual(['a', 'a']);
    await trial.answer();
    expect(trial.begun).toEqual(['a', 'a']);
  });

  it('spends nothing on what became needless before its turn', async () => {
    const trial = create(1);
    enqueue(trial, 'a', 'b', 'c');
    trial.todo.set('b', 0);
    await trial.clock.advanceAsync(1000, 10);
    expect(trial.begun).toEqual(['a', 'c']);
  });

  it('hurries when it is told to, and says when all is answered', async () => {
    const trial = create(1);
    enqueue(trial, ...MANY);
    let isDone = false;
    void trial.worker.hurry().then(() => {
      isDone = true;
    });
    expect(trial.begun).toHaveLength(100);
    for (let answered = 1; answered < MANY.length; answered += 1) await trial.answer();
    expect(isDone).toBe(false);
    await trial.answer();
    expect(isDone).toBe(true);
  });

  it('has nothing to hurry with when there is nothing to do', async () => {
    await expect(create(1).worker.hurry()).resolves.toBeUndefined();
  });

  it('forgets everything when it is stopped', async () => {
    const trial = create(1);
    enqueue(trial, 'a', 'b');
    trial.worker.stop();
    await trial.answer();
    enqueue(trial, 'c');
    await trial.clock.advanceAsync(10_000);
    expect([trial.begun, trial.clock.pendingCount]).toEqual([['a'], 0]);
  });
});

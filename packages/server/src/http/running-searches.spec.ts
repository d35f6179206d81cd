import { MOST_RUNNING_SEARCHES, RunningSearches, SupersededError } from './running-searches.ts';

/** A search that takes note of its end, and whose directory needs a while to let go. */
class SlowSearch {
  readonly controller = new AbortController();
  readonly done: Promise<void>;
  #letGo: () => void = () => undefined;

  constructor(running: RunningSearches, kind = 'kind') {
    const search = (): Promise<void> => new Promise((resolve) => (this.#letGo = resolve));
    this.done = running.run(kind, this.controller, search);
  }

  get isSuperseded(): boolean {
    return this.controller.signal.reason instanceof SupersededError;
  }

  async letGo(): Promise<void> {
    this.#letGo();
    await this.done;
  }
}

let running: RunningSearches;

beforeEach(() => {
  running = new RunningSearches();
});

function begin(count: number): SlowSearch[] {
  return Array.from({ length: count }, () => new SlowSearch(running));
}

it('ends the oldest that still runs, though earlier ones have not let go yet', () => {
  const searches = begin(MOST_RUNNING_SEARCHES + 3);
  expect(searches.map(({ isSuperseded }) => isSuperseded)).toEqual([true, true, true, false, false, false, false]);
});

it('ends none for one whose caller has gone', () => {
  const searches = begin(MOST_RUNNING_SEARCHES);
  searches[1]?.controller.abort(new Error('the caller went away'));
  searches.push(...begin(1));
  expect(searches.some(({ isSuperseded }) => isSuperseded)).toBe(false);
  searches.push(...begin(1));
  expect(searches.map(({ isSuperseded }) => isSuperseded)).toEqual([true, false, false, false, false, false]);
});

it('counts neither those that are done nor those of another kind', async () => {
  const searches = begin(MOST_RUNNING_SEARCHES);
  await searches[2]?.letGo();
  searches.push(...begin(1), new SlowSearch(running, 'another'));
  expect(searches.some(({ isSuperseded }) => isSuperseded)).toBe(false);
});

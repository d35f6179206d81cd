import { MUTANTS } from './mutants.fixture.ts';
import type * as Mutable from './mutable-module.fixture.ts';
import { runWorld, type WorldResult } from './run-world.ts';

jest.mock('../../../packages/client-presence/src/lib/intervals/presence-intervals.ts', () =>
  mockMutable('intervals/presence-intervals.ts'),
);
jest.mock('../../../packages/client-presence/src/lib/intervals/retry-intervals.ts', () =>
  mockMutable('intervals/retry-intervals.ts'),
);
jest.mock('../../../packages/client-presence/src/lib/state/entry-age.ts', () => mockMutable('state/entry-age.ts'));
jest.mock('../../../packages/client-presence/src/lib/state/reduce-items.ts', () => mockMutable('state/reduce-items.ts'));

/** Called while modules are loaded, before anything else of this file. */
function mockMutable(file: string): object {
  const { mutable } = jest.requireActual<typeof Mutable>('./mutable-module.fixture.ts');
  return mutable(jest.requireActual(`../../../packages/client-presence/src/lib/${file}`));
}

/** Worlds in which a mutant has to be noticed. */
const MOST_WORLDS = 200;

async function findBroken(): Promise<WorldResult | undefined> {
  for (let seed = 1; seed <= MOST_WORLDS; seed += 1) {
    const result = await runWorld(seed);
    if (result.broken !== undefined) return result;
  }
  return undefined;
}

describe('a simulation notices that', () => {
  it.each(Object.entries(MUTANTS))('%s', async (_name, mutate) => {
    const restore = mutate();
    try {
      const found = await findBroken();
      expect(found?.broken).toMatch(/^invariant [1-6]: /);
    } finally {
      restore();
    }
  });
});

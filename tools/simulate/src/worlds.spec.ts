import { runWorld } from './run-world.ts';

/** Other seeds than these are for `npm run simulate`. */
const WORLDS = 2000;

/** Worlds that fail together when one does, so that the first is told soon. */
const AT_ONCE = 250;

/** Those beyond the first ones in which something was found once. */
const FOUND_SOMETHING = [57_197];

const firsts = Array.from({ length: WORLDS / AT_ONCE }, (_, batch) => batch * AT_ONCE + 1);

describe('both ends under one clock, whatever happens', () => {
  it.each(firsts)(`keep every promise in ${String(AT_ONCE)} worlds from seed %i on`, async (first) => {
    for (let seed = first; seed < first + AT_ONCE; seed += 1) await expectWhole(seed);
  });

  it.each(FOUND_SOMETHING)('keep them in world %i', expectWhole);

  it('live the same world again by its seed', async () => {
    const [once, again] = [await runWorld(77, true), await runWorld(77, true)];
    expect(again).toEqual(once);
    expect(once.timeline).toContain('SHOW');
  });
});

async function expectWhole(seed: number): Promise<void> {
  const { broken } = await runWorld(seed);
  if (broken === undefined) return;
  const { timeline } = await runWorld(seed, true);
  throw new Error(`${broken}\nnpm run simulate -- --seed ${String(seed)}\n${timeline.split('\n').slice(-60).join('\n')}`);
}

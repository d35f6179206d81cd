import { WatchList } from './watch-list.ts';

function create(): { list: WatchList; changed: string[] } {
  const changed: string[] = [];
  const list = new WatchList({ most: 2, onChanged: (bare) => changed.push(bare) });
  return { list, changed };
}

describe('a watch list', () => {
  it('wants what is observed, once, until it is released', () => {
    const { list, changed } = create();
    expect([list.observe('a'), list.observe('a')]).toEqual([true, true]);
    expect(list.wanted()).toEqual(['a']);
    list.release('a');
    list.release('a');
    expect(list.isWanted('a')).toBe(false);
    expect(changed).toEqual(['a', 'a']);
  });

  it('lets what does not fit wait for a place, first come first served', () => {
    const { list } = create();
    expect(['a', 'b', 'c', 'd'].map((bare) => list.observe(bare))).toEqual([true, true, false, false]);
    list.release('a');
    expect(list.wanted()).toEqual(['b', 'c']);
    list.release('d');
    list.release('b');
    list.release('c');
    expect(list.wanted()).toEqual([]);
  });

  it('forgets all at once, and gives no place to who waits', () => {
    const { list, changed } = create();
    for (const bare of ['a', 'b', 'c']) list.observe(bare);
    list.clear();
    expect([list.wanted(), changed]).toEqual([[], ['a', 'b', 'a', 'b']]);
  });
});

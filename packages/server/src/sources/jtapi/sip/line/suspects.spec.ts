import { Suspects } from './suspects.ts';

function setUp() {
  const [a, b, c] = [
    { name: 'a', isQuiet: true },
    { name: 'b', isQuiet: true },
    { name: 'c', isQuiet: true },
  ];
  const suspects = new Suspects<typeof a>();
  for (const one of [a, b, c]) suspects.confirm(one, true);
  const take = (count: number, mayTake: (one: typeof a) => boolean = () => true): string =>
    suspects
      .take(count, mayTake)
      .map(({ name }) => name)
      .join('');
  return { a, b, c, suspects, take };
}

describe('those that may have been forgotten', () => {
  it('are asked in turn, whether they answer or not', () => {
    const { take } = setUp();
    expect([take(1), take(1), take(1), take(1), take(2)]).toEqual(['a', 'b', 'c', 'a', 'bc']);
  });

  it('are asked last when they have just answered, but not when they have told something by themselves', () => {
    const { a, b, suspects, take } = setUp();
    suspects.confirm(a, true);
    suspects.confirm(b, false);
    expect(take(3)).toBe('bca');
  });

  it('are left alone while they are being asked, or want to be', () => {
    const { a, b, take } = setUp();
    a.isQuiet = false;
    expect([take(3, (one) => one !== b), take(3)]).toEqual(['c', 'bc']);
    a.isQuiet = true;
    expect(take(1)).toBe('a');
  });

  it('are none when they have left', () => {
    const { a, b, c, suspects, take } = setUp();
    for (const one of [a, b, c]) suspects.leave(one);
    expect(take(3)).toBe('');
  });
});

import { readWish } from './ask.ts';

describe('what a simulation is asked for', () => {
  it('is a minute of worlds unless something is said', () => {
    expect(readWish([])).toEqual({ what: 'WORLDS', from: 1, worlds: Number.POSITIVE_INFINITY, seconds: 60 });
    expect(readWish(['--worlds', '50', '--from', '7'])).toEqual({
      what: 'WORLDS',
      from: 7,
      worlds: 50,
      seconds: Number.POSITIVE_INFINITY,
    });
  });

  it('is one world, told, by its seed, or a day', () => {
    expect(readWish(['--seed', '12'])).toEqual({ what: 'REPLAY', seed: 12 });
    expect(readWish(['--day'])).toEqual({ what: 'DAY' });
  });

  it.each([
    ['--seed', 'x'],
    ['--worlds', '0'],
    ['--hours', '2'],
  ])('is refused in words: %s %s', (name, value) => {
    expect(() => readWish([name, value])).toThrow(name);
  });
});

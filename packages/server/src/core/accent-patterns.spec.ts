import * as fc from 'fast-check';
import { NAME_SETS } from '../directories/demo/demo-names.ts';
import { accentPatterns } from './accent-patterns.ts';
import { foldAccents, lowerCase } from './name-folding.ts';

/** What a server does with a substring filter. */
function contains(value: string, parts: readonly string[]): boolean {
  let from = 0;
  return parts.every((part) => {
    const at = value.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
}

function patternsText(word: string): string[] {
  return accentPatterns(word).map((parts) => parts.join('*'));
}

describe('accent patterns', () => {
  it.each([
    ['jan', ['j*n']],
    ['zoe', ['z*e', 'zo']],
    ['jose', ['j*se', 'jo*e', 'jos']],
    ['xbx', ['xbx']],
    ['9100', ['9100']],
    ['kovab', ['k*v*b']],
    ['kowalska', ['k*w*k']],
  ])('of %s leave open what may be accented', (word, expected) => {
    expect(patternsText(word)).toEqual(expect.arrayContaining(expected));
  });

  it.each(['Müller', 'Muller', 'Mueller', 'MÜLLER', 'Můller', 'Mullér', 'Muľľer'])('of muller find %s', (name) => {
    expect(accentPatterns('muller').some((parts) => contains(lowerCase(name), parts))).toBe(true);
  });

  it.each(['Müller', 'Muller', 'Mueller'])('of müller find %s as well', (name) => {
    expect(accentPatterns('müller').some((parts) => contains(lowerCase(name), parts))).toBe(true);
  });

  const names = NAME_SETS.flatMap(({ given, family }) => [...given, ...family]).filter((name) => name.length > 2);
  const hasTooManyAccents = new Set(['Ödön', 'Jiří', 'Růžička', 'Koç']);

  it.each(names.filter((name) => !hasTooManyAccents.has(name)))('find %s typed without accents', (name) => {
    expect(accentPatterns(foldAccents(name)).some((parts) => contains(lowerCase(name), parts))).toBe(true);
  });

  it.each([...hasTooManyAccents])('do not find %s typed without accents: more letters than promised differ', (name) => {
    expect(accentPatterns(foldAccents(name)).some((parts) => contains(lowerCase(name), parts))).toBe(false);
  });

  it('find the word itself, are few, and never leave fewer than two letters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zäöüßéłñ'.-]{3,40}$/), (word) => {
        const patterns = accentPatterns(word);
        expect(patterns.length).toBeLessThanOrEqual(35);
        for (const parts of patterns) {
          expect(contains(word, parts)).toBe(true);
          expect(parts.join('').length).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('find a word of up to eight letters whichever two of its letters are accented', () => {
    const letters = fc.stringMatching(/^[abcdegiklmnoprsuz]{5,8}$/).filter((word) => !word.includes('ss'));
    fc.assert(
      fc.property(letters, fc.nat(7), fc.nat(7), (word, first, second) => {
        const spelled = [...word]
          .map((letter, index) => (index === first || index === second ? accent(letter) : letter))
          .join('');
        expect(foldAccents(spelled)).toBe(word);
        const found = accentPatterns(word).some((parts) => contains(spelled, parts));
        expect(found).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('find a longer word with any vowels accented, when it has enough consonants', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(?:[bkm][aeiou]){5,8}$/), (word) => {
        const spelled = word.replace(/[aeiou]/g, accent);
        expect(accentPatterns(word).some((parts) => contains(spelled, parts))).toBe(true);
      }),
    );
  });
});

function accent(letter: string): string {
  const accented: Record<string, string> = {
    a: 'á', e: 'ę', i: 'ı', o: 'ø', u: 'ű', c: 'č', d: 'đ', g: 'ğ', l: 'ł', n: 'ñ', r: 'ř', s: 'ś', z: 'ż',
  }; // prettier-ignore
  return accented[letter] ?? letter;
}

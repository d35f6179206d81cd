/** Vowels, apostrophes (there are several) and what is accented already. Cyrillic and Greek have a few of their own. */
const VOWEL = /^(?:[aeiouy'’ʼ`αεηιουωеи]|[^\x21-\x7eα-ωа-я])$/u;

/** Consonants that have accented forms in the languages of Europe; `ss` may be ß, `th` may be þ. */
const CONSONANT = /^(?:ss|th|[cdglnrstzσ])$/;

const UNITS = /ss|th|./gsu;

/** Up to here only a vowel may be accented: with a consonant open as well, two letters would stand for every name with both. */
const TINY_WORD_UNITS = 3;

/** Up to here a word has so few letters that a pattern can leave only one of them open. */
const SHORT_WORD_UNITS = 4;

/** In words up to here any two letters may be accented; the number of pairs grows with the square. */
const MEDIUM_WORD_UNITS = 8;

/** With fewer letters left, a pattern for a longer word would find nearly everybody. */
const MIN_LETTERS_LEFT = 3;

/** So many patterns with all vowels open; each is a filter of its own on every attribute. */
const MOST_OPEN_PATTERNS = 6;

/**
 * For directories that do not fold accents themselves: patterns that find a word although letters are accented, each the parts that have to occur in this
 * order. `jan` gives `j*n` and `ja`, which also find `Ján` (and others: what comes back has to be compared with accents folded). Promised are: one accented
 * vowel in words of three letters, one letter in words of four, any two in words of up to eight, and all vowels with two neighbouring consonants in words where enough letters remain. What
 * is accented more than that has to be typed so. A filter for each possible spelling would be exact, but their number grows exponentially.
 */
export function accentPatterns(word: string): readonly (readonly string[])[] {
  const units = word.match(UNITS) ?? [];
  const vowels = indexesOf(units, VOWEL);
  const consonants = indexesOf(units, CONSONANT);
  const both = [...vowels, ...consonants];
  if (units.length <= TINY_WORD_UNITS) return patternsOf(units, oneByOne(vowels));
  if (units.length <= SHORT_WORD_UNITS) return patternsOf(units, oneByOne(both));
  const enough = patternsOf(
    units,
    neighbours(consonants).map((open) => [...vowels, ...open]),
  ).filter(hasEnoughLetters);
  if (units.length > MEDIUM_WORD_UNITS) return enough;
  return [...enough, ...patternsOf(units, pairs(both)).filter(hasEnoughLetters)];
}

function indexesOf(units: readonly string[], kind: RegExp): number[] {
  return units.flatMap((unit, index) => (kind.test(unit) ? [index] : []));
}

function oneByOne(indexes: readonly number[]): number[][] {
  return indexes.length === 0 ? [[]] : indexes.map((index) => [index]);
}

/** Each two that follow one another; of many, larger groups. */
function neighbours(indexes: readonly number[]): number[][] {
  if (indexes.length < 2) return [[...indexes]];
  const size = Math.max(2, Math.ceil(indexes.length / MOST_OPEN_PATTERNS) + 1);
  const step = size - 1;
  const groups: number[][] = [];
  for (let start = 0; start < indexes.length - 1; start += step) groups.push(indexes.slice(start, start + size));
  return groups;
}

function pairs(indexes: readonly number[]): number[][] {
  if (indexes.length < 2) return [[...indexes]];
  return indexes.flatMap((first, position) => indexes.slice(position + 1).map((second) => [first, second]));
}

/** Patterns with these units open, each once. */
function patternsOf(units: readonly string[], openings: readonly (readonly number[])[]): (readonly string[])[] {
  const patterns = openings.map((open) => partsBetween(units, new Set(open))).filter((parts) => parts.length > 0);
  return [...new Map(patterns.map((parts) => [parts.join('\0'), parts])).values()];
}

function partsBetween(units: readonly string[], open: ReadonlySet<number>): string[] {
  const parts = [''];
  units.forEach((unit, index) => {
    if (open.has(index)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${unit}`);
  });
  return parts.filter((part) => part !== '');
}

function hasEnoughLetters(parts: readonly string[]): boolean {
  return parts.join('').length >= MIN_LETTERS_LEFT;
}

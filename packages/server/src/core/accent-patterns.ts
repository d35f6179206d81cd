/** Letters that are nearly as often accented as not, and apostrophes, of which there are several: a pattern never relies on one. */
const SOFT = /[aeiouy'’ʼ`αεηιουωеи]|[^\x21-\x7eα-ωа-я]/u;

/** Consonants that have accented forms in the languages of Europe; `ss` may be ß, `th` may be þ. */
const ACCENTABLE = /^(?:ss|th|[cdglnrstzσ])$/;

const UNITS = /ss|th|./gsu;

/** So many patterns for one word at most: each is a filter of its own on every attribute. */
const MOST_PATTERNS = 4;

/** With fewer letters left, a pattern would find nearly everybody. */
const MIN_LETTERS_LEFT = 2;

/**
 * For directories that do not fold accents themselves: patterns that find a word however its letters are accented, each the parts that have to occur in
 * this order. `muller` gives `m*l*r` and `m*ll*`, which also find `Müller` (and others: what comes back has to be compared with accents folded). Any
 * vowels may be accented, and consonants next to each other; a word with accented consonants far apart has to be typed with accents. The
 * alternative, a filter for each possible spelling, grows exponentially with the word.
 */
export function accentPatterns(word: string): readonly (readonly string[])[] {
  const units = word.match(UNITS) ?? [];
  const consonants = units.flatMap((unit, index) => (ACCENTABLE.test(unit) ? [index] : []));
  const sets = consonants.length === 0 ? [[]] : inGroups(consonants, MOST_PATTERNS);
  const patterns = sets.map((open) => partsBetween(units, (unit, index) => SOFT.test(unit) || open.includes(index)));
  const usable = patterns.filter(hasEnoughLetters);
  if (usable.length > 0) return distinct(usable);
  // A short word such as Zoe: let one letter at a time be the accented one.
  return distinct(units.map((_, open) => partsBetween(units, (_unit, index) => index === open)).filter(hasEnoughLetters));
}

function partsBetween(units: readonly string[], isOpen: (unit: string, index: number) => boolean): string[] {
  const parts = [''];
  units.forEach((unit, index) => {
    if (isOpen(unit, index)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${unit}`);
  });
  return parts.filter((part) => part !== '');
}

function hasEnoughLetters(parts: readonly string[]): boolean {
  return parts.join('').length >= MIN_LETTERS_LEFT;
}

function inGroups(indexes: readonly number[], most: number): number[][] {
  const size = Math.ceil(indexes.length / most);
  const groups: number[][] = [];
  for (let start = 0; start < indexes.length; start += size) groups.push(indexes.slice(start, start + size));
  return groups;
}

function distinct(patterns: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(patterns.map((pattern) => [pattern.join('\0'), pattern])).values()];
}

import { AndFilter, EqualityFilter, OrFilter, SubstringFilter, type Filter } from 'ldapts';
import { accentPatterns } from '../../core/accent-patterns.ts';
import type { QueryWord } from '../../core/directory-query.ts';
import { foldings } from '../../core/name-folding.ts';
import type { PresenceCandidate } from '../../core/presence-candidates.ts';

/** Where to search. Values reach the server only through filter objects, which encode them: there is no text in which they could mean something. */
export interface SearchedAttributes {
  readonly names: readonly string[];
  /** Mail addresses and the like: without accents by nature, and with letters of the domain that would fit any pattern. */
  readonly addresses: readonly string[];
  readonly numbers: readonly string[];
}

/** So many digits of a number are looked for together, with punctuation at one place among them. */
const WINDOW_LENGTH = 4;

/** More windows would not narrow the search any further. */
const MOST_WINDOWS = 3;

/** Finds the words as they were typed, with the indexes a directory usually has; undefined when they cannot be found in these attributes. */
export function typedFilter(words: readonly QueryWord[], attributes: SearchedAttributes): Filter | undefined {
  return all(words.map((word) => typedWord(word, attributes)));
}

/**
 * Finds more than was asked for, however values are accented and numbers punctuated: what comes back has to be compared. Undefined when nothing could come
 * back beyond what {@link typedFilter} finds.
 */
export function looseFilter(
  words: readonly QueryWord[],
  attributes: SearchedAttributes,
  foldAccents: boolean,
): Filter | undefined {
  const long = words.filter(({ mode }) => mode === 'contains');
  if (!long.some(({ text, digits }) => digits !== undefined || (foldAccents && !isAddress(text)))) return undefined;
  // Shorter words are compared with what comes back; by themselves they would not narrow anything.
  return all(long.map((word) => looseWord(word, attributes, foldAccents)));
}

/** Finds entries that may stand for a presentity: see `presenceCandidates`. Loose: with punctuation among the last digits. */
export function candidateFilter(candidates: readonly PresenceCandidate[], isLoose: boolean): Filter | undefined {
  return any(
    candidates.flatMap(({ attribute, kind, value }): Filter[] => {
      if (kind === 'equals') return isLoose ? [] : [new EqualityFilter({ attribute, value })];
      return isLoose ? looseEndings(attribute, value) : [new SubstringFilter({ attribute, final: value })];
    }),
  );
}

function typedWord({ text, digits, mode }: QueryWord, { names, addresses, numbers }: SearchedAttributes): Filter | undefined {
  const inTexts = [...names, ...addresses].flatMap((attribute): Filter[] => {
    if (mode === 'contains') return [contains(attribute, [text])];
    const atStart = new SubstringFilter({ attribute, initial: text });
    return mode === 'valueStart' ? [atStart] : [atStart, contains(attribute, [` ${text}`])];
  });
  if (digits === undefined) return any(inTexts);
  const inNumbers = numbers.flatMap((attribute): Filter[] => {
    if (mode === 'contains') return [contains(attribute, [digits])];
    return [digits, `+${digits}`].map((initial) => new SubstringFilter({ attribute, initial }));
  });
  return any([...inTexts, ...inNumbers]);
}

function looseWord({ text, digits }: QueryWord, attributes: SearchedAttributes, foldAccents: boolean): Filter | undefined {
  const { names, addresses, numbers } = attributes;
  const found = foldAccents && digits === undefined && !isAddress(text) ? accentPatterns(text) : [];
  const patterns = found.length > 0 ? found : [[text]];
  return any([
    ...names.flatMap((attribute) => patterns.map((parts) => contains(attribute, parts))),
    ...addresses.flatMap((attribute) => foldings(text).map((folded) => contains(attribute, [folded]))),
    ...(digits === undefined ? [] : numbers.map((attribute) => punctuated(attribute, digits))),
  ]);
}

/** Addresses have no accents to fold. */
function isAddress(text: string): boolean {
  return text.includes('@');
}

/** A number of which every window may have punctuation at one place. */
function punctuated(attribute: string, digits: string): Filter | undefined {
  const windows: string[] = [];
  for (let end = digits.length; end >= WINDOW_LENGTH && windows.length < MOST_WINDOWS; end -= WINDOW_LENGTH) {
    windows.push(digits.slice(end - WINDOW_LENGTH, end));
  }
  if (windows.length === 0) windows.push(digits);
  return all(windows.map((window) => any(breaks(window).map((parts) => contains(attribute, parts)))));
}

/** A tail of which the last single digit stands apart is left out: that filter would read the whole directory. */
function looseEndings(attribute: string, tail: string): Filter[] {
  return breaks(tail).flatMap(([before = '', final = '']) =>
    final.length > 1 ? [new SubstringFilter({ attribute, any: [before], final })] : [],
  );
}

/** All ways to part a number once: `1|23`, `12|3`. */
function breaks(digits: string): [string, string][] {
  return Array.from({ length: digits.length - 1 }, (_, index) => [digits.slice(0, index + 1), digits.slice(index + 1)]);
}

function contains(attribute: string, parts: readonly string[]): SubstringFilter {
  return new SubstringFilter({ attribute, any: [...parts] });
}

/** Undefined as soon as one of them can never be true. */
function all(filters: readonly (Filter | undefined)[]): Filter | undefined {
  const [first, ...rest] = filters;
  if (first === undefined || filters.includes(undefined)) return undefined;
  return rest.length === 0 ? first : new AndFilter({ filters: filters.filter((filter) => filter !== undefined) });
}

/** Undefined when none of them can ever be true. */
function any(filters: readonly (Filter | undefined)[]): Filter | undefined {
  const possible = filters.filter((filter) => filter !== undefined);
  const [first, ...rest] = possible;
  return rest.length === 0 ? first : new OrFilter({ filters: possible });
}

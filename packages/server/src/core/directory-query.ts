import { foldAccents, foldings, lowerCase } from './name-folding.ts';

/** Longer queries are cut: nobody types them, and each word costs the directory. */
export const MAX_QUERY_LENGTH = 200;

/** Words beyond this one are ignored. */
export const MAX_QUERY_WORDS = 8;

/** From here on a word is looked for anywhere; below, directories would have to read everything (their indexes do not help). */
const MIN_CONTAINS_LENGTH = 3;

/** A number written out in full: leading zeros are a way to dial it (00, 0), not part of it. */
const FULL_NUMBER_LENGTH = 7;

/** How a word has to be found: anywhere; at the start of a value; or, beside a longer word that narrows the search, of any word in it. */
export type WordMode = 'contains' | 'valueStart' | 'wordStart';

/** One word of what was typed. */
export interface QueryWord {
  /** As typed, composed and in lower case, accents kept. */
  readonly text: string;
  /** Only for a number: its digits, without punctuation. */
  readonly digits?: string;
  readonly mode: WordMode;
}

/** What can be searched of one contact, in the forms that queries are compared with. */
export interface SearchableValues {
  /** In lower case, accents kept. */
  readonly texts: readonly string[];
  /** Without accents, every way to type it. */
  readonly foldedTexts: readonly string[];
  /** Digits only. */
  readonly numbers: readonly string[];
}

/** Brings values into the forms they are compared in; numbers may be punctuated as they like. */
export function makeSearchable(texts: readonly string[], numbers: readonly string[]): SearchableValues {
  return { texts: texts.map(lowerCase), foldedTexts: texts.flatMap(foldings), numbers: numbers.map(digitsOf) };
}

/**
 * Takes apart what somebody typed: words in any order, separated by blanks, commas or wildcards (which mean nothing more). Numbers may be
 * written with blanks and punctuation: neighbouring parts of one are put together. Empty when nothing is left that could find anything.
 */
export function parseDirectoryQuery(query: string): readonly QueryWord[] {
  const typed = lowerCase(query.slice(0, MAX_QUERY_LENGTH));
  const parts = typed.split(/[\s,;*?%\p{C}]+/u).filter((part) => /[\p{L}\p{N}+]/u.test(part));
  const words = joinNumbers(parts)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MAX_QUERY_WORDS);
  const isNarrowed = words.some((word) => searchLength(word) >= MIN_CONTAINS_LENGTH);
  return words.map((text) => {
    const digits = findDigits(text);
    const isShort = searchLength(text) < MIN_CONTAINS_LENGTH;
    const mode = !isShort ? 'contains' : isNarrowed ? 'wordStart' : 'valueStart';
    return digits === undefined ? { text, mode } : { text, digits, mode };
  });
}

/** Whether the contact has every word: what all directories mean by finding. */
export function matchesQuery(words: readonly QueryWord[], values: SearchableValues): boolean {
  return words.every((word) => matchesText(word, values) || matchesNumber(word, values.numbers));
}

/** The digits of a phone number, nothing else. */
export function digitsOf(number: string): string {
  return number.replace(/\D/g, '');
}

function joinNumbers(parts: readonly string[]): string[] {
  const words: string[] = [];
  let isAfterNumber = false;
  for (const part of parts) {
    const isNumber = isNumberPart(part);
    if (isNumber && isAfterNumber) words.push(`${words.pop() ?? ''} ${part}`);
    else words.push(part);
    isAfterNumber = isNumber;
  }
  return words;
}

function isNumberPart(part: string): boolean {
  return /^[\d+()[\]./\-–]+$/.test(part);
}

function findDigits(text: string): string | undefined {
  if (!text.split(' ').every(isNumberPart)) return undefined;
  const digits = digitsOf(text);
  return digits.length >= FULL_NUMBER_LENGTH ? digits.replace(/^0+(?=\d)/, '') : digits;
}

function searchLength(text: string): number {
  return [...(findDigits(text) ?? text)].length;
}

function matchesText({ text, mode }: QueryWord, { texts, foldedTexts }: SearchableValues): boolean {
  switch (mode) {
    case 'contains': {
      const sought = foldings(text);
      return foldedTexts.some((folded) => sought.some((word) => folded.includes(word)));
    }
    case 'wordStart': {
      const sought = ` ${foldAccents(text)}`;
      return foldedTexts.some((folded) => ` ${folded}`.includes(sought));
    }
    case 'valueStart':
      return texts.some((value) => value.startsWith(text));
  }
}

function matchesNumber({ digits, mode }: QueryWord, numbers: readonly string[]): boolean {
  if (digits === undefined) return false;
  return numbers.some((number) => (mode === 'contains' ? number.includes(digits) : number.startsWith(digits)));
}

const INTERNATIONAL_PLUS = /^[\s(]*\+/;
/** What can be dialled, and the separators that people write into it. */
const DIALLED_OR_SEPARATOR = /^[\p{Nd}*#\s\p{Pd}()./]*$/u;
const DIALLED = /[\p{Nd}*#]/u;

/**
 * Whether a text is a telephone number and nothing else. Phone systems also put user names (`anna.lee`), addresses (`anna@example.org`) and words
 * (`Unavailable`) where a number is expected; a letter or an at sign anywhere makes it none.
 */
export function isTelephoneNumber(text: string): boolean {
  const digits = text.replace(INTERNATIONAL_PLUS, '');
  return DIALLED_OR_SEPARATOR.test(digits) && DIALLED.test(digits);
}

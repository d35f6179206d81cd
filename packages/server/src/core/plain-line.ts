const PLAIN_WORD = /^[!-~]*$/;

/**
 * Somebody's own words as one line of plain text: controls (those that turn the direction of text around included) and line ends become
 * blanks, runs of blanks one, none at the ends.
 *
 * @param maxLength what is longer is cut; code points
 */
export function plainLine(text: string, maxLength: number): string {
  // Nearly always it is one already: numbers and words of a protocol are passed at every change of every line.
  if (text.length <= maxLength && PLAIN_WORD.test(text)) return text;
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return [...line].slice(0, maxLength).join('').trimEnd();
}

/** Small letters that came after Unicode 3.2, where stringprep stands still, while their capitals were there: ejabberd has only these. */
const LATE_SMALL_LETTERS = /[\u04cf\u13f8-\u13fd\u214e\u2184\u2d00-\u2d25\uab70-\uabbf]/;

/**
 * The local part of a chat address, or the beginning of one, in the form of those that the list of online users has: stringprep's, whose case is folded, not
 * only lowered (RFC 3454, table B.2).
 */
export function prepareName(name: string): string {
  return [...name.normalize('NFKC')].map(foldLetter).join('').normalize('NFKC');
}

/** Down, up and down again is full case folding: both forms of ß become ss, and both small sigmas one. */
function foldLetter(letter: string): string {
  // A dotless i has the capital of another letter.
  if (letter === 'ı') return letter;
  const folded = letter.toLowerCase().toUpperCase().toLowerCase();
  return LATE_SMALL_LETTERS.test(folded) ? folded.toUpperCase() : folded;
}

/** Letters that are not a base letter with a mark, and what people without them on the keyboard type. */
const WITHOUT_DECOMPOSITION: Readonly<Record<string, string>> = {
  ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', þ: 'th', ŋ: 'n', ς: 'σ', '’': "'", ʼ: "'", '`': "'",
}; // prettier-ignore

const UNDECOMPOSED = new RegExp(`[${Object.keys(WITHOUT_DECOMPOSITION).join('')}]`, 'gu');

/** The other way to write umlauts without having them: `Mueller`. */
const EXPANSIONS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

const EXPANDED = new RegExp(`[${Object.keys(EXPANSIONS).join('')}]`, 'gu');

/** Lower case and composed, with all accents: how a short word is compared. */
export function lowerCase(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Lower case without accents: `Müller` becomes `muller`, `Łódź` becomes `lodz`. */
export function foldAccents(text: string): string {
  return lowerCase(text)
    .replace(UNDECOMPOSED, (letter) => WITHOUT_DECOMPOSITION[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '');
}

/** The ways a name may be typed without accents: folded, and with umlauts written out if it has any (`muller` and `mueller`). */
export function foldings(text: string): readonly string[] {
  const lower = lowerCase(text);
  const expanded = lower.replace(EXPANDED, (letter) => EXPANSIONS[letter] ?? letter);
  const folded = foldAccents(lower);
  return expanded === lower ? [folded] : [folded, foldAccents(expanded)];
}

import { MAX_IDENTIFIER_LENGTH } from '@lampfield/protocol';

/** One configured step from a phone number to the number the phone system knows. */
export interface NormalizeRule {
  /** Regular expression, matched after punctuation is stripped. */
  readonly match: string;
  /** What it becomes; `$1` is the first group. */
  readonly replace: string;
}

/** A rule set that is still changing the number after so many rounds would never come to rest. */
const MOST_ROUNDS = 10;

/** What a phone number may consist of when all is done. */
const CANONICAL_PHONE = /^\+?[0-9*#]+$/;

/** `+49 (0)89 12`: the zero is dialled within the country only. */
const TRUNK_ZERO = /^(\s*\+[\s\d]*)\(0\)/;

/** Spaces and punctuation of any script, but not what can be dialled. */
const NOT_DIALLED = /(?![*#])[\p{P}\p{Z}\s]/gu;

/**
 * Phone numbers: spaces and punctuation go (a leading plus stays, so do star and hash), other scripts' digits become ASCII, then the first rule that
 * matches is applied, and again until nothing changes: only so is the result canonical, whatever the rules are. Letters are refused rather than
 * dropped, because `9100 ext. 12` is not the line 910012. Undefined when it is no number, when the rules never come to rest, or when they make it longer
 * than an identifier may be: rules that double a number would else fill the memory.
 *
 * @throws TypeError when a pattern is not a regular expression
 */
export function createPhoneCanonicalizer(rules: readonly NormalizeRule[]): (raw: string) => string | undefined {
  const compiled = rules.map(compile);
  return (raw) => {
    let current = stripPunctuation(raw);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const next = stripPunctuation(applyFirstMatch(current, compiled));
      if (next.length > MAX_IDENTIFIER_LENGTH) return undefined;
      if (next === current) return CANONICAL_PHONE.test(current) ? current : undefined;
      current = next;
    }
    return undefined;
  };
}

interface CompiledRule {
  readonly pattern: RegExp;
  readonly replace: string;
}

function compile(rule: NormalizeRule, index: number): CompiledRule {
  try {
    return { pattern: new RegExp(rule.match), replace: rule.replace };
  } catch (cause) {
    throw new TypeError(`normalize[${String(index)}].match: expected a regular expression, found ${rule.match}`, { cause });
  }
}

function applyFirstMatch(phone: string, rules: readonly CompiledRule[]): string {
  const rule = rules.find(({ pattern }) => pattern.test(phone));
  return rule === undefined ? phone : phone.replace(rule.pattern, rule.replace);
}

function stripPunctuation(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/^\s*tel:/i, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(TRUNK_ZERO, '$1')
    .replace(NOT_DIALLED, '');
}

/** Decimal digits of a script stand in a row of ten that begins at a multiple of ten or sixteen: count back to its zero. */
function asciiDigit(digit: string): string {
  if (digit >= '0' && digit <= '9') return digit;
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

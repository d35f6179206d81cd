/** Control and format characters, line ends, and halves of characters: what could move a cursor, ring, or turn the text around (names come from strangers). */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with everything that a terminal could obey written as Erlang writes it in strings, `\x{1b}`. */
export function toTerminalText(text: string): string {
  return text.replace(UNSHOWABLE, (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The text as an Erlang string, `"usera"`. */
export function toErlangString(text: string): string {
  return `"${toTerminalText(text.replace(/["\\]/g, '\\$&'))}"`;
}

/** Full-width and half-width forms: the only compatibility characters that are mapped instead of refused (RFC 8265, section 3.3.1). */
const OTHER_WIDTH = /[\uff01-\uffef\u3000]/g;

/** Letters, digits and marks of any script: what PRECIS calls LetterDigits, with printable ASCII (RFC 8264, section 4.2). */
const IDENTIFIER_CLASS = /^[\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\x21-\x7e]+$/u;

/** Not in the local part of a JID, though printable ASCII (RFC 7622, section 3.3.1). */
const NOT_IN_A_LOCAL_PART = /["&'/:<>@]/;

/** Invisible, or obsolete spelling of Hangul; never in an identifier (RFC 8264, section 9). */
const IGNORABLE_OR_OLD_JAMO = /\p{Default_Ignorable_Code_Point}|[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u;

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const BEGINS_RIGHT_TO_LEFT = /^[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * The local part of a chat address as a PRECIS UsernameCaseMapped string (RFC 8265, section 3.3): width mapped, lower case, composed; undefined when
 * it is empty or has a character that is refused. Two simplifications, both towards refusing: characters that are allowed in a certain context only
 * (the Catalan middle dot, zero-width joiners) are refused everywhere, and right-to-left names may not have letters of another direction.
 */
export function prepareUsername(raw: string): string | undefined {
  const mapped = raw.replace(OTHER_WIDTH, (wide) => wide.normalize('NFKC'));
  const prepared = mapped.toLowerCase().normalize('NFC');
  return isAllowed(prepared) && isOneDirection(prepared) ? prepared : undefined;
}

function isAllowed(text: string): boolean {
  if (!IDENTIFIER_CLASS.test(text) || NOT_IN_A_LOCAL_PART.test(text) || IGNORABLE_OR_OLD_JAMO.test(text)) return false;
  // A character with a compatibility form of its own (a ligature, a superscript) could pass for another one.
  return [...text].every((character) => character.normalize('NFKC') === character.normalize('NFC'));
}

function isOneDirection(text: string): boolean {
  if (!RIGHT_TO_LEFT.test(text)) return true;
  if (!BEGINS_RIGHT_TO_LEFT.test(text)) return false;
  return [...text].every((character) => !/\p{L}/u.test(character) || RIGHT_TO_LEFT.test(character));
}

/**
 * Splits at a separator, but neither within quotes nor within angle brackets: that is how lists and parameters of SIP headers are to
 * be read. Undefined when a quote or a bracket is left open.
 */
export function splitOutside(text: string, separator: ',' | ';'): readonly string[] | undefined {
  const parts: string[] = [];
  let startsAt = 0;
  let within: Within = 'nothing';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (within === 'nothing' && character === separator) {
      parts.push(text.slice(startsAt, index));
      startsAt = index + 1;
    } else if (within === 'quotes' && character === '\\') index += 1;
    else within = nextWithin(within, character);
  }
  return within === 'nothing' ? [...parts, text.slice(startsAt)] : undefined;
}

type Within = 'nothing' | 'quotes' | 'brackets';

function nextWithin(within: Within, character: string | undefined): Within {
  if (within === 'quotes') return character === '"' ? 'nothing' : within;
  if (within === 'brackets') return character === '>' ? 'nothing' : within;
  if (character === '"') return 'quotes';
  return character === '<' ? 'brackets' : within;
}

import { splitOutside } from './split-outside.ts';

/** Parameters of a header by their names in lower case; one without a value has the empty one. Of two with the same name the first counts. */
export type HeaderParameters = ReadonlyMap<string, string>;

/** What stands before the first semicolon, and the parameters after it. */
export interface ParameterizedValue {
  readonly value: string;
  readonly parameters: HeaderParameters;
}

const TOKEN = /^[\w.!%*+`'~-]+$/;

/** Reads `value;name=value;name`. Undefined when it is malformed. */
export function readParameterizedValue(text: string): ParameterizedValue | undefined {
  const parts = splitOutside(text, ';');
  if (parts === undefined) return undefined;
  const [value = '', ...rest] = parts;
  const parameters = readParameters(rest);
  return parameters && { value: value.trim(), parameters };
}

/** Reads parameters that have been split already. Undefined when one is malformed; an empty one is passed over. */
export function readParameters(parts: readonly string[]): HeaderParameters | undefined {
  const parameters = new Map<string, string>();
  for (const part of parts) {
    const equalsAt = part.indexOf('=');
    const name = (equalsAt < 0 ? part : part.slice(0, equalsAt)).trim().toLowerCase();
    if (part.trim() === '') continue;
    if (!TOKEN.test(name)) return undefined;
    if (!parameters.has(name)) parameters.set(name, equalsAt < 0 ? '' : unquote(part.slice(equalsAt + 1).trim()));
  }
  return parameters;
}

/** Puts a text into quotes (RFC 3261, section 25.1, `quoted-string`). */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Takes the quotes and the backslashes off a quoted string; anything else stays as it is. */
export function unquote(text: string): string {
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  return isQuoted ? text.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : text;
}

/** The first line of a message. */
export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reasonPhrase: string };

/** Exactly one space between the parts, and none at the end (RFC 3261, section 7.1). */
const REQUEST_LINE = /^([\w.!%*+`'~-]+) ([a-z][a-z\d+.-]*:[^\s<>"]+) SIP\/2\.0$/i;

/** A missing reason phrase is fine, with or without the space before it (RFC 4475, section 3.1.1.13). */
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;

/** Reads a request line or a status line; undefined when it is neither, or of another version of SIP. */
export function readStartLine(line: string): StartLine | undefined {
  const [, digits, reasonPhrase = ''] = STATUS_LINE.exec(line) ?? [];
  if (digits !== undefined) return { kind: 'response', status: Number(digits), reasonPhrase };
  const [, method, uri] = REQUEST_LINE.exec(line) ?? [];
  return method === undefined || uri === undefined ? undefined : { kind: 'request', method, uri };
}

import { writtenHeaderName } from './header-names.ts';

/** A header to be written; its name in lower case. */
export type HeaderLine = readonly [name: string, value: string];

/** A message to be written. Via and Content-Length are not among the headers: the first is the transport's, the second follows from the body. */
export interface OutgoingMessage {
  readonly startLine: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: Buffer;
}

/**
 * Writes a message. A line break within a value would begin a header of somebody else's making, so none is let through.
 *
 * @param vias topmost first
 */
export function writeMessage(message: OutgoingMessage, vias: readonly string[]): Buffer {
  const { startLine, headers, body = Buffer.alloc(0) } = message;
  const lines: HeaderLine[] = [...vias.map((via) => ['via', via] as const), ...headers, ['content-length', String(body.length)]];
  const head = [startLine, ...lines.map(([name, value]) => `${writtenHeaderName(name)}: ${value}`)].map(asOneLine);
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}

function asOneLine(line: string): string {
  return line.replaceAll(/[\r\n]+/g, ' ');
}

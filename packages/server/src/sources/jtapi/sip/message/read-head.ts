import { longHeaderName } from './header-names.ts';
import { SipHeaders } from './sip-headers.ts';
import type { Malformed } from './sip-message.ts';
import { readStartLine, type StartLine } from './start-line.ts';

/** Everything before the body. */
export interface MessageHead {
  readonly start: StartLine;
  readonly headers: SipHeaders;
  /** Bytes of the body; undefined when the message does not say. */
  readonly contentLength: number | undefined;
}

/** Most header lines of a message. A request that went through many proxies has some dozens. */
const MOST_LINES = 500;

const NAME = /^[\w.!%*+`'~-]+$/;

/** Reads the head of a message, without the empty line that ends it. */
export function readHead(text: string): MessageHead | Malformed {
  const [first = '', ...rest] = text.split('\r\n');
  const start = readStartLine(first);
  if (start === undefined) return { malformed: 'the first line is neither a request nor a status' };
  if (rest.length > MOST_LINES) return { malformed: 'too many header lines' };
  const lines = unfold(rest);
  if (lines === undefined) return { malformed: 'a header line has no name' };
  const headers = new SipHeaders(lines);
  const contentLength = readContentLength(headers.lines('content-length'));
  if (contentLength === 'malformed') return { malformed: 'the content length is no length, or there are two' };
  return { start, headers, contentLength };
}

/** Lines that begin with a space continue the one before (RFC 3261, section 7.3.1). */
function unfold(lines: readonly string[]): (readonly [string, string])[] | undefined {
  const unfolded: [string, string][] = [];
  for (const line of lines) {
    const last = unfolded.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last === undefined) return undefined;
      last[1] = `${last[1]} ${line.trim()}`.trim();
      continue;
    }
    const colonAt = line.indexOf(':');
    const name = line.slice(0, colonAt).trimEnd();
    if (colonAt < 0 || !NAME.test(name)) return undefined;
    unfolded.push([longHeaderName(name), line.slice(colonAt + 1).trim()]);
  }
  return unfolded;
}

/** Undefined when there is none. Two could mean that two readers see two different messages in the same bytes. */
function readContentLength(values: readonly string[]): number | undefined | 'malformed' {
  const [value] = values;
  if (value === undefined) return undefined;
  return values.length === 1 && /^\d{1,9}$/.test(value) ? Number(value) : 'malformed';
}

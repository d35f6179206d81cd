import { readParameterizedValue, type HeaderParameters } from './header-parameters.ts';
import { readHostAndPort } from './sip-uri.ts';

/** One Via: how a message came a part of its way, and where its answer goes. */
export interface Via {
  /** `UDP`, `TCP`, `TLS`, in capitals. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: HeaderParameters;
}

/** Spaces may stand around the slashes (RFC 4475, section 3.1.1.1). */
const SENT = /^SIP\s*\/\s*2\.0\s*\/\s*([\w.!%*+`'~-]+)\s+(\S(?:[^;]*\S)?)$/i;

/** Branches of RFC 3261 begin with it; others do not identify a transaction by themselves (section 8.1.1.7). */
export const MAGIC_COOKIE = 'z9hG4bK';

/** Blanks may stand around colons as well. Parted at the colons, because a pattern that begins with blanks looks at a long run of them again and again. */
function withoutBlanks(sentBy: string): string {
  return sentBy
    .split(':')
    .map((part) => part.trim())
    .join(':');
}

/** Reads `SIP/2.0/UDP host:port;branch=...`. Undefined when it is malformed. */
export function readVia(text: string): Via | undefined {
  const read = readParameterizedValue(text);
  const [, transport, sentBy] = SENT.exec(read?.value ?? '') ?? [];
  const place = sentBy === undefined ? undefined : readHostAndPort(withoutBlanks(sentBy));
  if (read === undefined || transport === undefined || place === undefined) return undefined;
  return { transport: transport.toUpperCase(), ...place, parameters: read.parameters };
}

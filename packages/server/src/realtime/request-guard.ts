import { ServerResponse, type IncomingMessage } from 'node:http';
import type { CallerRules } from '../ports/caller-rules.ts';
import type { RealtimeServer } from './realtime-deps.ts';

/** Only what stands behind the question mark matters; the rest makes it an address. */
const ANY_ORIGIN = 'http://any';

/**
 * Holds every request of Engine.IO to the rules, where its own `allowRequest` is asked for the first of a connection only; and refuses JSONP. Together these
 * two would let a page of another origin but the same site (a sibling name, another port of the same machine: the browser sends the cookie along) open a
 * connection by a script tag, greet by a form, and read by script tags what is pushed to whoever is signed in.
 */
export function guardRequests(io: RealtimeServer, rules: CallerRules): void {
  io.engine.use((req: IncomingMessage, res: object, next: (error?: Error) => void) => {
    const refusal = findRefusal(req, rules);
    if (refusal === undefined) next();
    else if (res instanceof ServerResponse) {
      res.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code: 4, message: refusal }));
    } else next(new Error(refusal));
  });
}

function findRefusal({ url = '', headers }: IncomingMessage, rules: CallerRules): string | undefined {
  const query = URL.canParse(url, ANY_ORIGIN) ? new URL(url, ANY_ORIGIN).searchParams : new URLSearchParams();
  if (query.has('j')) return 'JSONP';
  // The first request of a connection is answered by `allowRequest`, which can tell a WebSocket why as well.
  if (!query.has('sid')) return undefined;
  if (!rules.isKnownHost(headers.host)) return 'UNKNOWN_HOST';
  return rules.isOwnOrigin(headers.origin, headers.host) ? undefined : 'FOREIGN_ORIGIN';
}

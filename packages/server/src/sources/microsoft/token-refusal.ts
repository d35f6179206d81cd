import { findRetryAfterMs, saysTooMuch } from '../web/retry-after.ts';
import { ServiceFailure } from '../web/service-failure.ts';
import type { WebAnswer } from '../web/web-caller.ts';
import { listOf, readJson, textOf } from '../documents/json-fields.ts';

/**
 * What the more frequent codes mean for the operator (Microsoft, "Microsoft Entra authentication and authorization error codes"). Nothing is decided by
 * them: codes may change at any time, as that page says.
 */
const MEANINGS: Readonly<Record<string, string>> = {
  53003: 'a conditional access policy keeps the app out',
  90002: 'there is no directory with this tenantId',
  500011: 'endpoint is not a Graph that this directory knows',
  700016: 'this directory has no app with this clientId',
  700024: 'the proof by certificate is not valid now: compare the clock of this machine',
  700027: 'the certificate is not one of the app',
  900023: 'tenantId is neither an id nor a domain of a directory',
  1000502: 'the certificate has expired',
  7000112: 'the app is disabled',
  7000215: 'the client secret is wrong',
  7000222: 'the client secret has expired',
};

/**
 * Why the token endpoint gave no token (RFC 6749, section 5.2). The description that comes with an error is left out: it carries ids of the app and of the
 * request.
 *
 * @param wallMs now, epoch milliseconds
 */
export function describeTokenRefusal(answer: WebAnswer, wallMs: number): ServiceFailure {
  const document = readJson(answer.body);
  const error = wordOf(textOf(document, 'error'));
  const words = describe(codeOf(document), error ?? `status ${String(answer.status)}`);
  const retryAfterMs = findRetryAfterMs(answer, wallMs);
  if (saysTooMuch(answer, retryAfterMs)) {
    return new ServiceFailure('throttled', `Entra is asked for too much (${words})`, { retryAfterMs });
  }
  return isAboutUs(answer.status, error)
    ? new ServiceFailure('refused', `Entra gives the app no token (${words})`)
    : new ServiceFailure('lost', `Entra gave no token (${words})`);
}

function isAboutUs(status: number, error: string | undefined): boolean {
  return status >= 400 && status < 500 && error !== undefined && error !== 'temporarily_unavailable';
}

function describe(code: string | undefined, error: string): string {
  if (code === undefined) return error;
  const meaning = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  return `AADSTS${code}, ${error}${meaning === undefined ? '' : `: ${meaning}`}`;
}

/** The first of `error_codes`, or the one that the description begins with. */
function codeOf(document: unknown): string | undefined {
  const [first] = listOf(document, 'error_codes') ?? [];
  if (typeof first === 'number' && Number.isSafeInteger(first)) return String(first);
  return /^AADSTS(\d{1,9})\b/.exec(textOf(document, 'error_description') ?? '')?.[1];
}

/** Error names are words of letters and underscores; what is not one is not repeated. */
function wordOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z_]{1,60}$/i.test(text) ? text : undefined;
}

import type { XmlElement } from '../../documents/xml-tree.ts';
import { LONGEST_PAUSE_MS } from '../../web/retry-after.ts';
import { ServiceFailure, type FailureKind } from '../../web/service-failure.ts';

/**
 * What a fault's code makes of the request (reference page "ResponseCode", and "EWS throttling in Exchange"); others are the server's own trouble.
 * A code is a name of the protocol, so it may be shown; messages are the server's free text and are not.
 */
const KINDS: Readonly<Record<string, readonly [kind: FailureKind, words: string]>> = {
  errorserverbusy: ['throttled', 'Exchange is busy'],
  errorexceededconnectioncount: [
    'throttled',
    "Exchange allows the account fewer requests at once (its throttling policy's EWSMaxConcurrency)",
  ],
  errortoomanyobjectsopened: ['throttled', 'Exchange has too much open for the account'],
  erroraccessdenied: ['refused', 'the account may not use Exchange Web Services'],
  erroraccountdisabled: ['refused', 'the account is disabled'],
  errorschemavalidation: ['refused', 'Exchange does not understand the request'],
  errorinvalidrequest: ['refused', 'Exchange does not understand the request'],
  errorincorrectschemaversion: ['refused', 'Exchange does not understand the request'],
  errorinvalidserverversion: ['refused', 'Exchange is older than 2013'],
  errormailboxdataarraytoobig: ['refused', 'Exchange takes fewer mailboxes a request: lower batchSize'],
  errorindividualmailboxlimitreached: ['refused', 'Exchange takes fewer mailboxes a request: lower batchSize'],
  errortimezone: ['refused', 'Exchange refuses the time zone UTC'],
  errorinvalidtimeinterval: ['refused', 'Exchange refuses the time window: lower lookAheadHours'],
};

/** What a SOAP fault means. The code is looked for wherever versions of Exchange put it. */
export function toFailure(fault: XmlElement): ServiceFailure {
  const code = codesOf(fault).find((one) => one !== 'ErrorInternalServerError') ?? 'ErrorInternalServerError';
  const [kind, words] = findKind(code);
  const retryAfterMs = kind === 'throttled' ? findPauseMs(fault) : undefined;
  return new ServiceFailure(kind, `${words} (${code})`, { retryAfterMs });
}

function findKind(code: string): readonly [FailureKind, string] {
  const key = code.toLowerCase();
  return (Object.hasOwn(KINDS, key) ? KINDS[key] : undefined) ?? ['lost', 'Exchange could not answer'];
}

/** All texts that are a code: `faultcode` with its prefix, `ResponseCode` of the detail, an inner one in its message. */
function codesOf({ local, text, children }: XmlElement): string[] {
  const isCode = local === 'faultcode' || local === 'ResponseCode' || local === 'Value';
  const code = isCode ? /^(?:[\w.-]+:)?(Error\w{1,80})$/.exec(text.trim())?.[1] : undefined;
  return [...(code === undefined ? [] : [code]), ...children.flatMap(codesOf)];
}

/** `<t:Value Name="BackOffMilliseconds">`, in the namespace of types or of errors. */
function findPauseMs(element: XmlElement): number | undefined {
  if (element.local === 'Value' && element.attributes.get('Name') === 'BackOffMilliseconds') return readPause(element.text);
  for (const child of element.children) {
    const pauseMs = findPauseMs(child);
    if (pauseMs !== undefined) return pauseMs;
  }
  return undefined;
}

function readPause(text: string): number | undefined {
  return /^\s*\d{1,10}\s*$/.test(text) ? Math.min(Number(text), LONGEST_PAUSE_MS) : undefined;
}

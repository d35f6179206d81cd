import type { PresenceReason } from '@lampfield/protocol';

/** What a mailbox's ResponseCode means for who looks at it (Microsoft's reference page "ResponseCode"). */
const REASONS: Readonly<Record<string, PresenceReason>> = {
  errormailrecipientnotfound: 'NOT_FOUND',
  errornonexistentmailbox: 'NOT_FOUND',
  errorinvalidsmtpaddress: 'NOT_FOUND',
  erroraddressspacenotfound: 'NOT_FOUND',
  errornofreebusyaccess: 'DENIED',
  erroraccessdenied: 'DENIED',
  errorinvalidorganizationrelationshipforfreebusy: 'DENIED',
  errorfreebusydllimitreached: 'DENIED',
};

/** Why a mailbox is not told; whatever else it is, the servers between could not reach it, or read its calendar. */
export function reasonOfCode(responseCode: string): PresenceReason {
  const code = responseCode.toLowerCase();
  return (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined) ?? 'SOURCE_DOWN';
}

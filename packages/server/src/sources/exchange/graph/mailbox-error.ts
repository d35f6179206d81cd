import type { PresenceReason } from '@lampfield/protocol';
import { fieldOf } from '../../documents/json-fields.ts';

/**
 * What is wrong with one mailbox, inside an answer that is a success: names are those of EWS's ResponseCode. Also seen is a number, 5009, for an address that nobody has
 * (microsoftgraph/microsoft-graph-docs, issue 11225).
 */
const REASONS: Readonly<Record<string, PresenceReason>> = {
  errormailrecipientnotfound: 'NOT_FOUND',
  5009: 'NOT_FOUND',
  errornonexistentmailbox: 'NOT_FOUND',
  errorinvalidsmtpaddress: 'NOT_FOUND',
  erroraccessdenied: 'DENIED',
  errornofreebusyaccess: 'DENIED',
};

/** Why a mailbox is not told about. Whatever else is wrong with it may pass. */
export function reasonOf(error: unknown): PresenceReason {
  const code = fieldOf(error, 'responseCode');
  const name = typeof code === 'string' || typeof code === 'number' ? String(code).toLowerCase() : '';
  return (Object.hasOwn(REASONS, name) ? REASONS[name] : undefined) ?? 'SOURCE_DOWN';
}

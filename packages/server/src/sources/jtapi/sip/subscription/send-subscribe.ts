import type { HeaderLine } from '../message/write-message.ts';
import type { PendingRequest } from '../transaction/transaction-layer.ts';
import type { SubscriptionDialog } from './subscription-dialog.ts';
import type { CallOutcome, SipCaller, SubscriptionSettings } from './subscription-parts.ts';

/** What a SUBSCRIBE is made of. */
export interface SubscribeParts {
  readonly caller: SipCaller;
  readonly dialog: SubscriptionDialog;
  readonly settings: SubscriptionSettings;
  /** For how long; seconds. 0 ends the subscription. */
  readonly expiresSeconds: number;
  /** Whether a password that is asked for may be given. */
  readonly maySignIn: (isStale: boolean) => boolean;
}

/** Sends a SUBSCRIBE within a dialog, or one that is to make it (RFC 6665, section 4.1.2). */
export function sendSubscribe(parts: SubscribeParts, onOutcome: (outcome: CallOutcome) => void): PendingRequest {
  const { caller, dialog, settings, expiresSeconds, maySignIn } = parts;
  const { uri, hop, headers } = dialog.route(caller.proxy);
  const makeHeaders = (): readonly HeaderLine[] => [
    ...dialog.nextHeaders('SUBSCRIBE'),
    ...headers,
    ['contact', `<${caller.contact}>`],
    ['event', settings.eventPackage],
    ['accept', settings.contentTypes.join(', ')],
    ['expires', String(expiresSeconds)],
  ];
  return caller.request({ method: 'SUBSCRIBE', uri, hop, makeHeaders, maySignIn }, onOutcome);
}

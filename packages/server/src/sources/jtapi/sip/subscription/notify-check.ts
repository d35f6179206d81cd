import { readParameterizedValue } from '../message/header-parameters.ts';
import type { SipRequest } from '../message/sip-message.ts';
import type { Answer } from '../transaction/write-response.ts';
import type { SubscriptionDialog } from './subscription-dialog.ts';
import type { StateDocument, SubscriptionSettings } from './subscription-parts.ts';
import { readSubscriptionState, type SubscriptionState } from './subscription-state.ts';

/** How a NOTIFY is answered, and what it says if it is taken. */
export interface NotifyCheck {
  readonly answer: Answer;
  /** Undefined when it is refused. */
  readonly state?: SubscriptionState;
  /** Undefined when it has no body. */
  readonly document?: StateDocument;
}

/** For a NOTIFY that belongs to no subscription; whoever gets it drops his end (RFC 6665, section 4.1.3). */
export const NO_SUBSCRIPTION: Answer = { status: 481, reasonPhrase: 'Subscription does not exist' };
const OK: Answer = { status: 200, reasonPhrase: 'OK' };
const BAD_EVENT: Answer = { status: 489, reasonPhrase: 'Bad Event' };
const BAD_STATE: Answer = { status: 400, reasonPhrase: 'Bad Subscription-State' };
const OUT_OF_ORDER: Answer = { status: 500, reasonPhrase: 'Out of order' };

/** Looks at a NOTIFY; the dialog learns from one that is taken, and is made by the first. */
export function checkNotify(request: SipRequest, dialog: SubscriptionDialog, settings: SubscriptionSettings): NotifyCheck {
  const state = readSubscriptionState(request.headers.find('subscription-state'));
  const document = readDocument(request);
  const flaw = findEventFlaw(request, settings) ?? findContentFlaw(request, document, settings);
  if (flaw !== undefined) return { answer: flaw };
  if (state === undefined) return { answer: BAD_STATE };
  const admission = dialog.admit(request);
  if (admission === 'stray') return { answer: NO_SUBSCRIPTION };
  if (admission === 'late') return { answer: OUT_OF_ORDER };
  return { answer: OK, state, ...(document !== undefined && { document }) };
}

/**
 * The answer to a NOTIFY.
 *
 * @param check undefined when there is no subscription
 * @param isLeft nobody wants it any more: whoever hears that there is none drops his end (RFC 6665, section 4.2.2), and nothing else need be said to him
 */
export function answerTo(check: NotifyCheck | undefined, isLeft: boolean): Answer {
  if (check === undefined) return NO_SUBSCRIPTION;
  const goesOn = check.state !== undefined && check.state.state !== 'terminated';
  return isLeft && goesOn ? NO_SUBSCRIPTION : check.answer;
}

/** Our subscriptions have no id, so a NOTIFY for one with an id is not ours. */
function findEventFlaw({ headers }: SipRequest, { eventPackage }: SubscriptionSettings): Answer | undefined {
  const event = readParameterizedValue(headers.find('event') ?? '');
  if (event?.value.toLowerCase() !== eventPackage) return BAD_EVENT;
  return event.parameters.has('id') ? NO_SUBSCRIPTION : undefined;
}

function findContentFlaw(
  { headers }: SipRequest,
  document: StateDocument | undefined,
  settings: SubscriptionSettings,
): Answer | undefined {
  if (document === undefined) return undefined;
  const { contentTypes } = settings;
  const encoding = headers.find('content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding === 'identity' && contentTypes.includes(document.contentType)) return undefined;
  return { status: 415, reasonPhrase: 'Unsupported Media Type', headers: [['accept', contentTypes.join(', ')]] };
}

function readDocument({ headers, body }: SipRequest): StateDocument | undefined {
  if (body.length === 0) return undefined;
  const [contentType = ''] = (headers.find('content-type') ?? '').split(';', 1);
  return { contentType: contentType.trim().toLowerCase(), text: body.toString('utf8') };
}

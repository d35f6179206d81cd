import { childrenOf, findChild, type XmlElement } from '../../documents/xml-tree.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import type { CalendarWindow, MailboxAnswer } from '../calendar/calendar-service.ts';
import { isOverlapping, readCalendarView } from './calendar-view.ts';
import { reasonOfCode } from './mailbox-reason.ts';
import { findText, MESSAGES, readBody, TYPES } from './soap-envelope.ts';

const UNREADABLE: MailboxAnswer = { reason: 'SOURCE_DOWN' };

/** What was asked. */
export interface AvailabilityQuestion {
  /** In the order of the request, which the answers come in: they do not say whose they are. */
  readonly addresses: readonly string[];
  readonly window: CalendarWindow;
  /** The whole days that the answer is of. */
  readonly days: CalendarWindow;
}

/**
 * Reads the answer to a GetUserAvailability request.
 *
 * @throws ServiceFailure when it is a fault, cannot be read, or is about another number of mailboxes
 */
export function readAvailabilityAnswer(text: string, question: AvailabilityQuestion): ReadonlyMap<string, MailboxAnswer> {
  const { addresses } = question;
  const answer = readBody(text);
  const array = answer.local === 'GetUserAvailabilityResponse' ? findChild(answer, MESSAGES, 'FreeBusyResponseArray') : undefined;
  const answers = array && childrenOf(array, MESSAGES, 'FreeBusyResponse');
  if (answers?.length !== addresses.length) {
    const came = answers === undefined ? 'none' : String(answers.length);
    throw new ServiceFailure('lost', `expected the availability of ${String(addresses.length)} mailboxes, came ${came}`);
  }
  return new Map(answers.map((one, index) => [addresses[index] ?? '', readMailbox(one, question)]));
}

function readMailbox(answer: XmlElement, { window, days }: AvailabilityQuestion): MailboxAnswer {
  const code = findErrorCode(answer);
  if (code !== undefined) return { reason: reasonOfCode(code) };
  const view = findChild(answer, MESSAGES, 'FreeBusyView');
  const type = view && findText(view, TYPES, 'FreeBusyViewType')?.toLowerCase();
  // None: the account is not told anything of this calendar.
  if (type === 'none') return { reason: 'DENIED' };
  const calendar = view && type !== undefined ? readCalendarView(view, days.from) : undefined;
  if (calendar === undefined || calendar.gaps.some((gap) => isOverlapping(gap, window))) return UNREADABLE;
  return { stretches: calendar.stretches };
}

/** The code of an error; undefined for success. What says neither is an error without a code. */
function findErrorCode(answer: XmlElement): string | undefined {
  const message = findChild(answer, MESSAGES, 'ResponseMessage');
  const code = message && findText(message, MESSAGES, 'ResponseCode');
  const isError = message?.attributes.get('ResponseClass')?.toLowerCase() === 'error';
  return isError || code?.toLowerCase() !== 'noerror' ? (code ?? '') : undefined;
}

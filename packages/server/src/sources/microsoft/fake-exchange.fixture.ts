import { askedFor, graphError, type FakeAnswer, type FakeRequest } from './fake-answers.fixture.ts';
import { textOf } from '../documents/json-fields.ts';

/** An entry of a calendar; epoch milliseconds. The status is written as it stands here, whatever its capitals. */
export interface FakeEntry {
  readonly from: number;
  readonly until: number;
  readonly status: string;
}

/** A mailbox. */
export interface FakeMailbox {
  entries: readonly FakeEntry[];
  /** `items`: entries and view. `view`: the view alone, as where only a merged view is let out. */
  readonly tells?: 'items' | 'view';
  /** How its address is written in answers; default: as it was asked for. */
  readonly writtenAs?: string;
  /** What is wrong with it, inside an answer that is a success. */
  readonly error?: unknown;
}

interface FakeWindow {
  readonly from: number;
  readonly until: number;
  readonly stepMs: number;
}

const DAY_MS = 86_400_000;
const DIGITS: Readonly<Record<string, string>> = { free: '0', workingelsewhere: '0', tentative: '1', busy: '2', oof: '3' };

/**
 * A FAKE of `getSchedule` of Exchange Online. From public pages:
 *
 * - request and answer, interval of 5 to 1440 minutes: "calendar: getSchedule", learn.microsoft.com/graph/api/calendar-getschedule; what may be asked at once and how long the window may be:
 *   "Get free/busy schedule of Outlook calendar users and resources", learn.microsoft.com/graph/outlook-get-free-busy-schedule (20 there; refused from 101 on:
 *   github.com/microsoftgraph/microsoft-graph-docs issue 7047; 62 days there, 42 in answers of learn.microsoft.com/answers: the shorter one here)
 * - the view, in which working elsewhere is 0: "scheduleInformation resource type"; the statuses, with capitals on the page above: "scheduleItem resource type"
 * - an unknown mailbox inside a 200, with a number for a code: github.com/microsoftgraph/microsoft-graph-docs issue 11225; a window that makes no sense:
 *   github.com/microsoftgraph/msgraph-sdk-dotnet issue 2349
 * - a mailbox that an access policy keeps from us: "Limiting application permissions to specific Exchange Online mailboxes", learn.microsoft.com/graph/auth-limit-mailbox-access
 *
 * Stricter than the real one: it takes nothing but UTC, and wants it said for the answer as well.
 */
export class FakeExchange {
  readonly mailboxes = new Map<string, FakeMailbox>();
  /** Most addresses of a question. */
  mostSchedules = 100;
  /** Addresses of the questions so far. */
  readonly asked: (readonly string[])[] = [];

  /** Answers `POST /users/{mailbox}/calendar/getSchedule`. */
  answer(request: FakeRequest, mailbox: string): FakeAnswer {
    if (!this.mailboxes.has(mailbox.toLowerCase())) return graphError(404, 'ErrorInvalidUser');
    if (request.headers['prefer'] !== 'outlook.timezone="UTC"') return graphError(400, 'ErrorInvalidArgument');
    const schedules = askedFor(request, 'schedules');
    if (!isListOfText(schedules) || schedules.length === 0) return graphError(400, 'ErrorMailboxDataArrayEmpty');
    if (schedules.length > this.mostSchedules) return graphError(400, 'ErrorMailboxDataArrayTooBig');
    const window = readWindow(request);
    if (typeof window === 'string') return graphError(400, window);
    this.asked.push(schedules);
    return { status: 200, document: { value: schedules.map((address) => this.#schedule(address, window)) } };
  }

  #schedule(address: string, window: FakeWindow): unknown {
    const mailbox = this.mailboxes.get(address.toLowerCase());
    if (mailbox === undefined) {
      const message = `Unable to resolve e-mail address ${address} to an Active Directory object.`;
      return { scheduleId: address, scheduleItems: [], error: { message, responseCode: '5009' } };
    }
    const { error, tells = 'items', writtenAs = address } = mailbox;
    if (error !== undefined) return { scheduleId: writtenAs, scheduleItems: [], error };
    const entries = mailbox.entries.filter((entry) => entry.from < window.until && entry.until > window.from);
    return {
      scheduleId: writtenAs,
      availabilityView: viewOf(entries, window),
      ...(tells === 'items' && { scheduleItems: entries.map((entry) => itemOf(entry)) }),
      workingHours: {
        daysOfWeek: ['monday'],
        startTime: '08:00:00.0000000',
        endTime: '17:00:00.0000000',
        timeZone: { name: 'UTC' },
      },
    };
  }
}

/** The window of a question, or what is wrong with it. */
function readWindow(request: FakeRequest): FakeWindow | string {
  const [from, until] = [readTime(askedFor(request, 'startTime')), readTime(askedFor(request, 'endTime'))];
  const minutes = askedFor(request, 'availabilityViewInterval');
  if (!(until - from > 0) || until - from >= 42 * DAY_MS) return 'ErrorInvalidTimeInterval';
  if (!Number.isInteger(minutes) || Number(minutes) < 5 || Number(minutes) > 1440) return 'ErrorInvalidMergedFreeBusyInterval';
  return { from, until, stepMs: Number(minutes) * 60_000 };
}

function itemOf({ from, until, status }: FakeEntry): unknown {
  const secret = { isPrivate: false, subject: 'Merger with Example Ltd', location: 'Room 1' };
  return { ...secret, status, start: writeTime(from), end: writeTime(until) };
}

function viewOf(entries: readonly FakeEntry[], { from, until, stepMs }: FakeWindow): string {
  let view = '';
  for (let at = from; at < until; at += stepMs) {
    const digits = entries
      .filter((entry) => entry.from < at + stepMs && entry.until > at)
      .map(({ status }) => DIGITS[status.toLowerCase()] ?? '2');
    view += digits.sort().at(-1) ?? '0';
  }
  return view;
}

function writeTime(wallMs: number): unknown {
  return { dateTime: new Date(wallMs).toISOString().replace('Z', '0000'), timeZone: 'UTC' };
}

function readTime(value: unknown): number {
  const dateTime = textOf(value, 'dateTime') ?? '';
  return textOf(value, 'timeZone') === 'UTC' && /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(dateTime) ? Date.parse(`${dateTime}Z`) : NaN;
}

function isListOfText(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

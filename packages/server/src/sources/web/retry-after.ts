import { headerOf, type WebAnswer } from './web-caller.ts';

/** Longest pause that a server may ask for; what is longer is cut, so that a mistake of its clock does not silence us. Milliseconds. */
export const LONGEST_PAUSE_MS = 3_600_000;

const DAY = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const TIME = '\\d{2}:\\d{2}:\\d{2}';

/** A date and its two forms of old (RFC 9110, section 5.6.7). `Date.parse` alone takes `1.5` and `-5` for dates, too. */
const HTTP_DATES = [
  `${DAY}, \\d{2} ${MONTH} \\d{4} ${TIME} GMT`,
  `(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT`,
  `${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Reads a `Retry-After` (RFC 9110, section 10.2.3: seconds, or a date). Milliseconds from now, 0 to an hour; undefined when there is none that makes sense.
 *
 * @param wallMs now, epoch milliseconds: dates are compared with it
 */
export function readRetryAfterMs(value: string | undefined, wallMs: number): number | undefined {
  const text = value?.trim() ?? '';
  const pauseMs = /^\d+$/.test(text) ? Number(text) * 1000 : readDate(text) - wallMs;
  if (Number.isNaN(pauseMs)) return undefined;
  return Math.min(Math.max(pauseMs, 0), LONGEST_PAUSE_MS);
}

/** The `Retry-After` of an answer, as {@link readRetryAfterMs} reads it. */
export function findRetryAfterMs(answer: WebAnswer, wallMs: number): number | undefined {
  return readRetryAfterMs(headerOf(answer, 'Retry-After'), wallMs);
}

/**
 * Whether an answer says that we ask too much: 429 (RFC 6585, section 4), or a 503 that says when to come again; without that it is a server in
 * trouble.
 */
export function saysTooMuch({ status }: WebAnswer, retryAfterMs: number | undefined): boolean {
  return status === 429 || (status === 503 && retryAfterMs !== undefined);
}

/** Epoch milliseconds; NaN for what is no date of HTTP. */
function readDate(text: string): number {
  if (!HTTP_DATES.some((form) => form.test(text))) return NaN;
  // All are in UTC; only the third form does not say so.
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}

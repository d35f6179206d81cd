/** Longest pause that a server may ask for; what is longer is cut, so that a mistake of its clock does not silence us. Milliseconds. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Reads a `Retry-After` (RFC 9110, section 10.2.3: seconds, or a date). Milliseconds from now, 0 to an hour; undefined when there is none that makes sense.
 *
 * @param wallMs now, epoch milliseconds: dates are compared with it
 */
export function readRetryAfterMs(value: string | undefined, wallMs: number): number | undefined {
  const text = value?.trim() ?? '';
  const pauseMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - wallMs;
  if (Number.isNaN(pauseMs)) return undefined;
  return Math.min(Math.max(pauseMs, 0), LONGEST_PAUSE_MS);
}

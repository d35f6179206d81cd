/** Times in headers are 32 bits wide (RFC 3261, section 25.1, `delta-seconds`). */
const MOST_SECONDS = 2 ** 32 - 1;

/**
 * Reads the seconds of Expires, Min-Expires and the like. What follows the digits (a comment, parameters) does not count. Undefined when
 * there are none, or too many.
 */
export function readDeltaSeconds(text: string | undefined): number | undefined {
  const [, digits] = /^\s*(\d{1,10})(?!\d)/.exec(text ?? '') ?? [];
  const seconds = Number(digits);
  return digits !== undefined && seconds <= MOST_SECONDS ? seconds : undefined;
}

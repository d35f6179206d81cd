/** How long the server wants to be left alone, for limits that pass in seconds: `4 s`, never shorter than it said. */
export function shortWaitText(retryAfterSeconds: number | undefined): string {
  return retryAfterSeconds === undefined ? 'a moment' : `${Math.max(1, Math.ceil(retryAfterSeconds))} s`;
}

/** What the presence layer has done since it started: plain counts for `/metrics`. */
export interface Tally {
  keepAliveRequests: number;
  renewed: number;
  recreated: number;
  rejected: number;
  reports: number;
  /** Reports that said something new. */
  changes: number;
  pushedItems: number;
  removed: number;
  cleanupRuns: number;
  /** Cleanup runs put off because the process had stood still. */
  cleanupsPutOff: number;
  /** Longest slice of the last cleanup run; milliseconds. */
  cleanupSliceMs: number;
}

/** A tally of nothing. */
export function newTally(): Tally {
  return {
    keepAliveRequests: 0,
    renewed: 0,
    recreated: 0,
    rejected: 0,
    reports: 0,
    changes: 0,
    pushedItems: 0,
    removed: 0,
    cleanupRuns: 0,
    cleanupsPutOff: 0,
    cleanupSliceMs: 0,
  };
}

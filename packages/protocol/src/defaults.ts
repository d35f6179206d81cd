/** Default of `presenceSubscriptionTime` (T): how long a subscription lives without a keep-alive; seconds. */
export const DEFAULT_PRESENCE_KEEP_TIME = 600;

/** Default of `presenceGcPeriod` (G): how often the cleanup job runs; seconds. */
export const PRESENCE_GC_PERIOD = 30;

/** The two settings that all arithmetic of the leases starts from; seconds. */
export interface PresenceTimes {
  /** T, 1 to 86,400: a subscription older than this at a run of the cleanup job is expired. */
  readonly presenceSubscriptionTime: number;
  /** G, 1 to T: the period of the cleanup job. */
  readonly presenceGcPeriod: number;
}

/** The longest a subscription can live without a keep-alive: it may have turned T just after a run of the job; seconds. */
export function maxAge(times: PresenceTimes): number {
  return times.presenceSubscriptionTime + times.presenceGcPeriod;
}

/** Most ids one keep-alive may carry; more is answered with 413 TOO_MANY_ITEMS. */
export const MAX_BULK_ITEMS = 10_000;

/** Page size of a search when the caller names none. */
export const DEFAULT_SEARCH_LIMIT = 50;

/** Largest page of a search that may be asked for. */
export const MAX_SEARCH_LIMIT = 200;

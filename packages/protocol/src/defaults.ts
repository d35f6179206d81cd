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

/** Page size of the list of online users when the caller names none. */
export const DEFAULT_ONLINE_LIMIT = 1000;

/** Largest page of the list of online users that may be asked for. */
export const MAX_ONLINE_LIMIT = 10_000;

/** Most users that one `OnlineUsersEvt` names, those who came and those who left together; beyond, it says `reset` instead. */
export const MAX_ONLINE_CHANGES = 10_000;

/** Longest cursor of a list, in characters: both parts of a chat address (1,023 bytes each) fit, however they are written. */
export const MAX_CURSOR_LENGTH = 8192;

/** Longest local part or domain of a chat address, in characters; the rule counts bytes, which are never fewer (RFC 7622, section 3.1). */
export const MAX_ADDRESS_PART_LENGTH = 1023;

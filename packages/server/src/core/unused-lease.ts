/** Update interval, the pauses before three retries and the time four requests may take, as parts of T: 0.8 + 3/30 + 4/50. */
const LATEST_RENEWAL_RATIO = 0.98;

/** The same with the shortest time a request is given, where T / 50 would be less: 0.8 T + 3 T / 30, and four times 600 ms. */
const SHORT_LEASE = { ratio: 0.9, requestsMs: 2400 };

/**
 * How long a subscription goes without a keep-alive before its lease shows that nobody uses it any more: by then a client that shows it
 * would have renewed it, retries included (`worstCaseRenewalMs` of the SDK). Milliseconds; never above T, when it is expired anyway.
 *
 * @param subscriptionTimeMs T; milliseconds
 */
export function unusedAfterMs(subscriptionTimeMs: number): number {
  const latestRenewalMs = Math.max(
    subscriptionTimeMs * LATEST_RENEWAL_RATIO,
    subscriptionTimeMs * SHORT_LEASE.ratio + SHORT_LEASE.requestsMs,
  );
  return Math.min(subscriptionTimeMs, latestRenewalMs);
}

import type { PresenceType } from '@lampfield/protocol';
import type { AdmissionFigures } from '../core/admission-figures.ts';
import type { SubscriptionCache } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';
import type { Metrics } from '../ports/metrics.ts';

/** Shows what the presence layer has and has done. */
export function measurePresence(metrics: Metrics, cache: SubscriptionCache, tally: Readonly<Tally>): void {
  metrics.gauge({ name: 'subscriptions', help: 'Subscriptions in the cache.' }, () => cache.subscriptionCount);
  metrics.gauge({ name: 'interests', help: "Watchers' own leases on subscriptions." }, () => cache.interestCount);
  metrics.gauge(
    { name: 'cleanup_slice_seconds', help: 'Longest slice of the last cleanup run.' },
    () => tally.cleanupSliceMs / 1000,
  );
  const counters: readonly (readonly [name: string, help: string, read: () => number])[] = [
    ['keep_alives_total', 'Keep-alive requests answered.', () => tally.keepAliveRequests],
    ['renewed_total', 'Subscriptions renewed by keep-alives.', () => tally.renewed],
    ['recreated_total', 'Subscriptions made anew by keep-alives.', () => tally.recreated],
    ['rejected_total', 'Ids that keep-alives could not renew.', () => tally.rejected],
    ['reports_total', 'Reports taken from sources.', () => tally.reports],
    ['changes_total', 'Reports that said something new.', () => tally.changes],
    ['pushed_items_total', 'Items pushed, each counted for every connection.', () => tally.pushedItems],
    ['removed_total', 'Subscriptions removed by the cleanup.', () => tally.removed],
    ['cleanup_runs_total', 'Runs of the cleanup.', () => tally.cleanupRuns],
    ['cleanups_put_off_total', 'Cleanups put off by a period because the process had stood still.', () => tally.cleanupsPutOff],
  ];
  for (const [name, help, read] of counters) metrics.counterFrom({ name, help }, read);
}

/** Shows what each source observes, what it may, and what it had no room for. */
export function measureAdmission(metrics: Metrics, readFigures: () => ReadonlyMap<PresenceType, AdmissionFigures>): void {
  const read = (pick: (figures: AdmissionFigures) => number | undefined) => (): Map<PresenceType, number> => {
    const values = new Map<PresenceType, number>();
    for (const [type, figures] of readFigures()) {
      const value = pick(figures);
      if (value !== undefined) values.set(type, value);
    }
    return values;
  };
  const gauges: readonly (readonly [name: string, help: string, pick: (figures: AdmissionFigures) => number | undefined])[] = [
    ['observations', 'Presentities observed at the source, those included that linger.', ({ observed }) => observed],
    ['observations_capacity', 'Most presentities the source may observe; only where it has a limit.', ({ capacity }) => capacity],
    ['observations_waiting', 'Subscriptions in use that wait for room at their source.', ({ waiting }) => waiting],
  ];
  for (const [name, help, pick] of gauges) metrics.gaugeByType({ name, help }, read(pick));
  metrics.counterByType(
    { name: 'observations_refused_total', help: 'Times that a source had no room for a subscription (SOURCE_FULL).' },
    read(({ refused }) => refused),
  );
  metrics.counterByType(
    { name: 'observations_put_out_total', help: 'Times that the room of what nobody used any more was given to somebody else.' },
    read(({ putOut }) => putOut),
  );
}

import type { PresenceType } from '@lampfield/protocol';

/** A figure that only grows. */
export interface MetricCounter {
  add(amount?: number): void;
}

/** How long something takes. */
export interface MetricTiming {
  /** One more; milliseconds. */
  observe(durationMs: number): void;
}

/** What a metric is called: without the `lampfield_` in front, with the unit (or `total`) at the end as Prometheus wants it. */
export interface MetricName {
  readonly name: string;
  readonly help: string;
}

/** One answered HTTP call. */
export interface HttpCall {
  readonly method: string;
  /** The route's pattern, never the path: ids and names are no labels. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** The figures of the running server, as its parts feed them. A name may be asked for once. */
export interface Metrics {
  /** A counter that is added to. */
  counter(metric: MetricName): MetricCounter;
  /** A counter that already lives elsewhere: read whenever somebody looks. */
  counterFrom(metric: MetricName, read: () => number): void;
  /** A figure that goes up and down: read whenever somebody looks. */
  gauge(metric: MetricName, read: () => number): void;
  /** A figure of each presence type, label `type`: read whenever somebody looks. Types that are left out are not shown. */
  gaugeByType(metric: MetricName, read: () => ReadonlyMap<PresenceType, number>): void;
  /** The same for a counter that already lives elsewhere. */
  counterByType(metric: MetricName, read: () => ReadonlyMap<PresenceType, number>): void;
  /** Durations, shown as a histogram in seconds. */
  timing(metric: MetricName): MetricTiming;
  observeHttp(call: HttpCall): void;
}

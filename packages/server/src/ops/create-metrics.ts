import type { PresenceType } from '@lampfield/protocol';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpCall, MetricCounter, MetricName, Metrics, MetricTiming } from '../ports/metrics.ts';

const PREFIX = 'lampfield_';

/** Upper bounds of the histograms: from a look-up in memory to a directory that hangs; seconds. */
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The figures of one server, in the text format of Prometheus. Another server in the same process has its own. */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();
  readonly #httpCalls: Counter;
  readonly #httpSeconds: Histogram;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#httpCalls = new Counter({
      name: `${PREFIX}http_requests_total`,
      help: 'HTTP calls answered.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#httpSeconds = new Histogram({
      name: `${PREFIX}http_request_seconds`,
      help: 'Time from a call to the end of its answer.',
      labelNames: ['route'],
      buckets: DURATION_BUCKETS_SECONDS,
      registers,
    });
  }

  counter({ name, help }: MetricName): MetricCounter {
    const counter = new Counter({ name: PREFIX + name, help, registers: [this.#registry] });
    return {
      add: (amount = 1) => {
        counter.inc(amount);
      },
    };
  }

  counterFrom({ name, help }: MetricName, read: () => number): void {
    new Counter({
      name: PREFIX + name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  gauge({ name, help }: MetricName, read: () => number): void {
    new Gauge({
      name: PREFIX + name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  gaugeByType({ name, help }: MetricName, read: () => ReadonlyMap<PresenceType, number>): void {
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames: ['type'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [type, value] of read()) this.set({ type }, value);
      },
    });
  }

  counterByType({ name, help }: MetricName, read: () => ReadonlyMap<PresenceType, number>): void {
    new Counter({
      name: PREFIX + name,
      help,
      labelNames: ['type'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [type, value] of read()) this.inc({ type }, value);
      },
    });
  }

  timing({ name, help }: MetricName): MetricTiming {
    const histogram = new Histogram({
      name: PREFIX + name,
      help,
      buckets: DURATION_BUCKETS_SECONDS,
      registers: [this.#registry],
    });
    return {
      observe: (durationMs) => {
        histogram.observe(durationMs / 1000);
      },
    };
  }

  observeHttp({ method, route, status, durationMs }: HttpCall): void {
    this.#httpCalls.inc({ method, route, status });
    this.#httpSeconds.observe({ route }, durationMs / 1000);
  }

  /** What `/metrics` answers, and its content type. */
  async render(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}

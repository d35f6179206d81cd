import type { Clock } from '../../ports/clock.ts';
import { DirectoryUnavailableError, type Directory, type DirectoryPage } from '../../ports/directory.ts';
import type { DirectoryWatch } from '../../ports/directory-watch.ts';
import type { MetricCounter, Metrics, MetricTiming } from '../../ports/metrics.ts';
import type { SearchRequest } from './search-request.ts';

/** Asks directories, and tells readiness and metrics how they answer. */
export class DirectorySearch {
  readonly #clock: Clock;
  readonly #watch: DirectoryWatch;
  readonly #timing: MetricTiming;
  readonly #failures: MetricCounter;

  constructor(parts: { readonly clock: Clock; readonly directoryWatch: DirectoryWatch; readonly metrics: Metrics }) {
    this.#clock = parts.clock;
    this.#watch = parts.directoryWatch;
    this.#timing = parts.metrics.timing({ name: 'directory_search_seconds', help: 'Time a directory took to answer a search.' });
    this.#failures = parts.metrics.counter({
      name: 'directory_failures_total',
      help: 'Searches that a directory could not answer.',
    });
  }

  /** Rejects as the directory does. */
  async search(directory: Directory, { query, limit }: SearchRequest, signal: AbortSignal): Promise<DirectoryPage> {
    const startedAtMs = this.#clock.monotonicMs();
    try {
      const page = await directory.search(query, limit, signal);
      this.#timing.observe(this.#clock.monotonicMs() - startedAtMs);
      this.#watch.answered(directory.id);
      return page;
    } catch (error) {
      if (error instanceof DirectoryUnavailableError) {
        this.#failures.add();
        this.#watch.failed(directory.id);
      }
      throw error;
    }
  }
}

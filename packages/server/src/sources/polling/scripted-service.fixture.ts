import { createSeededChance } from '../../core/seeded-chance.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { ServiceFailure } from '../web/service-failure.ts';
import type { PolledService } from './polled-service.ts';
import { Poller } from './poller.ts';

/** One question, as the service saw it. */
export interface AskedQuestion {
  readonly ids: readonly string[];
  readonly atMs: number;
  readonly signal: AbortSignal;
}

/** A service that answers `1` about everybody, or what a test makes it do. */
export class ScriptedService implements PolledService<number> {
  readonly batchSize: number;
  readonly asked: AskedQuestion[] = [];
  readonly omitted = new Set<string>();
  /** Questions about these fail, whoever else is in them. */
  readonly poison = new Set<string>();
  failure: ServiceFailure | undefined;
  /** Answers come after this; Infinity for never. Milliseconds. */
  latencyMs = 0;
  closedCount = 0;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock, batchSize: number) {
    this.#clock = clock;
    this.batchSize = batchSize;
  }

  async ask(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    this.asked.push({ ids, atMs: this.#clock.monotonicMs(), signal });
    const { failure, latencyMs } = this;
    if (latencyMs === Infinity) await new Promise(() => undefined);
    if (latencyMs > 0) await new Promise<void>((resolve) => void this.#clock.startTimer(latencyMs, resolve));
    if (failure !== undefined) throw failure;
    if (ids.some((id) => this.poison.has(id))) throw new Error('nonsense');
    return new Map(ids.filter((id) => !this.omitted.has(id)).map((id) => [id, 1]));
  }

  close(): Promise<void> {
    this.closedCount += 1;
    return Promise.resolve();
  }

  /** When questions about one were asked, monotonic milliseconds. */
  timesOf(id: string): number[] {
    return this.asked.filter(({ ids }) => ids.includes(id)).map(({ atMs }) => atMs);
  }
}

/** What a polling trial is made with; a period of 300 s unless it says otherwise. */
export interface PollingTrialOptions {
  readonly batchSize?: number;
  readonly requestsPerMinute?: number;
  readonly burst?: number;
  readonly periodMs?: number;
  readonly seed?: number;
}

/** A poller over a scripted service, under a manual clock. */
export class PollingTrial {
  readonly clock = new ManualClock();
  readonly service: ScriptedService;
  readonly poller: Poller<number>;
  readonly answered: string[] = [];
  readonly failed: ServiceFailure[] = [];
  answeredQuestions = 0;

  constructor(options: PollingTrialOptions = {}) {
    const { batchSize = 20, requestsPerMinute = 600, burst = 5, periodMs = 300_000, seed = 1 } = options;
    this.service = new ScriptedService(this.clock, batchSize);
    this.poller = new Poller({
      service: this.service,
      budget: new TokenBucket(requestsPerMinute / 60, burst),
      periodMs,
      patienceMs: 60_000,
      clock: this.clock,
      chance: createSeededChance(seed),
      events: {
        onAnswer: (id) => void this.answered.push(id),
        onAnswered: () => void (this.answeredQuestions += 1),
        onFailed: (failure) => void this.failed.push(failure),
      },
    });
  }

  add(...ids: readonly string[]): void {
    for (const id of ids) this.poller.add(id);
  }

  /** Lets time pass, and answers arrive in it. */
  async pass(ms: number, stepMs = 1000): Promise<void> {
    await this.clock.advanceAsync(ms, Math.max(1, Math.ceil(ms / stepMs)));
  }
}

/** So many ids, with numbers in them. */
export function manyIds(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `id${String(number)}`);
}

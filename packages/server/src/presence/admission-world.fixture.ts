import { presenceId, type PresenceId } from '@lampfield/protocol';
import { SubscriptionCache } from '../core/subscription-cache.ts';
import { unusedAfterMs } from '../core/unused-lease.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';
import { silentLog } from '../testing/silent-log.ts';
import { Registrator } from './registrator.ts';
import { TypeLeases } from './type-leases.ts';

/** T of an {@link AdmissionWorld}: unused is what was not renewed for 98 s. */
export const T_MS = 100_000;

/** A cache and the registrator of a source with a capacity, on a manual clock; one user watches everything. */
export class AdmissionWorld {
  readonly clock = new ManualClock();
  readonly source: ScriptedSource;
  readonly registrator: Registrator;
  /** What broke a promise, in words. */
  readonly flaws: string[] = [];
  readonly #cache = new SubscriptionCache({ subscriptionTimeMs: T_MS, idsPerUser: 1000 });
  #version = 0;

  constructor(capacity: number, lingerMs = 0) {
    const { clock } = this;
    this.source = new ScriptedSource('JTAPI', { capacity });
    this.#watchOver();
    this.registrator = new Registrator({
      type: 'JTAPI',
      source: this.source,
      lingerMs,
      clock,
      log: silentLog,
      leases: new TypeLeases({ type: 'JTAPI', cache: this.#cache, clock, unusedMs: unusedAfterMs(T_MS) }),
      events: {
        onReport: (type, identifier, report) => void this.#cache.apply(presenceId(identifier, type), report, this.#stamp()),
        onOverdue: () => undefined,
        onSourceState: () => undefined,
      },
    });
    this.registrator.start();
  }

  /** A search: subscribes what is not subscribed. */
  search(...identifiers: string[]): void {
    for (const identifier of identifiers) {
      const stamp = { ...this.#stamp(), nowMs: this.clock.monotonicMs() };
      if (this.#cache.watch(idOf(identifier), 'ann', stamp) === 'created') this.registrator.register(identifier);
    }
    this.clock.tick();
  }

  /** A subscription of another type, whose leases are in the same order. */
  searchElsewhere(identifier: string): void {
    this.#cache.watch(presenceId(identifier, 'CUPS'), 'ann', { ...this.#stamp(), nowMs: this.clock.monotonicMs() });
  }

  /** The keep-alive. */
  renew(...identifiers: string[]): void {
    for (const identifier of identifiers) {
      const outcome = this.#cache.renew(idOf(identifier), 'ann', this.clock.monotonicMs());
      if (outcome === 'renewed') this.registrator.renewed(idOf(identifier));
    }
    this.clock.tick();
  }

  /** A run of the cleanup. */
  sweep(): void {
    const { removedIds } = this.#cache.removeExpired(this.clock.monotonicMs(), 1000);
    for (const id of removedIds) if (id.endsWith('_JTAPI')) this.registrator.unregister(id.slice(0, -'_JTAPI'.length));
    this.clock.tick();
  }

  /** What is observed, in order of the alphabet. */
  observed(): string {
    return [...this.source.observed].sort().join('');
  }

  /** What a watcher sees of it: the state, or why there is none; undefined without a subscription. */
  shown(identifier: string): string | undefined {
    const item = this.#cache.findItem(idOf(identifier));
    return item?.state === 'UNKNOWN' ? item.reason : item?.state;
  }

  /** Writes down what must never happen, at the moment it does. */
  #watchOver(): void {
    const { source, flaws } = this;
    const observe = source.observe.bind(source);
    const release = source.release.bind(source);
    source.observe = (identifier) => {
      if (source.observed.size >= (source.capacity ?? 0) && !source.observed.has(identifier))
        flaws.push(`${identifier}: too many`);
      return observe(identifier);
    };
    source.release = (identifier) => {
      const ageMs = this.#cache.findAgeMs(idOf(identifier), this.clock.monotonicMs());
      if (ageMs !== undefined && ageMs <= unusedAfterMs(T_MS)) flaws.push(`${identifier}: put out at ${String(ageMs)} ms`);
      release(identifier);
    };
  }

  #stamp() {
    return { version: () => (this.#version += 1), wallMs: this.clock.wallMs() };
  }
}

function idOf(identifier: string): PresenceId {
  return presenceId(identifier, 'JTAPI');
}

import {
  parsePresenceId,
  PRESENCE_TYPES,
  presenceId,
  type BulkUpdateResponse,
  type KeepAliveItem,
  type PresenceId,
  type PresenceItem,
  type PresenceTimes,
  type PresenceType,
  type SourceStateEvt,
  type SubscriptionDiagnosis,
} from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource, SourceReport } from '../ports/source.ts';
import { parseCanonicalId, type Canonicalize } from '../core/canonical-identifier.ts';
import { KeepAlives } from './keep-alives.ts';
import { Outbox } from './outbox.ts';
import type { PresenceConnection, PresenceDoors } from '../ports/presence-doors.ts';
import { Registrator, type RegistratorEvents } from './registrator.ts';
import type { RightToSee } from './right-to-see.ts';
import type { SubscriptionCache, WatchOutcome } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';
import type { VersionCounter } from '../core/version-counter.ts';

/** A source, and how long its observations outlive their subscriptions (milliseconds). */
export interface ConfiguredSource {
  readonly source: PresenceSource;
  readonly lingerMs: number;
}

/** Parts of the presence service. */
export interface PresenceServiceParts {
  readonly cache: SubscriptionCache;
  /** At most one a presence type. */
  readonly sources: readonly ConfiguredSource[];
  readonly rights: RightToSee;
  readonly versions: VersionCounter;
  readonly canonicalize: Canonicalize;
  readonly times: PresenceTimes;
  readonly clock: Clock;
  readonly log: Log;
  readonly tally: Tally;
}

/**
 * The unified presence service: whatever the type, presentities are watched, kept alive, pushed and let go in one way. It joins the
 * subscription cache, one registrator a presence type and the outbox, and decides nothing about time but what the cache answers.
 */
export class PresenceService implements PresenceDoors, RegistratorEvents {
  readonly #parts: PresenceServiceParts;
  readonly #outbox: Outbox;
  readonly #registrators: ReadonlyMap<PresenceType, Registrator>;
  readonly #keepAlives: KeepAlives;
  readonly #nextVersion: () => number;

  constructor(parts: PresenceServiceParts) {
    const { sources, clock, log, tally, versions } = parts;
    this.#parts = parts;
    this.#nextVersion = () => versions.next();
    this.#outbox = new Outbox({
      clock,
      findItem: (id) => this.#findServed(id),
      onPushed: (items) => (tally.pushedItems += items),
    });
    this.#keepAlives = new KeepAlives({
      ...parts,
      watch: (id, username) => this.#watch(id, username),
      push: (username, id) => {
        this.#outbox.add(username, id);
      },
    });
    this.#registrators = new Map(
      PRESENCE_TYPES.map((type) => {
        const configured = sources.find(({ source }) => source.type === type);
        return [type, new Registrator({ type, clock, log, events: this, ...configured })];
      }),
    );
  }

  get connectionCount(): number {
    return this.#outbox.connectionCount;
  }

  start(): void {
    for (const registrator of this.#registrators.values()) registrator.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#registrators.values()].map((registrator) => registrator.stop()));
  }

  subscribeFound(username: string, ids: readonly PresenceId[]): void {
    this.#parts.rights.remember(ids);
    for (const id of ids) this.#watch(id, username);
  }

  keepAlive(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    return this.#keepAlives.answer(username, items);
  }

  forcePush(username: string, ids?: readonly PresenceId[]): number {
    const { cache } = this.#parts;
    const named = ids?.map((id) => this.#canonicalId(id)).filter((id) => cache.isWatching(id, username));
    const wanted = named === undefined ? cache.watchedBy(username) : [...new Set(named)];
    for (const id of wanted) this.#outbox.add(username, id);
    return wanted.length;
  }

  diagnose(username: string, sentId: PresenceId): SubscriptionDiagnosis | undefined {
    const { cache, clock, times } = this.#parts;
    const id = this.#canonicalId(sentId);
    const item = this.#findServed(id);
    const ages = cache.findAges(id, username, clock.monotonicMs());
    const registrator = item && this.#registrators.get(item.type);
    if (item === undefined || ages === undefined || registrator === undefined) return undefined;
    const remainingMs = times.presenceSubscriptionTime * 1000 - ages.ageMs;
    return {
      item,
      source: { type: item.type, connector: registrator.connector, state: registrator.sourceState?.state ?? 'DOWN' },
      ...ages,
      expiresAt: Math.round(clock.wallMs() + remainingMs),
    };
  }

  connect(connection: PresenceConnection): void {
    for (const state of this.sourceStates()) connection.sink.pushSourceState(state);
    this.#outbox.connect(connection);
  }

  disconnect(connectionId: string): void {
    this.#outbox.disconnect(connectionId);
  }

  sourceStates(): readonly SourceStateEvt[] {
    return [...this.#registrators.values()].flatMap(({ sourceState }) => sourceState ?? []);
  }

  /** The cleanup job has removed the subscription: its observation ends. */
  onRemoved(id: PresenceId): void {
    const parsed = parsePresenceId(id);
    if (typeof parsed !== 'string') this.#registrators.get(parsed.type)?.unregister(parsed.identifier);
  }

  onReport(type: PresenceType, identifier: string, report: SourceReport): void {
    const id = presenceId(identifier, type);
    const { cache, clock, tally } = this.#parts;
    tally.reports += 1;
    if (!cache.apply(id, report, { version: this.#nextVersion, wallMs: clock.wallMs() })) return;
    tally.changes += 1;
    this.#pushToWatchers(id);
  }

  onOverdue(type: PresenceType, identifier: string): void {
    this.#pushToWatchers(presenceId(identifier, type));
  }

  onSourceState(event: SourceStateEvt): void {
    this.#outbox.broadcastSourceState(event);
  }

  #pushToWatchers(id: PresenceId): void {
    this.#parts.cache.forEachWatcher(id, (username) => {
      this.#outbox.add(username, id);
    });
  }

  #watch(id: PresenceId, username: string): WatchOutcome {
    const { cache, clock } = this.#parts;
    const outcome = cache.watch(id, username, { nowMs: clock.monotonicMs(), version: this.#nextVersion, wallMs: clock.wallMs() });
    const parsed = outcome === 'created' ? parsePresenceId(id) : 'INVALID_ID';
    if (typeof parsed !== 'string') this.#registrators.get(parsed.type)?.register(parsed.identifier);
    return outcome;
  }

  /** The id as it is a key; one that cannot be a key is none, and found nowhere. */
  #canonicalId(id: PresenceId): PresenceId {
    const parsed = this.#parts.cache.has(id) ? id : parseCanonicalId(id, this.#parts.canonicalize);
    return typeof parsed === 'string' ? id : parsed.id;
  }

  /**
   * The item as it may be shown: what a source said before it went down is not certain any more. What was not certain by itself keeps its
   * own reason, because it will not become certain when the source is back.
   */
  #findServed(id: PresenceId): PresenceItem | undefined {
    const item = this.#parts.cache.findItem(id);
    if (item === undefined || item.state === 'UNKNOWN' || item.stale === true) return item;
    if (this.#registrators.get(item.type)?.isDown !== true) return item;
    return { ...item, stale: true, reason: 'SOURCE_DOWN' };
  }
}

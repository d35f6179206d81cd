import {
  parsePresenceId,
  PRESENCE_TYPES,
  presenceId,
  type BulkUpdateResponse,
  type KeepAliveItem,
  type ParsedPresenceId,
  type PresenceId,
  type PresenceItem,
  type PresenceTimes,
  type PresenceType,
  type RejectionCode,
  type SourceStateEvt,
  type SubscriptionDiagnosis,
} from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource, SourceReport } from '../ports/source.ts';
import type { Canonicalize } from './canonical-identifier.ts';
import { Outbox } from './outbox.ts';
import type { PresenceConnection, PresenceDoors } from './presence-doors.ts';
import { Registrator, type RegistratorEvents } from './registrator.ts';
import type { RightToSee } from './right-to-see.ts';
import type { SubscriptionCache } from './subscription-cache.ts';
import type { Tally } from './tally.ts';
import type { VersionCounter } from './version-counter.ts';

/** Ids of a keep-alive looked at before other requests get a turn. */
const KEEP_ALIVE_SLICE = 1000;

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

/** A keep-alive on its way: what is answered, and what still needs a right to see. */
interface Round {
  readonly renewed: PresenceId[];
  readonly recreated: PresenceId[];
  readonly rejected: { id: string; code: RejectionCode }[];
  readonly doubtful: { readonly sent: KeepAliveItem; readonly parsed: ParsedPresenceId }[];
}

/**
 * The unified presence service: whatever the type, presentities are watched, kept alive, pushed and let go in one way. It joins the
 * subscription cache, one registrator a presence type and the outbox, and decides nothing about time but what the cache answers.
 */
export class PresenceService implements PresenceDoors, RegistratorEvents {
  readonly #parts: PresenceServiceParts;
  readonly #outbox: Outbox;
  readonly #registrators: ReadonlyMap<PresenceType, Registrator>;
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

  async keepAlive(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    const { clock, tally, times } = this.#parts;
    const round: Round = { renewed: [], recreated: [], rejected: [], doubtful: [] };
    for (let start = 0; start < items.length; start += KEEP_ALIVE_SLICE) {
      if (start > 0) await new Promise<void>((resolve) => void clock.startTick(resolve));
      for (const item of items.slice(start, start + KEEP_ALIVE_SLICE)) this.#renew(username, item, round);
    }
    if (round.doubtful.length > 0) await this.#settleDoubts(username, round);
    tally.keepAliveRequests += 1;
    tally.renewed += round.renewed.length;
    tally.recreated += round.recreated.length;
    tally.rejected += round.rejected.length;
    const { renewed, recreated, rejected } = round;
    return { renewed, recreated, rejected, expiresInSeconds: times.presenceSubscriptionTime, serverTime: clock.wallMs() };
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

  #watch(id: PresenceId, username: string): ReturnType<SubscriptionCache['watch']> {
    const { cache, clock } = this.#parts;
    const outcome = cache.watch(id, username, { nowMs: clock.monotonicMs(), version: this.#nextVersion, wallMs: clock.wallMs() });
    const parsed = outcome === 'created' ? parsePresenceId(id) : 'INVALID_ID';
    if (typeof parsed !== 'string') this.#registrators.get(parsed.type)?.register(parsed.identifier);
    return outcome;
  }

  /** An id that the cache has is canonical: the common case costs one look-up. */
  #renew(username: string, item: KeepAliveItem, round: Round): void {
    if (this.#renewKnown(username, item, item.id)) {
      round.renewed.push(item.id);
      return;
    }
    const parsed = this.#parseCanonical(item.id);
    if (typeof parsed === 'string') round.rejected.push({ id: item.id, code: parsed });
    else if (parsed.id !== item.id && this.#renewKnown(username, item, parsed.id)) round.renewed.push(item.id);
    else round.doubtful.push({ sent: item, parsed });
  }

  #renewKnown(username: string, { version }: KeepAliveItem, id: PresenceId): boolean {
    const { cache, clock } = this.#parts;
    if (cache.renew(id, username, clock.monotonicMs()) !== 'renewed') return false;
    if (version !== undefined && version !== cache.versionOf(id)) this.#outbox.add(username, id);
    return true;
  }

  /** The id as it is a key; one that cannot be a key is none, and found nowhere. */
  #canonicalId(id: PresenceId): PresenceId {
    const parsed = this.#parts.cache.has(id) ? id : this.#parseCanonical(id);
    return typeof parsed === 'string' ? id : parsed.id;
  }

  #parseCanonical(id: string): ParsedPresenceId | 'INVALID_ID' | 'UNKNOWN_TYPE' {
    const parsed = parsePresenceId(id);
    if (typeof parsed === 'string') return parsed;
    const identifier = this.#parts.canonicalize(parsed.type, parsed.identifier);
    return identifier === undefined ? 'INVALID_ID' : { id: presenceId(identifier, parsed.type), identifier, type: parsed.type };
  }

  /** What the caller does not watch, or nobody does: re-created where he has the right to see it. */
  async #settleDoubts(username: string, round: Round): Promise<void> {
    const sights = await this.#parts.rights.check(round.doubtful.map(({ parsed }) => parsed));
    for (const { sent, parsed } of round.doubtful) {
      const sight = sights.get(parsed.id);
      if (sight !== 'allowed') {
        round.rejected.push({ id: sent.id, code: sight === 'denied' ? 'NOT_ALLOWED' : 'DIRECTORY_UNAVAILABLE' });
        continue;
      }
      const outcome = this.#watch(parsed.id, username);
      if (outcome === 'limit') round.rejected.push({ id: sent.id, code: 'LIMIT' });
      else if (outcome === 'created') round.recreated.push(sent.id);
      else if (this.#renewKnown(username, sent, parsed.id)) round.renewed.push(sent.id);
    }
  }

  /** The item as it may be shown: what a source said before it went down is not certain any more. */
  #findServed(id: PresenceId): PresenceItem | undefined {
    const item = this.#parts.cache.findItem(id);
    if (item === undefined || item.state === 'UNKNOWN' || this.#registrators.get(item.type)?.isDown !== true) return item;
    return { ...item, stale: true, reason: 'SOURCE_DOWN' };
  }
}

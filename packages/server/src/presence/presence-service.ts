import {
  parsePresenceId,
  PRESENCE_TYPES,
  presenceId,
  type BulkUpdateResponse,
  type CalendarResponse,
  type KeepAliveItem,
  type ParsedPresenceId,
  type PresenceId,
  type PresenceTimes,
  type PresenceType,
  type SourceStateEvt,
  type SubscriptionDiagnosis,
} from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource, SourceReport } from '../ports/source.ts';
import type { AdmissionFigures } from '../core/admission-figures.ts';
import { parseCanonicalId, type Canonicalize } from '../core/canonical-identifier.ts';
import { LoopTurns } from '../core/loop-turns.ts';
import { unusedAfterMs } from '../core/unused-lease.ts';
import { CalendarPeeks } from './calendar-peeks.ts';
import { KeepAlives } from './keep-alives.ts';
import { createOnScreen } from './create-on-screen.ts';
import type { OnScreen } from './on-screen.ts';
import { Outbox } from './outbox.ts';
import type { CalendarPeek, PresenceConnection, PresenceDoors } from '../ports/presence-doors.ts';
import { Registrator, type RegistratorEvents } from './registrator.ts';
import type { RightToSee } from './right-to-see.ts';
import { ShownItems, type PeerSettings } from './shown-items.ts';
import { TypeLeases } from './type-leases.ts';
import { VisibleLists } from './visible-lists.ts';
import type { SubscriptionCache, WatchOutcome } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';
import type { VersionCounter } from '../core/version-counter.ts';

/** Ids that all requests together work off before the event loop gets a turn: half a millisecond of renewals, or two of re-creations. */
export const IDS_PER_TURN = 200;

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
  /** Left out: as the sources tell, without a look-up. */
  readonly peers?: PeerSettings;
  readonly versions: VersionCounter;
  readonly canonicalize: Canonicalize;
  readonly times: PresenceTimes;
  /** Most ids that requests, all together, work off in one turn of the event loop. Default {@link IDS_PER_TURN}. */
  readonly idsPerTurn?: number;
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
  /** Those that hear of renewals. */
  readonly #limited: readonly Registrator[];
  readonly #keepAlives: KeepAlives;
  readonly #shown: ShownItems;
  readonly #onScreen: OnScreen;
  readonly #visible: VisibleLists;
  readonly #turns: LoopTurns;
  readonly #peeks: CalendarPeeks;
  readonly #nextVersion: () => number;

  constructor(parts: PresenceServiceParts) {
    const { cache, clock, tally, versions } = parts;
    this.#parts = parts;
    this.#nextVersion = () => versions.next();
    this.#turns = new LoopTurns(clock, parts.idsPerTurn ?? IDS_PER_TURN);
    this.#shown = new ShownItems({
      ...parts,
      isDown: (type) => this.#registrators.get(type)?.isDown === true,
      onNamed: (id) => {
        this.#onNamed(id);
      },
    });
    this.#outbox = new Outbox({
      clock,
      findItem: (id) => this.#shown.find(id),
      isNameless: (item) => this.#shown.isNameless(item),
      findNameFor: (username, item) => this.#shown.findNameFor(username, item),
      withName: (item, name) => this.#shown.withName(item, name),
      watchers: cache,
      onPushed: (items) => (tally.pushedItems += items),
    });
    this.#keepAlives = new KeepAlives({
      ...parts,
      turns: this.#turns,
      watch: (id, username) => this.#watch(id, username),
      push: (username, id) => {
        this.#outbox.addFor(username, id);
      },
      onRenewed: (id) => {
        this.#onRenewed(id);
      },
    });
    this.#onScreen = createOnScreen({ cache, sources: parts.sources.map(({ source }) => source) });
    this.#visible = this.#createVisibleLists();
    this.#peeks = new CalendarPeeks({ ...parts, source: findSource(parts, 'EXCHANGE') });
    this.#registrators = new Map(PRESENCE_TYPES.map((type) => [type, this.#createRegistrator(type)]));
    this.#limited = [...this.#registrators.values()].filter(({ hasCapacity }) => hasCapacity);
  }

  get connectionCount(): number {
    return this.#outbox.connectionCount;
  }

  start(): void {
    for (const registrator of this.#registrators.values()) registrator.start();
  }

  async stop(): Promise<void> {
    this.#shown.stop();
    await Promise.all([...this.#registrators.values()].map((registrator) => registrator.stop()));
  }

  subscribeFound(username: string, ids: readonly PresenceId[], directoryId?: string): void {
    if (directoryId !== undefined) this.#parts.rights.remember(directoryId, ids);
    for (const id of ids) this.#watch(id, username);
  }

  keepAlive(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    return this.#keepAlives.answer(username, items);
  }

  async forcePush(username: string, ids?: readonly PresenceId[]): Promise<number> {
    const { cache } = this.#parts;
    const pushed = new Set<PresenceId>();
    await this.#turns.workOff(ids ?? cache.watchedBy(username), (sentId) => {
      const id = this.#canonicalId(sentId);
      if (pushed.has(id) || !cache.isWatching(id, username)) return;
      pushed.add(id);
      this.#outbox.addFor(username, id);
    });
    return pushed.size;
  }

  diagnose(username: string, sentId: PresenceId): SubscriptionDiagnosis | undefined {
    const { cache, clock, times } = this.#parts;
    const id = this.#canonicalId(sentId);
    const item = this.#shown.find(id);
    const ages = cache.findAges(id, username, clock.monotonicMs());
    const registrator = item && this.#registrators.get(item.type);
    if (item === undefined || ages === undefined || registrator === undefined) return undefined;
    const remainingMs = times.presenceSubscriptionTime * 1000 - ages.ageMs;
    return {
      item: this.#shown.showTo(username, item),
      source: { type: item.type, connector: registrator.connector, state: registrator.sourceState?.state ?? 'DOWN' },
      ...ages,
      expiresAt: Math.round(clock.wallMs() + remainingMs),
    };
  }

  async peekCalendar(
    username: string,
    sentId: PresenceId,
    peek: CalendarPeek,
  ): Promise<CalendarResponse | 'UNAVAILABLE' | undefined> {
    const parsed = parsePresenceId(this.#canonicalId(sentId));
    if (typeof parsed === 'string' || parsed.type !== 'EXCHANGE') return undefined;
    const isTheirs = (): boolean => this.#parts.cache.isWatching(parsed.id, username);
    const answer = isTheirs() ? await this.#peeks.read(parsed, peek) : undefined;
    // The right to see it may have been taken from him meanwhile.
    return isTheirs() ? answer : undefined;
  }

  connect(connection: PresenceConnection): void {
    this.#onScreen.connect(connection.id, connection.username);
    for (const state of this.sourceStates()) connection.sink.pushSourceState(state);
    this.#outbox.connect(connection);
  }

  show(connectionId: string, ids: readonly PresenceId[]): Promise<void> {
    return this.#visible.take(connectionId, ids);
  }

  disconnect(connectionId: string): void {
    this.#visible.forget(connectionId);
    this.#onScreen.disconnect(connectionId);
    this.#outbox.disconnect(connectionId);
  }

  release(username: string): void {
    this.#parts.cache.releaseUser(username);
  }

  sourceStates(): readonly SourceStateEvt[] {
    return [...this.#registrators.values()].flatMap(({ sourceState }) => sourceState ?? []);
  }

  /** What each configured source observes, and what it had no room for. */
  admissionFigures(): ReadonlyMap<PresenceType, AdmissionFigures> {
    const configured = [...this.#registrators].filter(([, { sourceState }]) => sourceState !== undefined);
    return new Map(configured.map(([type, { figures }]) => [type, figures]));
  }

  /** The cleanup job has removed the subscription: its observation ends. */
  onRemoved(id: PresenceId): void {
    this.#shown.forget(id);
    this.#onScreen.forget(id);
    const parsed = parsePresenceId(id);
    if (typeof parsed !== 'string') this.#registrators.get(parsed.type)?.unregister(parsed.identifier);
  }

  onReport(type: PresenceType, identifier: string, told: SourceReport): void {
    const id = presenceId(identifier, type);
    const { cache, clock, tally } = this.#parts;
    const report = this.#shown.conceal(told);
    tally.reports += 1;
    if (!cache.apply(id, report, { version: this.#nextVersion, wallMs: clock.wallMs() })) return;
    tally.changes += 1;
    this.#shown.note(id, report);
    this.#outbox.addChange(id);
  }

  onOverdue(type: PresenceType, identifier: string): void {
    this.#outbox.addChange(presenceId(identifier, type));
  }

  onSourceState(event: SourceStateEvt): void {
    this.#outbox.broadcastSourceState(event);
  }

  #createRegistrator(type: PresenceType): Registrator {
    const { cache, clock, log, sources, times } = this.#parts;
    const unusedMs = unusedAfterMs(times.presenceSubscriptionTime * 1000);
    const leases = new TypeLeases({ type, cache, clock, unusedMs });
    const configured = sources.find(({ source }) => source.type === type);
    const isOnScreen = (identifier: string): boolean => this.#onScreen.has(presenceId(identifier, type));
    return new Registrator({ type, clock, log, leases, events: this, isOnScreen, ...configured });
  }

  #createVisibleLists(): VisibleLists {
    return new VisibleLists({
      turns: this.#turns,
      canonicalId: (id) => this.#canonicalId(id),
      show: (connectionId, visible) => {
        this.#onScreen.show(connectionId, visible);
        this.#outbox.show(connectionId, visible);
      },
    });
  }

  #onRenewed(id: PresenceId): void {
    for (const registrator of this.#limited) registrator.renewed(id);
  }

  /** A caller has a name now: news, but only to those who may see it. */
  #onNamed(id: PresenceId): void {
    const { cache } = this.#parts;
    cache.touch(id, this.#nextVersion);
    cache.forEachWatcher(id, (user) => {
      const username = cache.users.nameOf(user);
      if (this.#shown.hasName(username, id)) this.#outbox.addFor(username, id);
    });
  }

  #watch(id: PresenceId, username: string): WatchOutcome {
    const { cache, clock } = this.#parts;
    const outcome = cache.watch(id, username, { nowMs: clock.monotonicMs(), version: this.#nextVersion, wallMs: clock.wallMs() });
    const parsed = outcome === 'created' ? parsePresenceId(id) : 'INVALID_ID';
    if (typeof parsed !== 'string') this.#register(parsed);
    return outcome;
  }

  #register({ id, type, identifier }: ParsedPresenceId): void {
    this.#registrators.get(type)?.register(identifier);
    this.#onScreen.begin(id);
  }

  /** The id as it is a key; one that cannot be a key is none, and found nowhere. */
  #canonicalId(id: PresenceId): PresenceId {
    const parsed = this.#parts.cache.has(id) ? id : parseCanonicalId(id, this.#parts.canonicalize);
    return typeof parsed === 'string' ? id : parsed.id;
  }
}

function findSource({ sources }: PresenceServiceParts, type: PresenceType): PresenceSource | undefined {
  return sources.find(({ source }) => source.type === type)?.source;
}

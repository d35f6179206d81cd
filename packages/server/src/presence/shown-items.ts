import type { PresenceId, PresenceItem, PresenceType } from '@lampfield/protocol';
import type { Canonicalize } from '../core/canonical-identifier.ts';
import { concealPeer, type PeerPrivacy } from '../core/conceal-peer.ts';
import type { SubscriptionCache } from '../core/subscription-cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory, MaySearch } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { SourceReport } from '../ports/source.ts';
import { PeerNames } from './peer-names.ts';

/** What is shown of the other ends of calls. */
export interface PeerSettings {
  readonly privacy: PeerPrivacy;
  /** Where those are looked up that the network gives only a number of; in the order of preference. */
  readonly directories: readonly Directory[];
  readonly maySearch: MaySearch;
}

/** Parts of {@link ShownItems}. */
export interface ShownItemsParts {
  readonly cache: SubscriptionCache;
  /** Left out: as the sources tell, without a look-up. */
  readonly peers?: PeerSettings;
  readonly canonicalize: Canonicalize;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the source of the type is away. */
  readonly isDown: (type: PresenceType) => boolean;
  /** There is a name for whom the presentity is in a call with. */
  readonly onNamed: (id: PresenceId) => void;
}

/**
 * What leaves the server, whichever way: how much of a report is kept at all, which certainty an item has, and what one user gets to see
 * of it.
 */
export class ShownItems {
  readonly #parts: ShownItemsParts;
  /** Absent where names are not shown. */
  readonly #names: PeerNames | undefined;

  constructor(parts: ShownItemsParts) {
    const { peers } = parts;
    this.#parts = parts;
    this.#names = peers?.privacy === 'name' ? new PeerNames({ ...parts, ...peers }) : undefined;
  }

  /**
   * The report without what nobody may see. Taken away before it becomes an item: what is not in the cache leaves by no door, and a change
   * of it is no news.
   */
  conceal(report: SourceReport): SourceReport {
    const { peers } = this.#parts;
    return peers === undefined ? report : concealPeer(report, peers.privacy);
  }

  /** A report has been stored. */
  note(id: PresenceId, report: SourceReport): void {
    this.#names?.note(id, report.activity?.peer);
  }

  /** The subscription is gone. */
  forget(id: PresenceId): void {
    this.#names?.forget(id);
  }

  /** Whether the user sees a name that a directory gave. */
  hasName(username: string, id: PresenceId): boolean {
    return this.#names?.findName(id, username) !== undefined;
  }

  /**
   * The item as it may be shown to everybody: what a source said before it went down is not certain any more. What was not certain by itself
   * keeps its own reason, because it will not become certain when the source is back.
   */
  find(id: PresenceId): PresenceItem | undefined {
    const item = this.#parts.cache.findItem(id);
    if (item === undefined || item.state === 'UNKNOWN' || item.stale === true) return item;
    return this.#parts.isDown(item.type) ? { ...item, stale: true, reason: 'SOURCE_DOWN' } : item;
  }

  /** The item as this user may see it: with the names of those directories that he may search. */
  showTo(username: string, item: PresenceItem): PresenceItem {
    const name = this.findNameFor(username, item);
    return name === undefined ? item : this.withName(item, name);
  }

  /** The item of a call whose other end has no name by itself: some may be shown one, so not everybody sees the same. */
  isNameless({ activity }: PresenceItem): boolean {
    return this.#names !== undefined && activity?.peer !== undefined && activity.peer.name === undefined;
  }

  /** The name of the other end of the call, where it has none by itself and a directory gave one that this user may see. */
  findNameFor(username: string, item: PresenceItem): string | undefined {
    return this.isNameless(item) ? this.#names?.findName(item.id, username) : undefined;
  }

  /** The item of a call, with that name for its other end. */
  withName(item: PresenceItem, name: string): PresenceItem {
    const peer = item.activity?.peer;
    return peer === undefined ? item : { ...item, activity: { ...item.activity, peer: { ...peer, name } } };
  }

  stop(): void {
    this.#names?.stop();
  }
}

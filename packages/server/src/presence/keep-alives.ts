import type {
  BulkUpdateResponse,
  KeepAliveItem,
  ParsedPresenceId,
  PresenceId,
  PresenceTimes,
  RejectionCode,
} from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import { parseCanonicalId, type Canonicalize } from '../core/canonical-identifier.ts';
import type { RightToSee } from './right-to-see.ts';
import type { SubscriptionCache, WatchOutcome } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';

/** Ids of a keep-alive looked at before other requests get a turn. */
const SLICE = 1000;

/** Parts of {@link KeepAlives}. */
export interface KeepAlivesParts {
  readonly cache: SubscriptionCache;
  readonly rights: RightToSee;
  readonly canonicalize: Canonicalize;
  readonly times: PresenceTimes;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Makes the user a watcher, and registers at the source what had no subscription. */
  readonly watch: (id: PresenceId, username: string) => WatchOutcome;
  readonly push: (username: string, id: PresenceId) => void;
  /** The subscription has been renewed. */
  readonly onRenewed: (id: PresenceId) => void;
}

/** A keep-alive on its way: what is answered, and what still needs a right to see. */
interface Round {
  readonly renewed: PresenceId[];
  readonly recreated: PresenceId[];
  readonly rejected: { id: string; code: RejectionCode }[];
  readonly doubtful: { readonly sent: KeepAliveItem; readonly parsed: ParsedPresenceId }[];
}

/**
 * The keep-alive: renews what the caller watches, re-creates what he has the right to see and the server no longer holds, and says of
 * each id what became of it. An id that is sent twice is answered once.
 */
export class KeepAlives {
  readonly #parts: KeepAlivesParts;

  constructor(parts: KeepAlivesParts) {
    this.#parts = parts;
  }

  async answer(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    const { clock, times } = this.#parts;
    const round: Round = { renewed: [], recreated: [], rejected: [], doubtful: [] };
    const seen = new Set<string>();
    for (let start = 0; start < items.length; start += SLICE) {
      if (start > 0) await new Promise<void>((resolve) => void clock.startTick(resolve));
      for (const item of items.slice(start, start + SLICE)) {
        if (!seen.has(item.id)) this.#renew(username, item, round);
        seen.add(item.id);
      }
    }
    if (round.doubtful.length > 0) await this.#settleDoubts(username, round);
    this.#count(round);
    const { renewed, recreated, rejected } = round;
    return { renewed, recreated, rejected, expiresInSeconds: times.presenceSubscriptionTime, serverTime: clock.wallMs() };
  }

  /** An id that the cache has is canonical: the common case costs one look-up. */
  #renew(username: string, item: KeepAliveItem, round: Round): void {
    if (this.#renewKnown(username, item, item.id)) {
      round.renewed.push(item.id);
      return;
    }
    const parsed = parseCanonicalId(item.id, this.#parts.canonicalize);
    if (typeof parsed === 'string') round.rejected.push({ id: item.id, code: parsed });
    else if (parsed.id !== item.id && this.#renewKnown(username, item, parsed.id)) round.renewed.push(item.id);
    else round.doubtful.push({ sent: item, parsed });
  }

  #renewKnown(username: string, { version }: KeepAliveItem, id: PresenceId): boolean {
    const { cache, clock, push, onRenewed } = this.#parts;
    if (cache.renew(id, username, clock.monotonicMs()) !== 'renewed') return false;
    onRenewed(id);
    if (version !== undefined && version !== cache.versionOf(id)) push(username, id);
    return true;
  }

  /** What the caller does not watch, or nobody does: re-created where he has the right to see it. */
  async #settleDoubts(username: string, round: Round): Promise<void> {
    const sights = await this.#parts.rights.check(
      username,
      round.doubtful.map(({ parsed }) => parsed),
    );
    for (const { sent, parsed } of round.doubtful) {
      const sight = sights.get(parsed.id);
      if (sight !== 'allowed') {
        round.rejected.push({ id: sent.id, code: sight === 'denied' ? 'NOT_ALLOWED' : 'DIRECTORY_UNAVAILABLE' });
        continue;
      }
      const outcome = this.#parts.watch(parsed.id, username);
      if (outcome === 'limit') round.rejected.push({ id: sent.id, code: 'LIMIT' });
      else if (outcome === 'created') round.recreated.push(sent.id);
      else if (this.#renewKnown(username, sent, parsed.id)) round.renewed.push(sent.id);
    }
  }

  #count({ renewed, recreated, rejected }: Round): void {
    const { tally } = this.#parts;
    tally.keepAliveRequests += 1;
    tally.renewed += renewed.length;
    tally.recreated += recreated.length;
    tally.rejected += rejected.length;
  }
}

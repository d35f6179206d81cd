import type { BulkUpdateResponse, KeepAliveItem, PresenceId, PresenceTimes, RejectionCode } from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import { parseCanonicalId, type Canonicalize } from '../core/canonical-identifier.ts';
import type { LoopTurns } from '../core/loop-turns.ts';
import type { Sight } from './directory-contents.ts';
import type { RightToSee, SightQuestion } from './right-to-see.ts';
import type { SubscriptionCache, WatchOutcome } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';

/** Parts of {@link KeepAlives}. */
export interface KeepAlivesParts {
  readonly cache: SubscriptionCache;
  readonly rights: RightToSee;
  readonly canonicalize: Canonicalize;
  readonly times: PresenceTimes;
  /** An id is a piece of work. */
  readonly turns: LoopTurns;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Makes the user a watcher, and registers at the source what had no subscription. */
  readonly watch: (id: PresenceId, username: string) => WatchOutcome;
  readonly push: (username: string, id: PresenceId) => void;
  /** The subscription has been renewed. */
  readonly onRenewed: (id: PresenceId) => void;
}

/** An id of which a directory has to say first whether the caller may see it. */
interface Doubt {
  readonly sent: KeepAliveItem;
  readonly question: SightQuestion;
}

/** A keep-alive on its way: what is answered, and what still needs a right to see. */
interface Round {
  readonly username: string;
  readonly seen: Set<string>;
  readonly renewed: PresenceId[];
  readonly recreated: PresenceId[];
  readonly rejected: { id: string; code: RejectionCode }[];
  readonly doubts: Doubt[];
}

/**
 * The keep-alive: renews what the caller watches, re-creates what he has the right to see and the server no longer holds, and says of
 * each id what became of it. An id that is sent twice is answered once.
 *
 * It is worked off in slices, and whatever else there is happens between them. Each id is looked at once and by itself, so the outcome is
 * that of as many requests with one id each, sent one after the other.
 */
export class KeepAlives {
  readonly #parts: KeepAlivesParts;

  constructor(parts: KeepAlivesParts) {
    this.#parts = parts;
  }

  /** The answer's `serverTime` is that of the beginning, before any id was renewed: `expiresInSeconds` from then on is true for each. */
  async answer(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    const serverTime = this.#parts.clock.wallMs();
    const round: Round = { username, seen: new Set(), renewed: [], recreated: [], rejected: [], doubts: [] };
    const { turns } = this.#parts;
    await turns.workOff(items, (item) => {
      this.#take(item, round);
    });
    if (round.doubts.length > 0) {
      await Promise.all(new Set(round.doubts.flatMap(({ question }) => question.answered)));
      await turns.workOff(round.doubts, ({ sent, question }) => {
        this.#settle({ sent, id: question.id.id, sight: question.sight }, round);
      });
    }
    this.#count(round);
    const { renewed, recreated, rejected } = round;
    return { renewed, recreated, rejected, expiresInSeconds: this.#parts.times.presenceSubscriptionTime, serverTime };
  }

  /** What the cache or the memory of the rights has is canonical: the common cases cost a look-up and no parsing. */
  #take(sent: KeepAliveItem, round: Round): void {
    const { rights, canonicalize } = this.#parts;
    if (round.seen.has(sent.id)) return;
    round.seen.add(sent.id);
    if (this.#renewKnown(sent, sent.id, round)) return;
    const found = rights.find(round.username, sent.id);
    if (found !== undefined) {
      this.#judge(sent, { id: sent.id, sight: found }, round);
      return;
    }
    const parsed = parseCanonicalId(sent.id, canonicalize);
    if (typeof parsed === 'string') round.rejected.push({ id: sent.id, code: parsed });
    else if (parsed.id === sent.id || !this.#renewKnown(sent, parsed.id, round)) {
      this.#judge(sent, { id: parsed.id, sight: rights.ask(round.username, parsed) }, round);
    }
  }

  #renewKnown({ id: sentId, version }: KeepAliveItem, id: PresenceId, { username, renewed }: Round): boolean {
    const { cache, clock, push, onRenewed } = this.#parts;
    if (cache.renew(id, username, clock.monotonicMs()) !== 'renewed') return false;
    onRenewed(id);
    if (version !== undefined && version !== cache.versionOf(id)) push(username, id);
    renewed.push(sentId);
    return true;
  }

  /** What the caller does not watch, or nobody does: needs a right to see it. */
  #judge(
    sent: KeepAliveItem,
    { id, sight }: { readonly id: PresenceId; readonly sight: Sight | SightQuestion },
    round: Round,
  ): void {
    if (typeof sight === 'string') this.#settle({ sent, id, sight }, round);
    else round.doubts.push({ sent, question: sight });
  }

  #settle(
    { sent, id, sight }: { readonly sent: KeepAliveItem; readonly id: PresenceId; readonly sight: Sight },
    round: Round,
  ): void {
    if (sight !== 'allowed') {
      round.rejected.push({ id: sent.id, code: sight === 'denied' ? 'NOT_ALLOWED' : 'DIRECTORY_UNAVAILABLE' });
      return;
    }
    const outcome = this.#parts.watch(id, round.username);
    if (outcome === 'limit') round.rejected.push({ id: sent.id, code: 'LIMIT' });
    else if (outcome === 'created') round.recreated.push(sent.id);
    else this.#renewKnown(sent, id, round);
  }

  #count({ renewed, recreated, rejected }: Round): void {
    const { tally } = this.#parts;
    tally.keepAliveRequests += 1;
    tally.renewed += renewed.length;
    tally.recreated += recreated.length;
    tally.rejected += rejected.length;
  }
}

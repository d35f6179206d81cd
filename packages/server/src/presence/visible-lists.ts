import type { PresenceId } from '@lampfield/protocol';
import type { LoopTurns } from '../core/loop-turns.ts';

/** Parts of {@link VisibleLists}. */
export interface VisibleListsParts {
  /** An id is a piece of work. */
  readonly turns: LoopTurns;
  readonly canonicalId: (id: PresenceId) => PresenceId;
  readonly show: (connectionId: string, visible: ReadonlySet<PresenceId>) => void;
}

/**
 * What connections say they have on screen, brought into the form of keys in turns: a client may send thousands of ids, as often as it likes. What one says
 * later takes the place of what is not worked off yet.
 */
export class VisibleLists {
  readonly #parts: VisibleListsParts;
  /** What each connection has said last, while that is not shown yet. */
  readonly #latest = new Map<string, readonly PresenceId[]>();

  constructor(parts: VisibleListsParts) {
    this.#parts = parts;
  }

  /** Settles when the list or a later one is shown; at once where an earlier call is under way, which then goes on with this list. Rejects with what `show` throws. */
  async take(connectionId: string, ids: readonly PresenceId[]): Promise<void> {
    const isUnderWay = this.#latest.has(connectionId);
    this.#latest.set(connectionId, ids);
    if (isUnderWay) return;
    try {
      for (let list: readonly PresenceId[] | undefined = ids; list !== undefined; list = this.#latest.get(connectionId)) {
        await this.#workOff(connectionId, list);
      }
    } finally {
      this.#latest.delete(connectionId);
    }
  }

  /** The connection is gone. */
  forget(connectionId: string): void {
    this.#latest.delete(connectionId);
  }

  async #workOff(connectionId: string, list: readonly PresenceId[]): Promise<void> {
    const { turns, canonicalId, show } = this.#parts;
    const visible = new Set<PresenceId>();
    const isLatest = (): boolean => this.#latest.get(connectionId) === list;
    await turns.workOff(list, (id) => visible.add(canonicalId(id)), isLatest);
    if (!isLatest()) return;
    this.#latest.delete(connectionId);
    show(connectionId, visible);
  }
}

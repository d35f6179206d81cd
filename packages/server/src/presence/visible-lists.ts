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
 * What connections say they have on screen, brought into the form of keys in turns: a client may send thousands of ids, as often as it likes. Of what one
 * says while its last list is worked off only the latest counts.
 */
export class VisibleLists {
  readonly #parts: VisibleListsParts;
  /** What each connection has said last, while that or an earlier list is worked off. */
  readonly #latest = new Map<string, readonly PresenceId[]>();

  constructor(parts: VisibleListsParts) {
    this.#parts = parts;
  }

  /** Settles when the list is shown, or leaves that to the call that works off an earlier one. */
  async take(connectionId: string, ids: readonly PresenceId[]): Promise<void> {
    const isUnderWay = this.#latest.has(connectionId);
    this.#latest.set(connectionId, ids);
    if (isUnderWay) return;
    try {
      for (let list: readonly PresenceId[] | undefined = ids; list !== undefined; list = this.#findNewer(connectionId, list)) {
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
    await turns.workOff(list, (id) => visible.add(canonicalId(id)));
    if (this.#latest.has(connectionId)) show(connectionId, visible);
  }

  #findNewer(connectionId: string, list: readonly PresenceId[]): readonly PresenceId[] | undefined {
    const latest = this.#latest.get(connectionId);
    return latest === list ? undefined : latest;
  }
}

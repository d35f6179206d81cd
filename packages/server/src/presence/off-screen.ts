import type { PresenceId } from '@lampfield/protocol';
import type { Clock, Timer } from '../ports/clock.ts';

/** How long what nobody has on screen may wait for its push; milliseconds. */
export const OFF_SCREEN_PERIOD_MS = 2000;

/**
 * Changes of what connections do not have on screen. They gather, and go out together once in a while: of a line that rings and hangs up in
 * between, nobody who does not look is told. One timer for all.
 */
export class OffScreen<C> {
  readonly #clock: Clock;
  readonly #onDue: (connection: C, ids: Iterable<PresenceId>) => void;
  readonly #changed = new Map<C, Set<PresenceId>>();
  #timer: Timer | undefined;

  /** @param onDue called for each connection with what has changed for it, when that has waited long enough */
  constructor(clock: Clock, onDue: (connection: C, ids: Iterable<PresenceId>) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  add(connection: C, id: PresenceId): void {
    const ids = this.#changed.get(connection) ?? new Set();
    this.#changed.set(connection, ids.add(id));
    this.#timer ??= this.#clock.startTimer(OFF_SCREEN_PERIOD_MS, () => {
      this.#tellAll();
    });
  }

  /** The connection has other things on screen now: takes out those of them that have changed. */
  takeVisible(connection: C, visible: ReadonlySet<PresenceId>): PresenceId[] {
    const ids = this.#changed.get(connection);
    const taken = [...(ids ?? [])].filter((id) => visible.has(id));
    for (const id of taken) ids?.delete(id);
    if (ids?.size === 0) this.forget(connection);
    return taken;
  }

  /** The connection is gone, or has been told. */
  forget(connection: C): void {
    this.#changed.delete(connection);
    if (this.#changed.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tellAll(): void {
    this.#timer = undefined;
    const due = [...this.#changed];
    this.#changed.clear();
    for (const [connection, ids] of due) this.#onDue(connection, ids);
  }
}

/** Searches of one session in one directory that may run at once: a few widgets, not a key pressed again and again. */
export const MOST_RUNNING_SEARCHES = 4;

/** Reason of a search that was ended because newer ones took its place. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}

/**
 * Searches that wait for a directory. A browser that types on ends its earlier searches itself; if it does not, or a proxy keeps the
 * ends from us, the oldest ones are ended here, so that a slow directory is never asked the same person's questions in heaps.
 */
export class RunningSearches {
  readonly #running = new Map<string, AbortController[]>();

  /**
   * Runs a search, ending the oldest of the same kind if there are too many.
   *
   * @param kind what counts together
   * @param controller ends this search
   */
  async run<T>(kind: string, controller: AbortController, search: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = this.#running.get(kind) ?? [];
    this.#running.set(kind, running);
    running.push(controller);
    // Those that have been ended may need a while to let go; they no longer count.
    const live = running.filter(({ signal }) => !signal.aborted);
    if (live.length > MOST_RUNNING_SEARCHES) live[0]?.abort(new SupersededError());
    try {
      return await search(controller.signal);
    } finally {
      running.splice(running.indexOf(controller), 1);
      if (running.length === 0) this.#running.delete(kind);
    }
  }
}

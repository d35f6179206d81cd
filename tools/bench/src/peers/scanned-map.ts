interface Entry {
  readonly id: string;
  readonly watcher: string;
  renewedAtMs: number;
}

/**
 * What one writes on the first day: a Map of objects with one shared age, scanned by the cleanup. It knows no states, versions or interests,
 * so it flatters itself.
 */
export class ScannedMap {
  readonly #entries = new Map<string, Entry>();

  add(id: string, watcher: string, nowMs: number): void {
    this.#entries.set(id, { id, watcher, renewedAtMs: nowMs });
  }

  renew(id: string, nowMs: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    entry.renewedAtMs = nowMs;
    return true;
  }

  removeExpired(nowMs: number, maxAgeMs: number): number {
    let removed = 0;
    for (const entry of this.#entries.values()) {
      if (nowMs - entry.renewedAtMs <= maxAgeMs) continue;
      this.#entries.delete(entry.id);
      removed += 1;
    }
    return removed;
  }
}

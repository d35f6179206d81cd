import type { PresenceItem, PresenceState } from '@lampfield/protocol';

/** A lamp: a console's contact. */
interface Lamp {
  readonly id: string;
  state: PresenceState | undefined;
  /** 0: has nothing yet. */
  version: number;
  /** Since the consoles came back. */
  isConfirmed: boolean;
}

/** What was seen when all lamps had become right. */
export interface BoardTimes {
  /** Since the beginning, until half of all lamps were right; seconds. */
  readonly halfSeconds: number;
  readonly seconds: number;
  /** Items that arrived meanwhile. */
  readonly items: number;
}

/**
 * All lamps of all consoles. A lamp is right when it was told since the consoles came back, shows what is true, and has the version
 * that all consoles have of it.
 */
export class LampBoard {
  readonly #lamps: readonly ReadonlyMap<string, Lamp>[];
  readonly #newest = new Map<string, number>();
  readonly #total: number;
  #truth: (id: string) => PresenceState = () => 'UNKNOWN';
  #rightCount = 0;
  #items = 0;
  #startedAtMs = 0;
  #halfAtMs = 0;
  #changedAtMs = 0;

  /** @param watched the ids of each console */
  constructor(watched: readonly (readonly string[])[]) {
    this.#lamps = watched.map((ids) => new Map(ids.map((id) => [id, { id, state: undefined, version: 0, isConfirmed: false }])));
    this.#total = watched.reduce((sum, ids) => sum + ids.length, 0);
  }

  /** From now on nothing is right until it was told. */
  begin(truth: (id: string) => PresenceState): void {
    this.#truth = truth;
    this.#rightCount = 0;
    this.#items = 0;
    this.#halfAtMs = 0;
    for (const lamps of this.#lamps) for (const lamp of lamps.values()) lamp.isConfirmed = false;
    this.#startedAtMs = this.#changedAtMs = performance.now();
  }

  /** Since {@link begin}; seconds. */
  elapsedSeconds(): number {
    return (performance.now() - this.#startedAtMs) / 1000;
  }

  /** What a console sends in its keep-alive. */
  versionsOf(console: number): { readonly id: string; readonly version: number }[] {
    return [...(this.#lamps[console]?.values() ?? [])].map(({ id, version }) => ({ id, version }));
  }

  /** What a console has not been told since {@link begin}. */
  unconfirmedOf(console: number): string[] {
    return [...(this.#lamps[console]?.values() ?? [])].filter(({ isConfirmed }) => !isConfirmed).map(({ id }) => id);
  }

  /** A console was told. */
  note(console: number, items: readonly PresenceItem[]): void {
    const lamps = this.#lamps[console];
    this.#items += items.length;
    for (const item of items) {
      const lamp = lamps?.get(item.id);
      if (lamp !== undefined && item.version >= lamp.version) this.#set(lamp, item);
    }
  }

  /** In words, for messages. */
  describe(): string {
    return `${String(this.#rightCount)} of ${String(this.#total)} lamps are right, ${String(this.#countBehind())} are behind others`;
  }

  /** Undefined until all lamps are right. */
  findTimes(): BoardTimes | undefined {
    if (this.#rightCount < this.#total || this.#countBehind() > 0) return undefined;
    const since = (atMs: number): number => (atMs - this.#startedAtMs) / 1000;
    return { halfSeconds: since(this.#halfAtMs), seconds: since(this.#changedAtMs), items: this.#items };
  }

  #set(lamp: Lamp, { id, state, version }: PresenceItem): void {
    const wasRight = this.#isRight(lamp);
    if (lamp.isConfirmed && lamp.state === state && lamp.version === version) return;
    lamp.isConfirmed = true;
    lamp.state = state;
    lamp.version = version;
    this.#newest.set(id, Math.max(version, this.#newest.get(id) ?? 0));
    this.#rightCount += Number(this.#isRight(lamp)) - Number(wasRight);
    this.#changedAtMs = performance.now();
    if (this.#halfAtMs === 0 && this.#rightCount * 2 >= this.#total) this.#halfAtMs = this.#changedAtMs;
  }

  #isRight({ id, state, isConfirmed }: Lamp): boolean {
    return isConfirmed && state === this.#truth(id);
  }

  #countBehind(): number {
    let count = 0;
    for (const lamps of this.#lamps)
      for (const { id, version } of lamps.values()) if (version !== this.#newest.get(id)) count += 1;
    return count;
  }
}

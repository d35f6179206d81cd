/** Settings of a {@link NaiveAdmission}; milliseconds. */
export interface NaiveSettings {
  readonly capacity: number;
  readonly lingerMs: number;
  readonly subscriptionMs: number;
  readonly unusedMs: number;
}

interface Subscription {
  readonly identifier: string;
  readonly renewedAtMs: number;
}

/**
 * The rules of admission, written down as they are said and with no thought of cost: lists, looked through from the beginning after
 * whatever happens. Time passes in steps that are long beside the second that the real one may take to notice.
 */
export class NaiveAdmission {
  readonly #settings: NaiveSettings;
  /** Longest unused first. */
  #subscriptions: Subscription[] = [];
  #places: string[] = [];
  #queue: string[] = [];
  /** Longest first. */
  #lingering: { readonly identifier: string; readonly untilMs: number }[] = [];
  #nowMs = 0;

  constructor(settings: NaiveSettings) {
    this.#settings = settings;
  }

  get waitingCount(): number {
    return this.#queue.length;
  }

  observed(): string {
    return [...this.#places].sort().join('');
  }

  shown(identifier: string): string | undefined {
    if (!this.#isSubscribed(identifier)) return undefined;
    return this.#places.includes(identifier) ? 'AVAILABLE' : 'SOURCE_FULL';
  }

  search(identifier: string): void {
    if (this.#isSubscribed(identifier)) return;
    this.#subscriptions.push({ identifier, renewedAtMs: this.#nowMs });
    this.#lingering = this.#lingering.filter((held) => held.identifier !== identifier);
    this.#wantPlace(identifier);
  }

  renew(identifier: string): void {
    if (!this.#isSubscribed(identifier)) return;
    this.#subscriptions = this.#subscriptions.filter((subscription) => subscription.identifier !== identifier);
    this.#subscriptions.push({ identifier, renewedAtMs: this.#nowMs });
    this.#wantPlace(identifier);
  }

  sweep(): void {
    const isExpired = ({ renewedAtMs }: Subscription): boolean => this.#nowMs - renewedAtMs > this.#settings.subscriptionMs;
    const expired = this.#subscriptions.filter(isExpired);
    this.#subscriptions = this.#subscriptions.filter((subscription) => !isExpired(subscription));
    for (const { identifier } of expired) {
      this.#queue = this.#queue.filter((waiting) => waiting !== identifier);
      if (this.#places.includes(identifier)) {
        this.#lingering.push({ identifier, untilMs: this.#nowMs + this.#settings.lingerMs });
      }
    }
    this.#endLingering();
    this.#settle();
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    this.#endLingering();
    this.#settle();
  }

  #isSubscribed(identifier: string): boolean {
    return this.#subscriptions.some((subscription) => subscription.identifier === identifier);
  }

  #isUnused(identifier: string): boolean {
    const subscription = this.#subscriptions.find((candidate) => candidate.identifier === identifier);
    return subscription === undefined || this.#nowMs - subscription.renewedAtMs > this.#settings.unusedMs;
  }

  #wantPlace(identifier: string): void {
    if (!this.#places.includes(identifier) && !this.#queue.includes(identifier)) this.#queue.push(identifier);
    this.#settle();
  }

  #endLingering(): void {
    for (const { identifier, untilMs } of this.#lingering) if (untilMs <= this.#nowMs) this.#leave(identifier);
  }

  #leave(identifier: string): void {
    this.#places = this.#places.filter((place) => place !== identifier);
    this.#lingering = this.#lingering.filter((held) => held.identifier !== identifier);
  }

  #settle(): void {
    for (let [first] = this.#queue; first !== undefined; [first] = this.#queue) {
      if (this.#isUnused(first)) {
        this.#queue.shift();
        continue;
      }
      if (this.#places.length >= this.#settings.capacity) {
        const victim = this.#findVictim();
        if (victim === undefined) return;
        this.#leave(victim);
      }
      this.#queue.shift();
      this.#places.push(first);
    }
  }

  /** Whose place is given away next. */
  #findVictim(): string | undefined {
    const [held] = this.#lingering;
    if (held !== undefined) return held.identifier;
    const isVictim = ({ identifier }: Subscription): boolean => this.#places.includes(identifier) && this.#isUnused(identifier);
    return this.#subscriptions.find(isVictim)?.identifier;
  }
}

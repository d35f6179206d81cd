import { ageMs, type Instant } from '@lampfield/client-presence';
import type { ManualClock } from '@lampfield/server/testing';
import type { Timeline } from './timeline.ts';

/** What is remembered of one console. */
export class ConsoleRecord {
  /** Since when each id is on its screens without a break; the world's monotonic milliseconds. */
  readonly shownSinceMs = new Map<string, number>();
  /** Another number whenever that changes. */
  shownRevision = 0;
  /** When a component (or a search) claimed each id last, as the machine's clocks had it and in the world's monotonic milliseconds. */
  readonly lastUse = new Map<string, { readonly at: Instant; readonly trueMs: number }>();
  /** What the server said is renewed, shown without a break since, and nothing came between that excuses the loss of it. */
  readonly granted = new Set<string>();
  /** Tries in a row that named the id and were not processed by the server. */
  readonly lostTries = new Map<string, number>();
  /** Last time at which anything went wrong for this console; the world's monotonic milliseconds. */
  disturbedAtMs = 0;
  /** When a push to it vanished last: what would have healed that one may have vanished too. */
  vanishedAtMs = 0;
  /** How often something came that excuses the loss of leases: what was granted before such a time says nothing after it. */
  excuses = 0;
  /** The longest unused id that a keep-alive named; the age as the console perceived it, milliseconds. */
  oldestTry: { readonly id: string; readonly ageMs: number } | undefined;
}

/**
 * What an outsider who sees everything writes down: who uses what, what was asked and what got through. From this alone the invariants say what has to live and what has to be
 * gone; nothing in here asks the program under test.
 */
export class Ledger {
  readonly #time: ManualClock;
  readonly #timeline: Timeline;
  readonly #records = new Map<string, ConsoleRecord>();
  /** Last keep-alive, or creation, of a subscription by id. */
  readonly #touchedAtMs = new Map<string, number>();
  /** The same of each user's interests. */
  readonly #interests = new Map<string, Map<string, number>>();
  /** Last time that anybody wanted an id. */
  readonly #usedAtMs = new Map<string, number>();
  /** Since when an id has no subscription; absent while it has one. */
  readonly #goneSinceMs = new Map<string, number>();

  constructor(time: ManualClock, timeline: Timeline) {
    this.#time = time;
    this.#timeline = timeline;
  }

  recordOf(name: string): ConsoleRecord {
    const record = this.#records.get(name) ?? new ConsoleRecord();
    this.#records.set(name, record);
    return record;
  }

  /** Something of the fault kind happened to one console, or (without a name) to all. */
  disturbed(name: string | undefined, what: string): void {
    this.#timeline.add(name ?? 'world', what);
    const nowMs = this.#time.monotonicMs();
    const records = name === undefined ? [...this.#records.values()] : [this.recordOf(name)];
    for (const record of records) record.disturbedAtMs = nowMs;
  }

  /** A push to a console vanishes. */
  vanished(name: string): void {
    this.disturbed(name, 'a push vanishes');
    this.recordOf(name).vanishedAtMs = this.#time.monotonicMs();
  }

  /** Something happened after which a console may lose its leases through no fault of the arithmetic. */
  excused(name: string | undefined, why: string): void {
    this.disturbed(name, why);
    const records = name === undefined ? [...this.#records.values()] : [this.recordOf(name)];
    for (const record of records) {
      record.granted.clear();
      record.excuses += 1;
    }
  }

  /** A new server process holds nothing. */
  forgetServer(): void {
    this.#touchedAtMs.clear();
    this.#interests.clear();
    this.#goneSinceMs.clear();
  }

  shown(name: string, ids: readonly string[]): void {
    const record = this.recordOf(name);
    const nowMs = this.#time.monotonicMs();
    for (const id of record.shownSinceMs.keys()) {
      if (ids.includes(id)) continue;
      record.shownSinceMs.delete(id);
      record.granted.delete(id);
    }
    for (const id of ids) if (!record.shownSinceMs.has(id)) record.shownSinceMs.set(id, nowMs);
    record.shownRevision += 1;
    record.disturbedAtMs = nowMs;
  }

  claimed(name: string, ids: readonly string[], at: Instant): void {
    const trueMs = this.#time.monotonicMs();
    for (const id of ids) {
      this.recordOf(name).lastUse.set(id, { at, trueMs });
      this.#usedAtMs.set(id, trueMs);
    }
  }

  /** How old a console takes its last use of the id to be; milliseconds, infinite when it never used it. */
  perceivedAgeMs(name: string, id: string, now: Instant): number {
    const use = this.recordOf(name).lastUse.get(id);
    return use === undefined ? Number.POSITIVE_INFINITY : ageMs(use.at, now);
  }

  /** A keep-alive goes out. */
  tried(name: string, ids: readonly string[], now: Instant): void {
    const record = this.recordOf(name);
    for (const id of ids) {
      record.lostTries.set(id, (record.lostTries.get(id) ?? 0) + 1);
      const ageMs = this.perceivedAgeMs(name, id, now);
      if (ageMs > (record.oldestTry?.ageMs ?? -1)) record.oldestTry = { id, ageMs };
    }
    if (ids.length > 0) this.#timeline.add(name, `keeps alive ${ids.join(' ')}`);
  }

  /** The server has processed a keep-alive. */
  processed(name: string, ids: readonly string[]): void {
    const { lostTries } = this.recordOf(name);
    for (const id of ids) lostTries.delete(id);
  }

  /** The answer to a keep-alive has arrived; it counts unless something came since the server gave it that excuses the loss of what it grants. */
  granted(name: string, ids: readonly string[], excusesBefore: number): void {
    const { granted, shownSinceMs, excuses } = this.recordOf(name);
    if (excuses !== excusesBefore) return;
    for (const id of ids) if (shownSinceMs.has(id)) granted.add(id);
  }

  /** A user's keep-alive reached the server. */
  touched(username: string, ids: readonly string[]): void {
    const nowMs = this.#time.monotonicMs();
    for (const id of ids) {
      this.#touchedAtMs.set(id, nowMs);
      this.#interestsOf(username).set(id, nowMs);
    }
  }

  /** A search made a user a watcher: that begins his interest, but renews no subscription that there was. */
  joined(username: string, ids: readonly string[], hasSubscription: (id: string) => boolean): void {
    const nowMs = this.#time.monotonicMs();
    for (const id of ids) {
      this.#interestsOf(username).set(id, nowMs);
      if (!hasSubscription(id)) this.#touchedAtMs.set(id, nowMs);
    }
  }

  /** Milliseconds since the last keep-alive of a subscription (or of one user's interest in it); infinite when there was none. */
  ageMs(id: string, username?: string): number {
    const touchedAtMs = (username === undefined ? this.#touchedAtMs : this.#interestsOf(username)).get(id);
    return this.#time.monotonicMs() - (touchedAtMs ?? Number.NEGATIVE_INFINITY);
  }

  /** Milliseconds since anybody used the id; infinite when nobody ever did. */
  unusedMs(id: string): number {
    return this.#time.monotonicMs() - (this.#usedAtMs.get(id) ?? Number.NEGATIVE_INFINITY);
  }

  /** A search on the server named it, whether or not its answer arrives. */
  searched(ids: readonly string[]): void {
    for (const id of ids) this.#usedAtMs.set(id, this.#time.monotonicMs());
  }

  /** Milliseconds since the id's subscription went; 0 while it lives. */
  goneMs(id: string, isSubscribed: boolean): number {
    if (isSubscribed) this.#goneSinceMs.delete(id);
    else if (!this.#goneSinceMs.has(id)) this.#goneSinceMs.set(id, this.#time.monotonicMs());
    return isSubscribed ? 0 : this.#time.monotonicMs() - (this.#goneSinceMs.get(id) ?? 0);
  }

  #interestsOf(username: string): Map<string, number> {
    const interests = this.#interests.get(username) ?? new Map<string, number>();
    this.#interests.set(username, interests);
    return interests;
  }
}

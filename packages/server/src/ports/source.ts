import type { PresenceActivity, PresenceReason, PresenceState, PresenceType } from '@lampfield/protocol';
import type { CalendarWindow, MailboxAnswer } from './calendar.ts';
import type { OnlineUsers } from './online-users.ts';

/** What a source says of one presentity. */
export interface SourceReport {
  readonly state: PresenceState;
  /** When the state began at the source, epoch milliseconds; null when it does not know. */
  readonly since: number | null;
  /** The source's own word, for tooltips and support. */
  readonly raw?: string;
  /** Required when the state is UNKNOWN or the report is stale. */
  readonly reason?: PresenceReason;
  /** This one presentity is not confirmed now, though the source as a whole is up. */
  readonly stale?: true;
  readonly activity?: PresenceActivity;
  /**
   * When the source heard so last, epoch milliseconds; left out: now. For sources that say what they know from before. Of two reports that differ in this alone the second
   * is no news.
   */
  readonly confirmedAt?: number;
}

/**
 * Where a source reports to. All calls are synchronous, cheap and never throw, in any order, also from within `observe`.
 */
export interface SourceSink {
  /** State of an observed presentity. Reports of what is not observed are dropped. Equal reports cost nothing and reach nobody. */
  report(identifier: string, report: SourceReport): void;
  /**
   * The source can be relied on (again). To be called only after every observed presentity that it can speak for has been reported
   * anew, because from then on the last report of each is shown as certain.
   */
  up(): void;
  /** The source cannot be reached: until `up`, all its last reports count as unverified. Repeated calls are one. */
  down(reason: PresenceReason): void;
}

/**
 * One connector to what knows a presence type. The presence layer above it counts watchers, so a connector hears of a presentity
 * once, however many watch it.
 *
 * - Order: `start`, then `observe`/`release` at will, then `stop`; nothing after `stop`.
 * - `observe` and `release` are idempotent. `observe` may report before it returns. After `release`, late news of that presentity
 *   must not be reported.
 * - Failure: `observe` may throw or reject; the layer above reports UNKNOWN (PENDING) and tries again with back-off. A source that does not know the
 *   presentity reports UNKNOWN with a reason instead (NOT_FOUND, NOT_CONTROLLED, DENIED). A lost server is `down`; the connector itself
 *   reconnects with back-off, replays every observation, reports what it learnt, then says `up`.
 * - Identifiers are canonical already (see `core/canonical-identifier.ts`).
 */
export interface PresenceSource {
  readonly type: PresenceType;
  /** Name of the connector, as in the configuration: `simulator`, `xmpp`. */
  readonly connector: string;
  /**
   * Most presentities it may observe at once: a budget of the far end. Stays the same. The layer above never has it observe more, releases
   * before it observes, and answers SOURCE_FULL for what finds no room. Absent: as many as anybody asks for.
   */
  readonly capacity?: number;
  /** What keeps the source from working, in words for an operator; undefined while nothing does. Shown by `/readyz`. */
  readonly trouble?: string | undefined;
  /** Who is online at all, where the source knows that without asking about each. */
  readonly onlineUsers?: OnlineUsers;
  /** Begins to connect; returns at once, and never fails because the far end is away (that is `down`). */
  start(sink: SourceSink): void;
  observe(identifier: string): void | Promise<void>;
  release(identifier: string): void;
  /**
   * Whether somebody has it on his screen now; while nothing is said of it, it counts as shown. For sources that cannot ask for everything at once: what is shown comes
   * first. Forgotten with the release; of what is not observed it means nothing. Never throws.
   */
  setOnScreen?(identifier: string, isOnScreen: boolean): void;
  /**
   * Reads a calendar for somebody who looks at it now; nothing of it is kept. Rejects when it cannot be told now, and soon once the signal is aborted.
   */
  peekCalendar?(identifier: string, window: CalendarWindow, signal: AbortSignal): Promise<MailboxAnswer>;
  /** Ends all observations at the far end and disconnects. Settles within 5 s, whatever the far end does. */
  stop(): Promise<void>;
}

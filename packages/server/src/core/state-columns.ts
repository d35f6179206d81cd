import {
  PRESENCE_REASONS,
  PRESENCE_STATES,
  type ParsedPresenceId,
  type PresenceActivity,
  type PresenceItem,
  type PresenceReason,
  type PresenceState,
} from '@lampfield/protocol';
import type { SourceReport } from '../ports/source.ts';
import { grown, grownSize } from './columns.ts';
import { isSameReport } from './same-report.ts';

const STATE_CODES = new Map<PresenceState, number>(PRESENCE_STATES.map((state, code) => [state, code]));
const REASON_CODES = new Map<PresenceReason, number>(PRESENCE_REASONS.map((reason, code) => [reason, code + 1]));
const NO_REASON = 0;
const STALE = 1;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A report with what the server adds to it. */
export interface StoredState {
  readonly report: SourceReport;
  readonly version: number;
  /** When the source last vouched for it; epoch milliseconds. */
  readonly confirmedAt: number;
}

/**
 * The last report of every subscription, in columns instead of objects: a million of them are 35 MB that the garbage collector need
 * not look at, where objects would be three times that.
 */
export class StateColumns {
  #states = new Uint8Array(64);
  #reasons = new Uint8Array(64);
  #flags = new Uint8Array(64);
  #since = new Float64Array(64);
  #versions = new Float64Array(64);
  #confirmedAt = new Float64Array(64);
  readonly #raws: (string | undefined)[] = [];
  /** By slot. Few have one at a time. */
  readonly #activities = new Map<number, PresenceActivity>();

  write(slot: number, { report, version, confirmedAt }: StoredState): void {
    if (slot >= this.#states.length) this.#grow(slot);
    this.#states[slot] = STATE_CODES.get(report.state) ?? 0;
    this.#reasons[slot] = report.reason === undefined ? NO_REASON : (REASON_CODES.get(report.reason) ?? NO_REASON);
    this.#flags[slot] = report.stale === true ? STALE : 0;
    this.#since[slot] = report.since ?? Number.NaN;
    this.#raws[slot] = report.raw;
    if (report.activity !== undefined) this.#activities.set(slot, report.activity);
    else this.#activities.delete(slot);
    this.#versions[slot] = version;
    this.#confirmedAt[slot] = confirmedAt;
  }

  /** The report as it was written, but for fields that were given as undefined. */
  readReport(slot: number): SourceReport {
    const report: Writable<SourceReport> = { state: this.#stateAt(slot), since: this.#sinceAt(slot) };
    this.#readOptional(slot, report);
    return report;
  }

  /** Whether the report says what is written already; tells it without reading it out, as most of the time it is asked for nothing else. */
  isSame(slot: number, report: SourceReport): boolean {
    const isSameCore = this.#stateAt(slot) === report.state && this.#sinceAt(slot) === report.since;
    return isSameCore && this.#raws[slot] === report.raw && isSameReport(this.readReport(slot), report);
  }

  /** The item of that name. Built field by field: it is built for every change, and copies of copies are what costs most of that. */
  readItem(slot: number, { id, identifier, type }: ParsedPresenceId): PresenceItem {
    const item: Writable<PresenceItem> = {
      id,
      identifier,
      type,
      state: this.#stateAt(slot),
      since: this.#sinceAt(slot),
      version: this.version(slot),
      confirmedAt: this.confirmedAt(slot),
    };
    this.#readOptional(slot, item);
    return item;
  }

  version(slot: number): number {
    return this.#versions[slot] ?? 0;
  }

  confirmedAt(slot: number): number {
    return this.#confirmedAt[slot] ?? 0;
  }

  /** The source vouched for the state again without changing it. */
  confirm(slot: number, confirmedAt: number): void {
    this.#confirmedAt[slot] = confirmedAt;
  }

  /** What is shown has changed, but not by the source's word. */
  setVersion(slot: number, version: number): void {
    this.#versions[slot] = version;
  }

  /** Lets go of what the collector would otherwise keep. */
  clear(slot: number): void {
    this.#raws[slot] = undefined;
    this.#activities.delete(slot);
  }

  #stateAt(slot: number): PresenceState {
    return PRESENCE_STATES[this.#states[slot] ?? 0] ?? 'UNKNOWN';
  }

  #sinceAt(slot: number): number | null {
    const since = this.#since[slot] ?? Number.NaN;
    return Number.isNaN(since) ? null : since;
  }

  #readOptional(slot: number, into: Writable<SourceReport>): void {
    const raw = this.#raws[slot];
    const reason = PRESENCE_REASONS[(this.#reasons[slot] ?? NO_REASON) - 1];
    const activity = this.#activities.get(slot);
    if (raw !== undefined) into.raw = raw;
    if (reason !== undefined) into.reason = reason;
    if (this.#flags[slot] === STALE) into.stale = true;
    if (activity !== undefined) into.activity = activity;
  }

  #grow(slot: number): void {
    const size = grownSize(this.#states.length, slot);
    this.#states = grown(this.#states, new Uint8Array(size));
    this.#reasons = grown(this.#reasons, new Uint8Array(size));
    this.#flags = grown(this.#flags, new Uint8Array(size));
    this.#since = grown(this.#since, new Float64Array(size));
    this.#versions = grown(this.#versions, new Float64Array(size));
    this.#confirmedAt = grown(this.#confirmedAt, new Float64Array(size));
  }
}

import type { SourceReport } from '../../ports/source.ts';

/** One moment on both clocks. Worlds plan on the monotonic one and date what happens by the wall. */
export interface Moment {
  /** Fractions included. */
  readonly monotonicMs: number;
  /** Epoch milliseconds. */
  readonly wallMs: number;
}

/** The wall clock's reading (whole epoch milliseconds) at a monotonic time that is not after `now`. */
export function wallAt(monotonicMs: number, now: Moment): number {
  return Math.floor(now.wallMs - (now.monotonicMs - monotonicMs));
}

/** Where a world says that something has changed. Only observed identifiers are said. */
export type ReportChange = (identifier: string, report: SourceReport) => void;

/**
 * A piece of the world as a simulator imagines it: all its decisions, none of the timers. It is a pure function of its seed, of
 * what it is asked to observe and of the moments it is given.
 */
export interface SimulatedWorld {
  has(identifier: string): boolean;
  /** Begins to observe; returns the state of now. Not called for what is observed already. */
  add(identifier: string, now: Moment): SourceReport;
  /** Ends the observation; nothing more is said of it. Called for what is not observed as well. */
  remove(identifier: string, now: Moment): void;
  /** When something will happen next, monotonic milliseconds; undefined when nothing will. */
  findNextAtMs(now: Moment): number | undefined;
  /** Lets everything happen that is due, in order, until `mayGoOn` says no: the rest is for the next call. */
  advance(now: Moment, mayGoOn: () => boolean): void;
}

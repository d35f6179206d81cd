/** A time zone: how far its clocks are from UTC. */
export interface Zone {
  /** What is to be added to UTC at that moment (epoch milliseconds) to see what its clocks show; milliseconds. */
  offsetMsAt(utcMs: number): number;
}

/** Coordinated universal time. */
export const UTC: Zone = { offsetMsAt: () => 0 };

/** Clocks are changed at most once within so much time before and after a moment. */
const REACH_MS = 26 * 3_600_000;

/**
 * When clocks of a zone show a time (given as if it were UTC); epoch milliseconds. As RFC 5545, section 3.3.5, has it: what they show twice is the first time, and
 * what they skip is taken with the offset before the gap.
 */
export function toUtcMs(zone: Zone, wallMs: number): number {
  const before = zone.offsetMsAt(wallMs - REACH_MS);
  const after = zone.offsetMsAt(wallMs + REACH_MS);
  const first = wallMs - before;
  if (before === after || zone.offsetMsAt(first) === before) return first;
  const second = wallMs - after;
  return zone.offsetMsAt(second) === after ? second : first;
}

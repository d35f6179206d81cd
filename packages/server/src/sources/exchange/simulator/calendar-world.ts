import { createSeededChance } from '../../../core/seeded-chance.ts';
import type { BusyStretch, CalendarWindow } from '../../../ports/calendar.ts';
import type { Chance } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { ChangePacer } from '../../simulation/change-pacer.ts';
import { ObservedPool } from '../../simulation/observed-pool.ts';
import { wallAt, type Moment, type ReportChange, type SimulatedWorld } from '../../simulation/simulated-world.ts';
import type { SimulatorOptions } from '../../simulation/simulator-options.ts';
import { calendarReport, createCalendar } from '../calendar/calendar-report.ts';
import { DrawnCalendar, SLOT_MS, slotOf, type SlotKind } from './drawn-calendar.ts';
import { calendarAround, stretchesIn, withEdit, type Edit } from './edited-calendar.ts';

/** What an edit makes of a stretch: somebody comes by, a meeting is called off, an invitation accepted. */
const EDITED: Readonly<Record<SlotKind, SlotKind>> = {
  free: 'busy',
  tentative: 'busy',
  workingElsewhere: 'busy',
  busy: 'free',
  oof: 'free',
};

/**
 * Mailboxes and their calendars. They change in two ways: at each half hour by the clock, all together, and one after the other
 * by edits, as many as the rate says. At rate 0 the calendars stand still: then the clock does not move them either.
 */
export class CalendarWorld implements SimulatedWorld {
  readonly #options: SimulatorOptions;
  readonly #chance: Chance;
  readonly #pacer: ChangePacer;
  readonly #mailboxes = new ObservedPool();
  readonly #edits = new Map<string, readonly Edit[]>();
  readonly #report: ReportChange;
  /** The half hour that has been reported, or is being. */
  #slot: number | undefined;
  /** How many mailboxes have yet to be told of the new half hour: the sweep goes from the last place to the first. */
  #placesLeft = 0;

  constructor(options: SimulatorOptions, report: ReportChange) {
    this.#options = options;
    this.#chance = createSeededChance(options.seed);
    this.#pacer = new ChangePacer(options.rate, this.#chance);
    this.#report = report;
  }

  has(address: string): boolean {
    return this.#mailboxes.has(address);
  }

  add(address: string, now: Moment): SourceReport {
    if (this.#mailboxes.size === 0) this.#slot = slotOf(now.wallMs);
    this.#mailboxes.set(address);
    this.#pacer.start(now.monotonicMs);
    return this.#reportOf(address, now.wallMs);
  }

  /** What is not free in a window, whoever is observed. */
  stretchesIn(address: string, window: CalendarWindow): BusyStretch[] {
    return stretchesIn(window, new DrawnCalendar(address, this.#options.seed), this.#edits.get(address) ?? []);
  }

  remove(address: string): void {
    this.#mailboxes.delete(address);
    this.#edits.delete(address);
    if (this.#mailboxes.size > 0) return;
    this.#pacer.stop();
    this.#placesLeft = 0;
  }

  findNextAtMs(now: Moment): number | undefined {
    if (this.#isStill || this.#mailboxes.size === 0) return undefined;
    if (this.#placesLeft > 0 || slotOf(now.wallMs) !== this.#slot) return now.monotonicMs;
    const edgeAtMs = now.monotonicMs + (this.#slot + 1) * SLOT_MS - now.wallMs;
    return Math.min(edgeAtMs, this.#pacer.nextAtMs ?? Infinity);
  }

  advance(now: Moment, mayGoOn: () => boolean): void {
    if (this.#isStill || this.#mailboxes.size === 0) return;
    // Compared for being another, not a later one: the wall clock may have been put back.
    if (slotOf(now.wallMs) !== this.#slot) {
      this.#slot = slotOf(now.wallMs);
      this.#placesLeft = this.#mailboxes.pickableCount;
    }
    this.#sweep(now, mayGoOn);
    this.#editDue(now, mayGoOn);
  }

  get #isStill(): boolean {
    return this.#options.rate === 0;
  }

  #sweep(now: Moment, mayGoOn: () => boolean): void {
    while (this.#placesLeft > 0 && mayGoOn()) {
      this.#placesLeft -= 1;
      const address = this.#mailboxes.findAt(this.#placesLeft);
      if (address !== undefined) this.#report(address, this.#reportOf(address, now.wallMs));
    }
  }

  #editDue(now: Moment, mayGoOn: () => boolean): void {
    for (
      let nextAtMs = this.#pacer.nextAtMs;
      nextAtMs !== undefined && nextAtMs <= now.monotonicMs;
      nextAtMs = this.#pacer.nextAtMs
    ) {
      if (!mayGoOn()) return;
      this.#pacer.spend(1, now.monotonicMs);
      const address = this.#mailboxes.findAny(this.#chance);
      // Not before the half hour that the sweep has reported: an edit must not take a mailbox back into the one before.
      if (address !== undefined) this.#edit(address, Math.max(wallAt(nextAtMs, now), slotOf(now.wallMs) * SLOT_MS));
    }
  }

  #edit(address: string, at: number): void {
    const { raw } = this.#reportOf(address, at);
    const kind = EDITED[raw as SlotKind];
    const until = (slotOf(at) + 1 + Math.floor(this.#chance.next() * 3)) * SLOT_MS;
    this.#edits.set(address, withEdit(this.#edits.get(address) ?? [], { from: at, until, kind }));
    this.#report(address, this.#reportOf(address, at));
  }

  #reportOf(address: string, at: number): SourceReport {
    const drawn = new DrawnCalendar(address, this.#options.seed);
    if (this.#isStill) return stillReport(drawn.kindAt(0));
    // Edits of the future: the wall clock has been put back since.
    const edits = (this.#edits.get(address) ?? []).filter(({ from }) => from <= at);
    return calendarReport(calendarAround(at, drawn, edits), at).report;
  }
}

/** A mailbox whose calendar stands still: what it is, but no times, because they would pass. */
function stillReport(kind: SlotKind): SourceReport {
  const always = { from: 0, until: 1 };
  const stretches = kind === 'free' ? [] : [{ ...always, kind }];
  return calendarReport(createCalendar(stretches, always), 0).report;
}

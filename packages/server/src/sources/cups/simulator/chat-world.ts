import { createSeededChance } from '../../../core/seeded-chance.ts';
import type { Chance } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { ChangePacer } from '../../simulation/change-pacer.ts';
import { chanceOf } from '../../simulation/identity-chance.ts';
import { ObservedPool } from '../../simulation/observed-pool.ts';
import { wallAt, type Moment, type ReportChange, type SimulatedWorld } from '../../simulation/simulated-world.ts';
import type { SimulatorOptions } from '../../simulation/simulator-options.ts';
import { drawMood } from './chat-moods.ts';

/**
 * People and their chat clients. How somebody is at first depends on the seed and the address alone, so a demo shows the same
 * people the same way each time; from then on chance picks one after the other.
 */
export class ChatWorld implements SimulatedWorld {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #pacer: ChangePacer;
  readonly #people = new ObservedPool();
  /** Only of those who have changed while they were observed. */
  readonly #changed = new Map<string, SourceReport>();
  readonly #report: ReportChange;

  constructor(options: SimulatorOptions, report: ReportChange) {
    this.#seed = options.seed;
    this.#chance = createSeededChance(options.seed);
    this.#pacer = new ChangePacer(options.rate, this.#chance);
    this.#report = report;
  }

  has(address: string): boolean {
    return this.#people.has(address);
  }

  add(address: string, now: Moment): SourceReport {
    this.#people.set(address);
    this.#pacer.start(now.monotonicMs);
    return this.#moodOf(address);
  }

  remove(address: string): void {
    this.#people.delete(address);
    this.#changed.delete(address);
    if (this.#people.size === 0) this.#pacer.stop();
  }

  findNextAtMs(): number | undefined {
    return this.#pacer.nextAtMs;
  }

  advance(now: Moment, mayGoOn: () => boolean): void {
    for (
      let nextAtMs = this.#pacer.nextAtMs;
      nextAtMs !== undefined && nextAtMs <= now.monotonicMs;
      nextAtMs = this.#pacer.nextAtMs
    ) {
      if (!mayGoOn()) return;
      this.#pacer.spend(1, now.monotonicMs);
      const address = this.#people.findAny(this.#chance);
      if (address !== undefined) this.#change(address, wallAt(nextAtMs, now));
    }
  }

  #moodOf(address: string): SourceReport {
    return this.#changed.get(address) ?? drawMood(chanceOf(address, this.#seed), null);
  }

  #change(address: string, at: number): void {
    const present = this.#moodOf(address);
    let mood = drawMood(this.#chance, at);
    while (isSameMood(mood, present)) mood = drawMood(this.#chance, at);
    // Another note, or one client more, is a change, but the state has been the same for as long as before.
    const since = mood.state === present.state && mood.raw === present.raw ? present.since : at;
    const changed = { ...mood, since };
    this.#changed.set(address, changed);
    this.#report(address, changed);
  }
}

function isSameMood(one: SourceReport, other: SourceReport): boolean {
  return (
    one.raw === other.raw && one.activity?.note === other.activity?.note && one.activity?.resources === other.activity?.resources
  );
}

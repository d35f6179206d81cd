// First of all: what Angular and NgRx publish is compiled halfway, and without a build step the rest is done when it is loaded.
import '@angular/compiler';
import type { PresenceType } from '@lampfield/protocol';
import { ManualClock } from '@lampfield/server/testing';
import { SimulatedConsole } from './client/simulated-console.ts';
import { Dice } from './dice.ts';
import { checkAll, createInvariants, type Invariant } from './invariants/index.ts';
import { Ledger } from './ledger.ts';
import { Line } from './network/line.ts';
import { FarEnd } from './server/far-end.ts';
import { SimulatedServer } from './server/simulated-server.ts';
import { FINE, type WorldSettings } from './settings.ts';
import { PEOPLE, PRESENTITIES, SIMULATED_TYPES } from './simulated-people.ts';
import { settle } from './time/settle.ts';
import { DeviceClock } from './time/device-clock.ts';
import { Timeline } from './timeline.ts';

/** A presentity and where it truly is what it is. */
export interface Truth {
  readonly id: string;
  readonly identifier: string;
  readonly farEnd: FarEnd;
}

/** Chance of each part is its own, so that one that rolls more often does not change the others. */
const STREAMS = { story: 1, network: 2, devices: 3 } as const;

/** One world: a server, its sources, consoles and what lies between, on one clock. What is broken in it is said, never thrown. */
export class World {
  readonly settings: WorldSettings;
  readonly time = new ManualClock();
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly server: SimulatedServer;
  readonly consoles: readonly SimulatedConsole[];
  readonly farEnds: readonly FarEnd[];
  readonly truths: readonly Truth[];
  /** How many happenings of a kind last now. */
  readonly lasting = new Map<string, number>();
  /** Timers that have run, and what followed from each. */
  steps = 0;
  /** The first thing that is wrong; nothing goes on after it. */
  broken: string | undefined;
  readonly #invariants: readonly Invariant[] = createInvariants();

  constructor(settings: WorldSettings, isTold = false) {
    this.settings = settings;
    this.timeline = new Timeline(this.time, isTold);
    this.ledger = new Ledger(this.time, this.timeline);
    this.farEnds = SIMULATED_TYPES.map((type) => new FarEnd(type, this.time));
    this.truths = PRESENTITIES.map(({ id, identifier, type }) => ({ id, identifier, farEnd: this.farEndOf(type) }));
    this.server = new SimulatedServer({
      settings,
      time: this.time,
      farEnds: this.farEnds,
      contacts: PEOPLE,
      ledger: this.ledger,
    });
    this.consoles = Array.from({ length: settings.consoles }, (_, number) => this.#createConsole(number));
  }

  static dice(settings: WorldSettings, stream: keyof typeof STREAMS, part = 0): Dice {
    return new Dice(Math.imul(settings.seed, 31) + STREAMS[stream] * 1_000_003 + part * 7919);
  }

  farEndOf(type: PresenceType): FarEnd {
    const farEnd = this.farEnds.find((candidate) => candidate.type === type);
    if (farEnd === undefined) throw new Error(`No source of the type ${type} is simulated`);
    return farEnd;
  }

  presentityOf(id: string): Truth {
    const truth = this.truths.find((candidate) => candidate.id === id);
    if (truth === undefined) throw new Error(`No presentity ${id} is simulated`);
    return truth;
  }

  consoleAt(number: number): SimulatedConsole {
    const console = this.consoles[number];
    if (console === undefined) throw new Error(`There is no console ${String(number)}`);
    return console;
  }

  /** Lets time pass, one timer after the other, until then or until something is broken; the world's monotonic milliseconds. */
  async runUntil(untilMs: number): Promise<void> {
    while (this.broken === undefined && this.#runNext(untilMs)) {
      this.steps += 1;
      await settle();
      this.broken ??= checkAll(this.#invariants, this);
    }
    if (this.broken !== undefined) return;
    this.time.advance(untilMs - this.time.monotonicMs());
    for (const { device } of this.consoles) device.follow();
  }

  /** Nothing goes wrong on any line from now on. */
  calmDown(): void {
    for (const { line } of this.consoles) line.weather = FINE;
  }

  close(): void {
    for (const console of this.consoles) console.close();
  }

  /** Runs the timer that is due next, wherever that is; false when none is due until then. */
  #runNext(untilMs: number): boolean {
    const timeMs = this.time.findNextMs() ?? Number.POSITIVE_INFINITY;
    let nextMs = timeMs;
    let next: DeviceClock | undefined;
    for (const { device } of this.consoles) {
      const deviceMs = device.findNextMs() ?? Number.POSITIVE_INFINITY;
      if (deviceMs >= nextMs) continue;
      nextMs = deviceMs;
      next = device;
    }
    if (nextMs > untilMs) return false;
    if (next === undefined) this.time.runNext(() => this.#follow());
    else {
      this.time.advance(nextMs - this.time.monotonicMs());
      this.#follow();
      next.runNext();
    }
    return true;
  }

  #follow(): void {
    for (const { device } of this.consoles) device.follow();
  }

  #createConsole(number: number): SimulatedConsole {
    const { settings, time, ledger, server, timeline } = this;
    const name = `console${String(number + 1)}`;
    const username = settings.isOneUser ? 'attendant' : `attendant${String(number + 1)}`;
    const dice = World.dice(settings, 'network', number);
    const device = new DeviceClock(time, World.dice(settings, 'devices', number));
    const line = new Line({
      name,
      username,
      time,
      device,
      dice,
      server,
      ledger,
      times: settings.times,
      weather: settings.weather,
    });
    const onError = (error: unknown): void => {
      this.broken ??= `The client of ${name} threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    };
    ledger.recordOf(name);
    return new SimulatedConsole({ name, username, device, line, dice, ledger, timeline, onError });
  }
}

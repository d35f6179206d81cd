import type { PresenceState } from '@lampfield/protocol';
import type { Dice } from '../dice.ts';
import { EVERYBODY } from '../server/simulated-directory.ts';
import type { WorldSettings } from '../settings.ts';
import { SIMULATED_TYPES } from '../simulated-people.ts';
import type { Happening, Scheduled } from './happening.ts';

const STATES: readonly PresenceState[] = ['AVAILABLE', 'RINGING', 'ON_CALL', 'DND', 'AWAY', 'OFFLINE'];

const HOUR_MS = 3_600_000;

/** A line that flaps costs a world most of its time; after so many times it has shown what it can. */
const MOST_FLAPS = 20;

/** Whom a story can be about. */
export interface Cast {
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

/** Draws happenings for one world. */
class Storyteller {
  readonly #settings: WorldSettings;
  readonly #cast: Cast;
  readonly #dice: Dice;
  readonly #tMs: number;
  /** A machine either sleeps or has its wall clock set back: what happens in a sleep that is set back nobody on it could know. */
  readonly #setsBack: boolean;

  constructor(settings: WorldSettings, cast: Cast, dice: Dice) {
    this.#settings = settings;
    this.#cast = cast;
    this.#dice = dice;
    this.#tMs = settings.times.presenceSubscriptionTime * 1000;
    this.#setsBack = dice.happens(0.3);
  }

  next(): Happening {
    const draw = this.#dice.pickWeighted<() => Happening>([
      { weight: 8, value: () => ({ what: 'CHANGE', id: this.#dice.pick(this.#cast.ids), state: this.#dice.pick(STATES) }) },
      { weight: 5, value: () => this.#show() },
      { weight: 4, value: () => ({ what: 'SEARCH', console: this.#console(), query: this.#query() }) },
      { weight: 2, value: () => ({ what: 'DROP', console: this.#console() }) },
      { weight: 2, value: () => ({ what: 'CUT', console: this.#console(), forMs: this.#dice.aboutMs(this.#tMs / 10) }) },
      { weight: 1, value: () => ({ what: 'CUT', console: this.#console(), forMs: this.#dice.aboutMs(this.#tMs / 2) }) },
      { weight: 1, value: () => ({ what: 'MUTE', console: this.#console(), forMs: this.#dice.aboutMs(this.#tMs) }) },
      { weight: 1, value: () => this.#flap() },
      { weight: 2, value: () => this.#restart() },
      { weight: 3, value: () => this.#source() },
      { weight: 3, value: () => this.#machine() },
      { weight: 1, value: () => ({ what: 'SIGN_OUT', console: this.#console(), forMs: this.#dice.aboutMs(this.#tMs / 5) }) },
    ]);
    return draw();
  }

  /** What a console shows at first: nobody opens it to see nothing. */
  first(console: number): Happening {
    return { what: 'SHOW', console, list: 0, ids: this.#some(1) };
  }

  #console(): number {
    return this.#dice.between(0, this.#settings.consoles - 1);
  }

  #query(): string {
    return this.#dice.happens(0.3) ? EVERYBODY : this.#cast.names.filter(() => this.#dice.happens(0.4)).join(' ');
  }

  #some(least: number): string[] {
    const some = this.#cast.ids.filter(() => this.#dice.happens(0.5));
    return some.length < least ? [this.#dice.pick(this.#cast.ids)] : some;
  }

  #show(): Happening {
    return { what: 'SHOW', console: this.#console(), list: this.#dice.between(0, 1), ids: this.#some(0) };
  }

  #flap(): Happening {
    const consoles = [this.#console(), this.#console()];
    // Some lines flap without end.
    const forMs = this.#dice.happens(0.2) ? this.#settings.stormMs : this.#dice.aboutMs(this.#tMs / 4);
    return { what: 'FLAP', consoles, periodMs: Math.max(this.#dice.pick([700, 3000, 20_000]), forMs / MOST_FLAPS), forMs };
  }

  #restart(): Happening {
    const losesDisk = this.#dice.happens(0.4);
    const wallStepMs = losesDisk ? this.#dice.pick([0, -HOUR_MS, HOUR_MS]) : 0;
    return { what: 'RESTART', forMs: this.#dice.aboutMs(this.#dice.pick([200, 5000, this.#tMs / 5])), losesDisk, wallStepMs };
  }

  #source(): Happening {
    const type = this.#dice.pick(SIMULATED_TYPES);
    const forMs = this.#dice.aboutMs(this.#tMs / 8);
    return this.#dice.pickWeighted<Happening>([
      { weight: 3, value: { what: 'SOURCE_DOWN', type, forMs } },
      { weight: 1, value: { what: 'SOURCE_FLAP', type, periodMs: this.#dice.pick([300, 4000]), forMs } },
      { weight: 1, value: { what: 'SOURCE_MOOD', type, mood: this.#dice.pick(['THROWS', 'REJECTS']), forMs } },
    ]);
  }

  #machine(): Happening {
    const console = this.#console();
    const { dice, tMs } = { dice: this.#dice, tMs: this.#tMs };
    const sleep: Happening = {
      what: 'SLEEP',
      console,
      forMs: dice.aboutMs(dice.pick([10_000, 30_000, tMs / 2, tMs / 2, tMs / 2, HOUR_MS / 2])),
    };
    const step: Happening = { what: 'STEP_WALL', console, byMs: dice.pick([1000, 60_000, HOUR_MS]) * (this.#setsBack ? -1 : 1) };
    return dice.pickWeighted<Happening>([
      { weight: 3, value: this.#setsBack ? step : sleep },
      { weight: 1, value: step },
      { weight: 2, value: { what: 'THROTTLE', console, forMs: dice.aboutMs(tMs / 2) } },
      { weight: 1, value: { what: 'CLOG', console, forMs: dice.aboutMs(2000) } },
    ]);
  }
}

/** When the last of it is over; milliseconds since the world began. */
export function endOfStoryMs(story: readonly Scheduled[]): number {
  return Math.max(...story.map(({ atMs, happening }) => atMs + ('forMs' in happening ? happening.forMs : 0)));
}

/** All that happens in a world, in the order of time. */
export function drawStory(settings: WorldSettings, cast: Cast, dice: Dice): readonly Scheduled[] {
  const teller = new Storyteller(settings, cast, dice);
  const story: Scheduled[] = Array.from({ length: settings.consoles }, (_, console) => ({
    atMs: dice.aboutMs(3000),
    happening: teller.first(console),
  }));
  for (let atMs = dice.aboutMs(settings.paceMs); atMs < settings.stormMs; atMs += dice.aboutMs(settings.paceMs) + 1) {
    story.push({ atMs, happening: teller.next() });
  }
  return story;
}

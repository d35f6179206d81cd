import type { PresenceTimes } from '@lampfield/protocol';
import { Dice } from './dice.ts';

/** What the way between one console and the server does to what travels on it. Ratios from 0 to 1. */
export interface Weather {
  /** Requests that never arrive. */
  readonly requestLoss: number;
  /** Answers that never arrive, though the server did what was asked. */
  readonly answerLoss: number;
  /** Requests that arrive twice, the second time later. */
  readonly duplicates: number;
  /** Requests that arrive so late that their client has given them up. */
  readonly lates: number;
  /** Requests that something before the server answers with 503. */
  readonly refusals: number;
  /** Pushes that arrive twice. */
  readonly duplicatePushes: number;
  /** Pushes that vanish though the connection lives: no network does that, but a fault between the outbox and the wire would. */
  readonly vanishingPushes: number;
  /** Each way; milliseconds. */
  readonly longestLatencyMs: number;
}

/** What a world is like, before anything happens in it. */
export interface WorldSettings {
  readonly seed: number;
  readonly times: PresenceTimes;
  readonly lingerMs: number;
  readonly consoles: number;
  /** All consoles are tabs of one user. */
  readonly isOneUser: boolean;
  readonly weather: Weather;
  /** How long a source takes for a first state; 0: it answers within the call. */
  readonly sourceDelayMs: number;
  /** While things happen; milliseconds. */
  readonly stormMs: number;
  /** After it, while nothing does; milliseconds. */
  readonly calmMs: number;
  /** Mean time between two happenings; milliseconds. */
  readonly paceMs: number;
  /** In the calm every screen is closed, so that everything has to go away. */
  readonly endsEmpty: boolean;
}

const T_SECONDS = [
  { weight: 4, value: 30 },
  { weight: 4, value: 45 },
  { weight: 4, value: 60 },
  { weight: 3, value: 100 },
  { weight: 1, value: 240 },
  { weight: 1, value: 400 },
  { weight: 3, value: 600 },
];

/** What a line does when nothing is wrong with it. */
export const FINE: Weather = {
  requestLoss: 0,
  answerLoss: 0,
  duplicates: 0,
  lates: 0,
  refusals: 0,
  duplicatePushes: 0,
  vanishingPushes: 0,
  longestLatencyMs: 40,
};

const MIXED: Weather = { ...FINE, requestLoss: 0.1, answerLoss: 0.05, duplicates: 0.1, lates: 0.05, duplicatePushes: 0.1 };

const FOUL: Weather = { ...MIXED, requestLoss: 0.4, answerLoss: 0.15, refusals: 0.1, longestLatencyMs: 400 };

const WEATHERS = [
  { weight: 4, value: FINE },
  { weight: 4, value: MIXED },
  { weight: 3, value: FOUL },
  { weight: 1, value: { ...FINE, vanishingPushes: 0.3 } },
];

/** A world by its number. */
export function drawSettings(seed: number): WorldSettings {
  const dice = new Dice(seed);
  const presenceSubscriptionTime = dice.pickWeighted(T_SECONDS);
  const presenceGcPeriod = dice.pick(
    [1, 2, 5, 10, 30, Math.floor(presenceSubscriptionTime / 2)].filter((g) => g * 2 <= presenceSubscriptionTime),
  );
  const tMs = presenceSubscriptionTime * 1000;
  const endsEmpty = dice.happens(0.3);
  const times = { presenceSubscriptionTime, presenceGcPeriod };
  const weather = dice.pickWeighted(WEATHERS);
  return {
    seed,
    times,
    lingerMs: dice.pick([0, 0, 5000, Math.round(tMs / 4)]),
    consoles: dice.pick([1, 1, 2, 2, 2, 3]),
    isOneUser: dice.happens(0.5),
    weather,
    sourceDelayMs: dice.pick([0, 0, 50, 3000]),
    stormMs: Math.round(tMs * (0.8 + 1.4 * dice.next())),
    calmMs: endsEmpty
      ? unusedForMs(times) + Math.round(tMs / 4)
      : recoveryMs(times) + Math.round(tMs * (weather.vanishingPushes > 0 ? 1.1 : 0.2)),
    paceMs: dice.pick([tMs / 10, tMs / 5, tMs / 3]),
    endsEmpty,
  };
}

const SECOND = 1000;

/** Invariant 6's bound, from the design: 1.25 (T + 2G) + (T + G); milliseconds. */
export function unusedForMs({ presenceSubscriptionTime: t, presenceGcPeriod: g }: PresenceTimes): number {
  return (1.25 * (t + 2 * g) + (t + g)) * SECOND;
}

/**
 * How long after the last fault everything is right again at the latest; milliseconds. A dead connection is noticed after a ping (15 s), opened again after a back-off (7.5 s, or
 * 10 s and a reload where the server had ended it); a round that failed waits up to a minute and then takes a round's time.
 */
export function recoveryMs({ presenceSubscriptionTime }: PresenceTimes): number {
  return (105 + 0.2 * presenceSubscriptionTime) * SECOND;
}

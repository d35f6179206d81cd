import type { ShownPresence } from '@lampfield/client-presence';
import type { Truth } from '../world.ts';

/** A lamp that asks to be believed. */
export function isCertain(lamp: ShownPresence | undefined): boolean {
  return lamp !== undefined && lamp.stale !== true && lamp.state !== 'UNKNOWN';
}

/** Why a lamp is not what the source says; undefined when it is. A lamp that says it is not certain is right if its reason is true. */
export function findLie(lamp: ShownPresence | undefined, { farEnd, identifier }: Truth): string | undefined {
  const truth = farEnd.isUp ? farEnd.stateOf(identifier).state : 'down';
  if (lamp === undefined) return 'is not in the store';
  if (isCertain(lamp)) return lamp.state === truth ? undefined : `says ${lamp.state}, the source is ${truth}`;
  if (lamp.reason === 'SOURCE_DOWN' && !farEnd.isUp) return undefined;
  return `is ${lamp.state} because of ${lamp.reason ?? 'nothing'}, the source is ${truth}`;
}

import { createSeededChance } from '../../core/seeded-chance.ts';
import type { Chance } from '../../ports/clock.ts';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Chance that belongs to one identifier (and, if given, one stretch of time): what it decides is the same however often, in which
 * order and at which node it is asked. The text is hashed with 32-bit FNV-1a, over UTF-16 code units.
 */
export function chanceOf(identifier: string, seed: number, stretch = 0): Chance {
  let hash = FNV_OFFSET ^ Math.imul(seed, 0x9e3779b1) ^ Math.imul(stretch, 0x85ebca6b);
  for (let index = 0; index < identifier.length; index += 1) {
    hash = Math.imul(hash ^ identifier.charCodeAt(index), FNV_PRIME);
  }
  return createSeededChance(hash);
}

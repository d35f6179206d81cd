import { pickOne } from '../../../core/seeded-chance.ts';
import type { Chance } from '../../../ports/clock.ts';

/**
 * Ranges of a thousand numbers each that no subscriber has: Ofcom keeps them free for drama, so a demo never shows
 * a real person's number.
 */
const RANGES = [
  '+44113496',
  '+44114496',
  '+44115496',
  '+44116496',
  '+44117496',
  '+44118496',
  '+44121496',
  '+44131496',
  '+44141496',
  '+44151496',
  '+44161496',
  '+44191498',
  '+44207946',
] as const;

/** A number outside the organisation, in international form. */
export function drawOutsideNumber(chance: Chance): string {
  const range = pickOne(RANGES, chance);
  return `${range}${String(Math.floor(chance.next() * 1000)).padStart(4, '0')}`;
}

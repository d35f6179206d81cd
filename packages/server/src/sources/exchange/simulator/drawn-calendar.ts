import type { BusyKind } from '@lampfield/protocol';
import type { Chance } from '../../../ports/clock.ts';
import { chanceOf } from '../../simulation/identity-chance.ts';

/** What a half hour of a drawn calendar is. */
export type SlotKind = BusyKind | 'free';

/**
 * Calendars are made of half hours, counted from the epoch. All time zones but a few lie whole half hours apart, so meetings
 * begin at plausible times wherever the server stands.
 */
export const SLOT_MS = 1_800_000;

const SLOTS_PER_BLOCK = 8;
const BLOCKS_PER_DAY = 6;

/** Of all days of all people, those out of office. */
const OUT_OF_OFFICE_SHARE = 0.05;

/** Each half of a block has a meeting this often. */
const MEETING_SHARE = 0.7;

/** Shares of what is in a calendar; the rest is busy. */
const TENTATIVE_SHARE = 0.15;
const ELSEWHERE_SHARE = 0.05;

/** Number of the half hour that a moment lies in. */
export function slotOf(wallMs: number): number {
  return Math.floor(wallMs / SLOT_MS);
}

/**
 * The calendar of one mailbox, a function of the seed, the address and the half hour alone: nothing is stored, and asking again
 * gives the same. The office never closes, so that a demo looks the same at night.
 */
export class DrawnCalendar {
  readonly #address: string;
  readonly #seed: number;
  /** Blocks already drawn, for as long as this object lives: one report. */
  readonly #blocks = new Map<number, readonly SlotKind[]>();

  constructor(address: string, seed: number) {
    this.#address = address;
    this.#seed = seed;
  }

  kindAt(slot: number): SlotKind {
    const block = Math.floor(slot / SLOTS_PER_BLOCK);
    let kinds = this.#blocks.get(block);
    if (kinds === undefined) {
      kinds = this.#drawBlock(block);
      this.#blocks.set(block, kinds);
    }
    return kinds[slot - block * SLOTS_PER_BLOCK] ?? 'free';
  }

  #drawBlock(block: number): SlotKind[] {
    const day = Math.floor(block / BLOCKS_PER_DAY);
    const kinds = Array<SlotKind>(SLOTS_PER_BLOCK).fill('free');
    // Days count from minus one downwards, so that they share no chance with the blocks.
    if (chanceOf(this.#address, this.#seed, -1 - day).next() < OUT_OF_OFFICE_SHARE) return kinds.fill('oof');
    const chance = chanceOf(this.#address, this.#seed, block);
    const half = SLOTS_PER_BLOCK / 2;
    for (const from of [0, half]) {
      if (chance.next() < MEETING_SHARE) drawMeeting(from, { kinds, chance });
    }
    return kinds;
  }
}

/** A meeting of one to three half hours in one half of a block. */
function drawMeeting(from: number, { kinds, chance }: { kinds: SlotKind[]; chance: Chance }): void {
  const begin = from + Math.floor(chance.next() * 3);
  const end = Math.min(begin + 1 + Math.floor(chance.next() * 3), from + SLOTS_PER_BLOCK / 2);
  kinds.fill(drawMeetingKind(chance), begin, end);
}

function drawMeetingKind(chance: Chance): SlotKind {
  const draw = chance.next();
  if (draw < TENTATIVE_SHARE) return 'tentative';
  return draw < TENTATIVE_SHARE + ELSEWHERE_SHARE ? 'workingElsewhere' : 'busy';
}

import type { PresenceId } from '@lampfield/protocol';
import { NONE } from './columns.ts';
import { SlotTable } from './slot-table.ts';

const FNV_PRIME = 0x0100_0193;

/**
 * Ids by slot, and slots by id. Of a million ids a `Map` has none in the processor's cache, and looks at two or three strings until it has the right
 * one; here only at the right one, as the hashes stand in the table.
 */
export class IdTable {
  readonly #slots = new SlotTable();
  readonly #ids: (PresenceId | undefined)[] = [];
  readonly #offset: number;

  /** @param offset what the hash begins with; 32 bits */
  constructor(offset: number) {
    this.#offset = offset;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The slot of the id, or {@link NONE}. */
  find(id: PresenceId): number {
    const slots = this.#slots;
    const hash = this.#hashOf(id);
    for (let place = slots.seek(hash); place !== NONE; place = slots.seekNext(hash, place)) {
      const slot = slots.slotAt(place);
      if (this.#ids[slot] === id) return slot;
    }
    return NONE;
  }

  /** The id that has the slot, which is in use. */
  idOf(slot: number): PresenceId {
    return this.#ids[slot] ?? '';
  }

  /** Gives an id, which has none yet, a slot that is free. */
  add(id: PresenceId, slot: number): void {
    this.#ids[slot] = id;
    this.#slots.add(this.#hashOf(id), slot);
  }

  /** Takes the id out that has the slot, and tells which it was. */
  delete(slot: number): PresenceId {
    const id = this.idOf(slot);
    this.#slots.delete(this.#hashOf(id), slot);
    this.#ids[slot] = undefined;
    return id;
  }

  /** FNV-1a over UTF-16 units. */
  #hashOf(id: PresenceId): number {
    let hash = this.#offset | 0;
    for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), FNV_PRIME);
    return hash;
  }
}

import type { Chance } from '../../ports/clock.ts';

const NOT_PICKABLE = -1;

/**
 * The identifiers a simulator has been asked to observe, some or all of which chance may pick. Every operation but `clear` costs
 * the same however many there are, and a member costs one map entry and one place in a list: a million of them must not be
 * noticed.
 */
export class ObservedPool {
  /** Member -> its place in the list below. */
  readonly #places = new Map<string, number>();
  readonly #pickable: string[] = [];

  /** How many members there are, pickable or not. */
  get size(): number {
    return this.#places.size;
  }

  /** How many of them chance may pick. */
  get pickableCount(): number {
    return this.#pickable.length;
  }

  has(identifier: string): boolean {
    return this.#places.has(identifier);
  }

  /** Adds a member, or changes whether it may be picked. */
  set(identifier: string, isPickable = true): void {
    const place = this.#places.get(identifier);
    if (place !== undefined && (place !== NOT_PICKABLE) === isPickable) return;
    if (isPickable) {
      this.#places.set(identifier, this.#pickable.push(identifier) - 1);
    } else {
      if (place !== undefined) this.#vacate(place);
      this.#places.set(identifier, NOT_PICKABLE);
    }
  }

  /** Removes a member; false if it was none. */
  delete(identifier: string): boolean {
    const place = this.#places.get(identifier);
    if (place === undefined) return false;
    if (place !== NOT_PICKABLE) this.#vacate(place);
    return this.#places.delete(identifier);
  }

  clear(): void {
    this.#places.clear();
    this.#pickable.length = 0;
  }

  /** One of the pickable members, each as likely as the other; undefined when there is none. */
  findAny(chance: Chance): string | undefined {
    return this.#pickable[Math.floor(chance.next() * this.#pickable.length)];
  }

  /**
   * The pickable member at a place, 0 to `pickableCount` - 1. Removals move the last one into the gap, so a walk that may be
   * interrupted goes from the last place to the first: it misses nobody.
   */
  findAt(place: number): string | undefined {
    return this.#pickable[place];
  }

  /** Fills the gap with the last one. */
  #vacate(place: number): void {
    const last = this.#pickable.pop();
    if (last === undefined || place === this.#pickable.length) return;
    this.#pickable[place] = last;
    this.#places.set(last, place);
  }
}

import type { Subscription } from '../subscription/subscription.ts';

/** Who may be asked whether the far end still knows him. */
type Suspect = Pick<Subscription, 'isQuiet'>;

/**
 * Subscriptions that the far end has confirmed, by when it did: whom it has confirmed longest ago is asked first whether it still knows him. Whoever
 * is asked goes to the end at once, so that one who gets no proper answer does not keep the others from being asked.
 */
export class Suspects<T extends Suspect> {
  readonly #confirmed = new Set<T>();

  /** The far end has told something. @param isAnswer it was asked: only that proves that it is not forgotten, all else may have been sent before */
  confirm(one: T, isAnswer: boolean): void {
    if (isAnswer) this.#confirmed.delete(one);
    this.#confirmed.add(one);
  }

  /** There is nothing to be forgotten any more. */
  leave(one: T): void {
    this.#confirmed.delete(one);
  }

  /** Those to be asked next, as far as they may be asked now. */
  take(count: number, mayTake: (one: T) => boolean): readonly T[] {
    const taken: T[] = [];
    for (const one of this.#confirmed) {
      if (taken.length >= count) break;
      if (one.isQuiet && mayTake(one)) taken.push(one);
    }
    for (const one of taken) this.confirm(one, true);
    return taken;
  }
}

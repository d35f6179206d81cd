import type { Contact, PresenceId } from '@lampfield/protocol';
import type { FoundPresentity } from '../ports/directory.ts';
import { presentitiesOf } from './contact-mapper.ts';

/** Collects whose presentities are, from the contacts that stand for them; a presentity of several who have different names is nobody's. */
export class PresentityOwners {
  readonly #found = new Map<PresenceId, FoundPresentity>();

  /** What was found so far. */
  get found(): ReadonlyMap<PresenceId, FoundPresentity> {
    return this.#found;
  }

  /** Takes in a contact, with those of its presentities that are asked about; without a set, with all. */
  take(contact: Contact, asked?: ReadonlySet<PresenceId>): void {
    for (const id of presentitiesOf(contact)) {
      if (asked?.has(id) === false) continue;
      const known = this.#found.get(id);
      const isShared = known !== undefined && known.displayName !== contact.displayName;
      this.#found.set(id, isShared ? {} : { displayName: contact.displayName });
    }
  }
}

import type { PresenceId, PresenceItem } from '@lampfield/protocol';
import type { OutgoingItem } from '../ports/push-sink.ts';

/** How items are found and shown. */
export interface ItemForms {
  /** The item as it is to be shown now; undefined when its subscription is gone. */
  readonly findItem: (id: PresenceId) => PresenceItem | undefined;
  /** Whether some users may see a name in it that others do not. */
  readonly isNameless: (item: PresenceItem) => boolean;
  /** The name that this user gets to see in it; undefined for none. */
  readonly findNameFor: (username: string, item: PresenceItem) => string | undefined;
  /** The item with that name in it. */
  readonly withName: (item: PresenceItem, name: string) => PresenceItem;
}

/** An item on its way out, and the forms in which some get it. */
export interface SharedItem extends OutgoingItem {
  /** The same item with names in it, by name; undefined where everybody sees the same. */
  readonly forms: Map<string, OutgoingItem> | undefined;
}

/** The items of one flush, each made once however many connections get it, and once more for each name that some of their users see in it. */
export class OutgoingItems {
  readonly #forms: ItemForms;
  readonly #made: Map<PresenceId, SharedItem | undefined> | undefined;

  /** @param isAskedAgain whether an item may be asked for twice; else nothing has to be remembered */
  constructor(forms: ItemForms, isAskedAgain: boolean) {
    this.#forms = forms;
    this.#made = isAskedAgain ? new Map() : undefined;
  }

  /** The item as everybody may see it; undefined when its subscription is gone. */
  find(id: PresenceId): SharedItem | undefined {
    const made = this.#made?.get(id);
    if (made !== undefined) return made;
    const item = this.#forms.findItem(id);
    const shared = item && { item, encoded: undefined, forms: this.#forms.isNameless(item) ? new Map() : undefined };
    this.#made?.set(id, shared);
    return shared;
  }

  /** The item as the user gets to see it. */
  formFor(username: string, shared: SharedItem): OutgoingItem {
    const { item, forms } = shared;
    const name = forms && this.#forms.findNameFor(username, item);
    if (forms === undefined || name === undefined) return shared;
    const known = forms.get(name);
    if (known !== undefined) return known;
    const form: OutgoingItem = { item: this.#forms.withName(item, name), encoded: undefined };
    forms.set(name, form);
    return form;
  }
}

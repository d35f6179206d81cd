import type { Log } from '../../../ports/log.ts';
import { afterRefusal, afterSubscribeSent, newContact, type Contact } from './contact.ts';
import type { ContactBook } from './contact-book.ts';
import { refusalOf } from './presence-error.ts';
import { findRosterStep, isOurs, type RosterStep } from './roster-plan.ts';
import { presenceTo, rosterRemove, rosterSet } from './roster-stanza.ts';
import type { RosterTask } from './roster-worker.ts';
import { RequestRefusedError, StreamEndedError, type XmppStream } from './xmpp-stream.ts';

/** Parts that steps are taken with. */
export interface RosterStepsParts {
  readonly log: Log;
  readonly stream: XmppStream;
  readonly group: string;
  readonly wishes: { isWanted(bare: string): boolean; readonly borrowed: Set<string> };
  readonly book: ContactBook;
}

/** Takes the steps that the plan decides on, one address at a time. */
export class RosterSteps {
  readonly #parts: RosterStepsParts;

  constructor(parts: RosterStepsParts) {
    this.#parts = parts;
  }

  /** The next step for an address; undefined when its entry is as it should be. */
  findTask(bare: string): RosterTask | undefined {
    const { wishes, group, book } = this.#parts;
    const contact = book.get(bare);
    const step = findRosterStep({
      entry: contact.entry,
      isWanted: wishes.isWanted(bare),
      isSubscribeSent: contact.isSubscribeSent,
      isRefused: contact.refusal !== undefined,
      isBorrowed: wishes.borrowed.has(bare),
      group,
    });
    const isTooSoon = (step === 'add' || step === 'subscribe') && book.isCooling(bare);
    return step === undefined || isTooSoon ? undefined : () => this.#take(step, contact);
  }

  async #take(step: RosterStep, contact: Contact): Promise<void> {
    try {
      if (step === 'add') await this.#add(contact);
      else if (step === 'remove') await this.#remove(contact);
      else if (step === 'subscribe') this.#subscribe(contact);
      else this.#withdraw(contact);
    } catch (error) {
      this.#onFailed(step, contact.bare, error);
    }
  }

  async #add({ bare }: Contact): Promise<void> {
    const { stream, group, book } = this.#parts;
    await stream.request(rosterSet(bare, group));
    const contact = book.get(bare);
    // Some servers push after they answer: the entry is there either way.
    book.change({ ...contact, entry: contact.entry ?? { bare, subscription: 'none', isAsked: false, groups: [group] } });
  }

  async #remove({ bare }: Contact): Promise<void> {
    await this.#parts.stream.request(rosterRemove(bare));
    this.#parts.book.change(newContact(bare));
  }

  #subscribe({ bare, entry }: Contact): void {
    const { stream, wishes, group, book } = this.#parts;
    if (entry !== undefined && !isOurs(entry, group)) wishes.borrowed.add(bare);
    book.change(afterSubscribeSent(book.get(bare)));
    stream.send(presenceTo(bare, 'subscribe'));
  }

  #withdraw({ bare, entry }: Contact): void {
    const { stream, wishes, book } = this.#parts;
    wishes.borrowed.delete(bare);
    const subscription = entry?.subscription === 'both' || entry?.subscription === 'from' ? 'from' : 'none';
    book.change(newContact(bare, entry && { ...entry, subscription, isAsked: false }));
    stream.send(presenceTo(bare, 'unsubscribe'));
  }

  #onFailed(step: RosterStep, bare: string, error: unknown): void {
    const { log, book } = this.#parts;
    if (error instanceof StreamEndedError) return;
    if (!(error instanceof RequestRefusedError)) {
      log.error({ contact: bare, step, err: error }, 'contact list could not be changed');
      return;
    }
    log.warn({ contact: bare, step, condition: error.condition }, 'chat server refused to change the contact list');
    // What cannot be removed now is left to the next reconciliation.
    book.change(step === 'remove' ? newContact(bare) : afterRefusal(book.get(bare), refusalOf(error.condition)));
  }
}

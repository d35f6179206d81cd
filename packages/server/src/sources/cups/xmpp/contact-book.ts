import type { Clock, Timer } from '../../../ports/clock.ts';
import { isAsked, judge, newContact, type Contact } from './contact.ts';
import { Patience, type Awaited } from './patience.ts';
import type { Verdict } from './presence-aggregate.ts';
import { isAuthorised } from './roster-stanza.ts';

/** Parts of a contact book. */
export interface ContactBookParts {
  readonly clock: Clock;
  /** How long a contact may take to let itself be watched; milliseconds. */
  readonly answerMs: number;
  readonly isWanted: (bare: string) => boolean;
  /** Something can be said of a wanted contact; `stampMs` is when it was said, if the server told (epoch milliseconds). */
  readonly onVerdict: (bare: string, verdict: Verdict, stampMs: number | undefined) => void;
  /** It lets us see its presence but shows none: it should be asked for it. */
  readonly onSilent: (bare: string) => void;
  /** It may be asked again, see {@link ContactBook.isCooling}. */
  readonly onCooled: (bare: string) => void;
}

/** How long an authorised contact may take to show a client; servers answer within milliseconds, those of other domains in a second. */
const PRESENCE_MS = 500;
/** And how long after it was asked for it: ejabberd answers nothing for somebody who is not there. */
const PROBE_MS = 1000;
/**
 * How long an address is left alone after its subscription ended. Its server answers the end with an `unsubscribed` of its own
 * (ejabberd does), and if that meets a new request on its way, the request is lost on both sides.
 */
const COOLING_MS = 1000;

/** All contacts of one stream, with the deadlines of those that nothing can be said of yet. */
export class ContactBook {
  readonly #parts: ContactBookParts;
  readonly #contacts = new Map<string, Contact>();
  readonly #patience: Patience;
  readonly #cooling = new Map<string, Timer>();

  constructor(parts: ContactBookParts) {
    this.#parts = parts;
    const deadlinesMs = { answer: parts.answerMs, presence: PRESENCE_MS, probe: PROBE_MS };
    this.#patience = new Patience(parts.clock, deadlinesMs, (bare, what) => {
      this.#onOver(bare, what);
    });
  }

  /** The contact as it is now; an empty one for an address that is not known. */
  get(bare: string): Contact {
    return this.#contacts.get(bare) ?? newContact(bare);
  }

  /** On the contact list, or wanted. */
  has(bare: string): boolean {
    return this.#contacts.has(bare);
  }

  /** Addresses of all contacts. */
  addresses(): string[] {
    return [...this.#contacts.keys()];
  }

  /** Puts the contact in the place of the one before, and says what follows from it. Who is neither on the list nor wanted is forgotten. */
  change(contact: Contact, stampMs?: number): void {
    const { bare, entry } = contact;
    if (isAuthorised(this.get(bare).entry) && !isAuthorised(entry)) this.#cool(bare);
    const isWanted = this.#parts.isWanted(bare);
    if (entry === undefined && !isWanted) this.#contacts.delete(bare);
    else this.#contacts.set(bare, contact);
    const verdict = judge(contact);
    this.#patience.await(bare, isWanted && verdict === undefined ? awaitedOf(contact) : undefined);
    if (isWanted && verdict !== undefined) this.#parts.onVerdict(bare, verdict, stampMs);
  }

  /** True for a short while after a subscription ended. */
  isCooling(bare: string): boolean {
    return this.#cooling.has(bare);
  }

  /** The server has said what it knows: who was asked and showed no client is not there. */
  takeSilenceForAbsence(): void {
    for (const [bare, contact] of this.#contacts) {
      if (!isAuthorised(contact.entry) || !contact.isProbed) continue;
      this.#patience.await(bare, undefined);
      this.#contacts.set(bare, { ...contact, isOverdue: true });
    }
  }

  /** Ends all deadlines. */
  stop(): void {
    this.#patience.stop();
    for (const timer of this.#cooling.values()) timer.cancel();
    this.#cooling.clear();
  }

  #onOver(bare: string, what: Awaited): void {
    const isFirstSilence = what === 'presence';
    if (isFirstSilence) this.#parts.onSilent(bare);
    this.change({ ...this.get(bare), ...(isFirstSilence ? { isProbed: true } : { isOverdue: true }) });
  }

  #cool(bare: string): void {
    this.#cooling.get(bare)?.cancel();
    const timer = this.#parts.clock.startTimer(COOLING_MS, () => {
      this.#cooling.delete(bare);
      this.#parts.onCooled(bare);
    });
    this.#cooling.set(bare, timer);
  }
}

function awaitedOf(contact: Contact): Awaited | undefined {
  if (isAuthorised(contact.entry)) return contact.isProbed ? 'probe' : 'presence';
  return isAsked(contact) ? 'answer' : undefined;
}

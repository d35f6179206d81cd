import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { afterPresence, afterRefusal, afterRosterNews, judge, newContact, type Contact } from './contact.ts';
import { ContactBook } from './contact-book.ts';
import type { Verdict } from './presence-aggregate.ts';
import { DENIED } from './presence-error.ts';
import { readPresence, type PresenceNews } from './presence-stanza.ts';
import { QuietWait } from './quiet-wait.ts';
import {
  isAuthorised,
  ownPresence,
  pingRequest,
  presenceTo,
  readRosterItems,
  rosterGet,
  type RosterNews,
} from './roster-stanza.ts';
import { RosterSteps } from './roster-steps.ts';
import { RosterWorker } from './roster-worker.ts';
import { StreamPulse } from './stream-pulse.ts';
import type { XmlElement } from './xmpp-library.ts';
import { RequestRefusedError, StreamEndedError, type XmppStream } from './xmpp-stream.ts';

/** What a session is told about the account and its pace; times in milliseconds. */
export interface SessionSettings {
  /** Folded bare address of the account. */
  readonly own: string;
  readonly domain: string;
  readonly group: string;
  readonly answerMs: number;
  readonly changesPerSecond: number;
  readonly pingMs: number;
  readonly pingTimeoutMs: number;
}

/** What outlives a session. */
export interface SessionWishes {
  isWanted(bare: string): boolean;
  wanted(): readonly string[];
  /** It said no while it was watched: it is not asked again by each new stream. */
  isDenied(bare: string): boolean;
  /** Entries that are not ours but carry a subscription that is. */
  readonly borrowed: Set<string>;
}

/** What a session tells. */
export interface SessionEvents {
  /** All that the server knows has been learnt: see {@link RosterSession.verdictOf}. Once. */
  onSettled(): void;
  /** After that: something can be said of a wanted contact. `seenAtMs` is the wall clock of the change. */
  onVerdict(bare: string, verdict: Verdict, seenAtMs: number): void;
  /** The stream is of no use any more, although it has not ended. */
  onUseless(detail: string): void;
}

/** Parts of a session. */
export interface RosterSessionParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly stream: XmppStream;
  readonly settings: SessionSettings;
  readonly wishes: SessionWishes;
  readonly events: SessionEvents;
}

/** The answers to our first presence have come when none came for so long. Answers of other clients are not ordered with the server's own. */
const QUIET_MS = 200;
const LONGEST_SETTLING_MS = 10_000;
const MOST_DECLINED = 10_000;

/**
 * The account's contact list and what it shows, as taught by one stream; nothing of it outlives the stream. Decisions are in
 * `roster-plan.ts` and `contact.ts`; this connects them with the server.
 */
export class RosterSession {
  readonly #parts: RosterSessionParts;
  readonly #book: ContactBook;
  readonly #worker: RosterWorker;
  readonly #pulse: StreamPulse;
  /** Asked to see our presence and were told no: once is enough, or two programs would talk for ever. */
  readonly #declined = new Set<string>();
  #settling: QuietWait | undefined;
  #isLearnt = false;
  #isSettled = false;
  #isEnded = false;

  /** @param parts the stream has to be online */
  constructor(parts: RosterSessionParts) {
    const { clock, log, stream, settings, wishes } = parts;
    this.#parts = parts;
    this.#book = new ContactBook({
      clock,
      answerMs: settings.answerMs,
      isWanted: (bare) => wishes.isWanted(bare),
      onVerdict: (bare, verdict, stampMs) => {
        if (this.#isSettled) parts.events.onVerdict(bare, verdict, stampMs ?? clock.wallMs());
      },
      onSilent: (bare) => {
        stream.send(presenceTo(bare, 'probe'));
      },
      onCooled: (bare) => {
        this.#worker.enqueue(bare);
      },
    });
    const steps = new RosterSteps({ log, stream, group: settings.group, wishes, book: this.#book });
    this.#worker = new RosterWorker({ clock, perSecond: settings.changesPerSecond, findTask: (bare) => steps.findTask(bare) });
    this.#pulse = this.#startPulse();
    this.#learn().catch((error: unknown) => {
      this.#onLearningFailed(error);
    });
  }

  /** What can be said of a contact now; undefined while it is too early, or when it is not known at all. */
  verdictOf(bare: string): Verdict | undefined {
    return judge(this.#book.get(bare));
  }

  /** The wish for an address has changed. */
  onWishChanged(bare: string): void {
    if (!this.#isLearnt || this.#isEnded) return;
    const contact = this.#book.get(bare);
    // A refusal holds while the contact is watched: whoever watches it anew asks anew.
    this.#book.change(isAuthorised(contact.entry) ? contact : newContact(bare, contact.entry));
    this.#worker.enqueue(bare);
  }

  /** Takes a presence or a roster push. */
  onStanza(stanza: XmlElement): void {
    if (this.#isEnded) return;
    if (stanza.name === 'iq') {
      for (const news of readRosterItems(stanza)) this.#onRosterNews(news);
      return;
    }
    const news = readPresence(stanza, this.#parts.clock.wallMs());
    if (news !== undefined && news.bare !== this.#parts.settings.own) this.#onPresence(news);
  }

  /** Does at once what is still to be done at the server. Settles when it has answered. */
  drain(): Promise<void> {
    return this.#isLearnt ? this.#worker.hurry() : Promise.resolve();
  }

  /** Nothing happens any more. */
  end(): void {
    this.#isEnded = true;
    this.#book.stop();
    this.#worker.stop();
    this.#pulse.stop();
    this.#settling?.stop();
  }

  #startPulse(): StreamPulse {
    const { clock, stream, settings, events } = this.#parts;
    return new StreamPulse({
      clock,
      quietMs: settings.pingMs,
      timeoutMs: settings.pingTimeoutMs,
      heardAtMs: () => stream.heardAtMs,
      ask: () => {
        this.#ping().catch(() => undefined);
      },
      onSilent: () => {
        events.onUseless('the server has fallen silent');
      },
    });
  }

  async #learn(): Promise<void> {
    const { stream, wishes } = this.#parts;
    for (const { bare, entry } of readRosterItems(await stream.request(rosterGet()))) {
      // The server itself probes those who are authorised, when it gets our presence (RFC 6121, section 4.2.2).
      this.#book.change({ ...newContact(bare, entry), isProbed: isAuthorised(entry) });
    }
    stream.send(ownPresence());
    this.#isLearnt = true;
    for (const bare of wishes.wanted()) this.#book.change(this.#recall(bare));
    for (const bare of this.#book.addresses()) this.#worker.enqueue(bare);
    await this.#ping();
    if (!this.#isEnded) this.#settling = this.#waitForQuiet();
  }

  #recall(bare: string): Contact {
    const contact = this.#book.get(bare);
    const isStillDenied = this.#parts.wishes.isDenied(bare) && !isAuthorised(contact.entry);
    return isStillDenied ? afterRefusal(contact, DENIED) : contact;
  }

  /** The answer does not matter, but that there is one: servers without XEP-0199 refuse. */
  async #ping(): Promise<void> {
    await this.#parts.stream.request(pingRequest(this.#parts.settings.domain)).catch((error: unknown) => {
      if (!(error instanceof RequestRefusedError)) throw error;
    });
  }

  #onLearningFailed(error: unknown): void {
    if (this.#isEnded || error instanceof StreamEndedError) return;
    this.#parts.events.onUseless(error instanceof Error ? error.message : 'the contact list could not be read');
  }

  #waitForQuiet(): QuietWait {
    return new QuietWait({
      clock: this.#parts.clock,
      quietMs: QUIET_MS,
      mostMs: LONGEST_SETTLING_MS,
      onQuiet: () => {
        this.#settling = undefined;
        this.#isSettled = true;
        this.#book.takeSilenceForAbsence();
        this.#parts.events.onSettled();
      },
    });
  }

  #onRosterNews({ bare, entry }: RosterNews): void {
    this.#settling?.stir();
    this.#book.change(afterRosterNews(this.#book.get(bare), entry));
    this.#worker.enqueue(bare);
  }

  #onPresence(news: PresenceNews): void {
    if (news.kind === 'subscribe') this.#decline(news.bare);
    // Anybody can send a presence to anybody: who is not on the list is not believed.
    if (!this.#book.has(news.bare)) return;
    const contact = this.#book.get(news.bare);
    // Only those of whom nothing was heard are waited for: on a busy server somebody changes all the time.
    if (contact.resources.size === 0) this.#settling?.stir();
    this.#book.change(afterPresence(contact, news), news.stampMs);
  }

  /** The account shows itself to nobody. */
  #decline(bare: string): void {
    if (this.#declined.has(bare) || this.#declined.size >= MOST_DECLINED) return;
    this.#declined.add(bare);
    this.#parts.stream.send(presenceTo(bare, 'unsubscribed'));
  }
}

import { GOOD_CONNECTION_MS } from '../../../reconnect-delay.ts';
import { readDeltaSeconds } from '../message/delta-seconds.ts';
import type { SipRequest, SipResponse } from '../message/sip-message.ts';
import type { PendingRequest } from '../transaction/transaction-layer.ts';
import { GIVE_UP_MS } from '../transaction/transaction-timers.ts';
import type { Answer } from '../transaction/write-response.ts';
import { Lease } from './lease.ts';
import { NamedTimers } from './named-timers.ts';
import { checkNotify, NO_SUBSCRIPTION } from './notify-check.ts';
import { LATER, reactToStatus, reactToTermination, type Reaction } from './reactions.ts';
import { RetryPause } from './retry-pause.ts';
import { sendSubscribe } from './send-subscribe.ts';
import { SubscriptionDialog } from './subscription-dialog.ts';
import type { CallOutcome, StateDocument, SubscriptionParts } from './subscription-parts.ts';
import type { SubscriptionState } from './subscription-state.ts';

/**
 * `idle`: there is nothing at the far end. `asking`: a first SUBSCRIBE is out, its NOTIFY has not come. `active`: the far end notifies.
 * `ending`: it is being told to stop. `over`: the end.
 */
type Phase = 'idle' | 'asking' | 'active' | 'ending' | 'over';

/** Longest life that is asked for where the far end wants longer ones than configured; seconds. */
const MOST_EXPIRES = 86_400;

/**
 * One watched address: a subscription of RFC 6665 that is made again whenever it ends against our will. It begins and ends when it is
 * its turn (`takeTurn`), so that many of them do not come at once; refreshes are spread by chance and need no turn.
 */
export class Subscription {
  /** The watched address. */
  readonly uri: string;
  readonly #parts: SubscriptionParts;
  readonly #lease: Lease;
  readonly #pause: RetryPause;
  /** `notify` is timer N of RFC 6665, section 4.1.2.4. */
  readonly #timers: NamedTimers<'notify' | 'retry'>;
  #phase: Phase = 'idle';
  #isWanted = true;
  #dialog: SubscriptionDialog | undefined;
  #pending: PendingRequest | undefined;
  #expiresSeconds: number;
  /** Monotonic milliseconds. */
  #activeSinceMs = 0;

  constructor(uri: string, parts: SubscriptionParts) {
    const { clock, chance } = parts;
    this.uri = uri;
    this.#parts = parts;
    this.#expiresSeconds = parts.settings.expiresSeconds;
    this.#timers = new NamedTimers(clock);
    this.#pause = new RetryPause(chance);
    this.#lease = new Lease({ clock, chance, onDue: () => this.#refresh(), onExpired: () => this.#lose({ kind: 'anew' }) });
  }

  /** The far end notifies, and is not being asked anything. */
  get isQuiet(): boolean {
    return this.#phase === 'active' && this.#pending === undefined;
  }

  /** Does what is to be done: subscribes, asks an existing subscription for its state, or ends it. */
  takeTurn(): void {
    if (this.#parts.findCaller() === undefined) return;
    if (!this.#isWanted) this.#unsubscribe();
    else if (this.#phase === 'active') this.#refresh();
    else if (this.#phase === 'idle') this.#begin();
  }

  /** Nobody wants it any more: it is silent from now on, and over when the far end knows. */
  end(): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#halt();
    if (this.#phase === 'active' && this.#parts.findCaller() !== undefined) this.#parts.events.onWish(this);
    else this.#finish();
  }

  /** The way to the proxy is gone. What the far end knows may still be there when it is back. */
  suspend(): void {
    this.#halt();
    if (!this.#isWanted) this.#finish();
    else if (this.#phase === 'asking') this.#forget();
  }

  /** There is a way again, and it is to be asked anew: also what was refused. */
  resume(): void {
    if (this.#dialog === undefined || !this.#lease.isValid) this.#forget();
    else this.#parts.findCaller()?.enter(this.#dialog.callId, this);
    this.#parts.events.onWish(this);
  }

  /** A NOTIFY with its Call-ID. */
  notify(request: SipRequest, answer: (answer: Answer) => void): void {
    const check = this.#dialog && checkNotify(request, this.#dialog, this.#parts.settings);
    answer(check?.answer ?? NO_SUBSCRIPTION);
    if (check?.state === undefined) return;
    if (this.#isWanted) this.#onNotify(check.state, check.document);
    else if (check.state.state === 'terminated') this.#finish();
  }

  #begin(): void {
    const { randomToken, settings, findCaller, mayAsk, events } = this.#parts;
    if (!mayAsk()) {
      events.onUnknown(this, 'DENIED');
      events.onUnauthorized(this, undefined);
      return;
    }
    const names = { callId: randomToken(), localTag: randomToken(), localUri: settings.from, remoteUri: this.uri };
    this.#dialog = new SubscriptionDialog(names);
    findCaller()?.enter(names.callId, this);
    this.#phase = 'asking';
    this.#ask();
  }

  #refresh(): void {
    if (this.#pending !== undefined) return;
    if (this.#parts.mayAsk()) this.#ask();
    else this.#lease.askAgainAfter(this.#pause.nextMs());
  }

  /** Every SUBSCRIBE is followed by a NOTIFY, or there is no subscription. */
  #ask(): void {
    this.#send(this.#expiresSeconds, (outcome) => this.#onOutcome(outcome));
    // Asking again before it came is no reason to wait for longer.
    if (!this.#timers.isRunning('notify')) this.#timers.start('notify', GIVE_UP_MS, () => this.#lose(LATER));
  }

  /** The SUBSCRIBE before brings no NOTIFY. */
  #askInstead(): void {
    this.#timers.cancel('notify');
    this.#ask();
  }

  #unsubscribe(): void {
    if (this.#phase !== 'active') return;
    this.#phase = 'ending';
    this.#timers.start('notify', GIVE_UP_MS, () => this.#finish());
    // After a 2xx a last NOTIFY ends it. After anything else there is nothing to wait for.
    this.#send(0, (outcome) => {
      if (outcome.kind !== 'response' || outcome.response.status >= 300) this.#finish();
    });
  }

  #send(expiresSeconds: number, onOutcome: (outcome: CallOutcome) => void): void {
    const { settings, findCaller } = this.#parts;
    const caller = findCaller();
    if (caller === undefined || this.#dialog === undefined) return;
    this.#pending = sendSubscribe({ caller, dialog: this.#dialog, settings, expiresSeconds }, (outcome) => {
      this.#pending = undefined;
      onOutcome(outcome);
    });
  }

  #onOutcome(outcome: CallOutcome): void {
    const { events } = this.#parts;
    if (outcome.kind === 'unauthorized') this.#onUnauthorized(outcome.detail);
    else if (outcome.kind !== 'response') this.#onUnanswered();
    else {
      events.onAuthorized(this);
      if (outcome.response.status < 300) this.#onAccepted(outcome.response);
      else this.#onRefused(outcome.response);
    }
  }

  /** Neither silence nor a network that does not carry says anything about the subscription itself. */
  #onUnanswered(): void {
    if (this.#dialog?.detour() === true) this.#askInstead();
    else this.#onFailed(LATER);
  }

  #onAccepted(response: SipResponse): void {
    this.#dialog?.retarget(response);
    this.#lease.adopt(readDeltaSeconds(response.headers.find('expires')) ?? this.#expiresSeconds);
  }

  #onRefused({ status, reasonPhrase, headers }: SipResponse): void {
    const reaction = reactToStatus(status);
    const minExpires = readDeltaSeconds(headers.find('min-expires')) ?? 0;
    if (reaction.kind === 'longer' && minExpires > this.#expiresSeconds && minExpires <= MOST_EXPIRES) {
      this.#expiresSeconds = minExpires;
      this.#askInstead();
      return;
    }
    if (reaction.kind === 'never') this.#parts.events.onRefused(this, `${String(status)} ${reasonPhrase}`, reaction.reason);
    if (reaction.kind === 'anew' && this.#phase === 'active') this.#parts.events.onForgotten(this);
    this.#onFailed(reaction, readDeltaSeconds(headers.find('retry-after')));
  }

  /** A subscription that exists is not ended by a refresh that failed for a passing reason (RFC 6665, section 4.1.2.2). */
  #onFailed(reaction: Reaction, retryAfterSeconds?: number): void {
    const isPassing = reaction.kind === 'later' || reaction.kind === 'longer';
    if (this.#phase !== 'active' || !isPassing) this.#lose(reaction, retryAfterSeconds);
    else {
      this.#timers.cancel('notify');
      this.#lease.askAgainAfter(this.#pause.nextMs(retryAfterSeconds));
    }
  }

  #onUnauthorized(detail: string): void {
    const { events } = this.#parts;
    events.onUnauthorized(this, detail);
    if (this.#phase === 'active') {
      this.#onFailed(LATER);
      return;
    }
    this.#forget();
    events.onUnknown(this, 'DENIED');
  }

  #onNotify(state: SubscriptionState, document: StateDocument | undefined): void {
    const { events, clock } = this.#parts;
    const isRead = this.#timers.isRunning('notify');
    this.#timers.cancel('notify');
    if (state.state === 'terminated') {
      this.#onTerminated(state, document);
      return;
    }
    if (this.#phase !== 'active') this.#activeSinceMs = clock.monotonicMs();
    else if (isRead) this.#pause.reset();
    this.#phase = 'active';
    this.#lease.adopt(state.expiresSeconds ?? this.#expiresSeconds);
    if (state.state === 'pending') events.onUnknown(this, 'PENDING');
    else this.#tell(document, isRead);
  }

  #onTerminated({ reason, retryAfterSeconds }: SubscriptionState, document: StateDocument | undefined): void {
    const reaction = reactToTermination(reason);
    if (reaction.kind === 'never') this.#parts.events.onRefused(this, `terminated, ${reason ?? ''}`, reaction.reason);
    // What was told last stays true for ever.
    if (reaction.kind !== 'settled') this.#lose(reaction, retryAfterSeconds);
    else {
      if (document !== undefined) this.#tell(document, true);
      this.#forget();
    }
  }

  #tell(document: StateDocument | undefined, isRead: boolean): void {
    if (this.#dialog !== undefined) this.#parts.events.onState(this, { document, isRead, dialogId: this.#dialog.callId });
  }

  /** There is no subscription any more; another may follow. */
  #lose(reaction: Reaction, retryAfterSeconds?: number): void {
    const { clock, events } = this.#parts;
    const livedMs = this.#phase === 'active' ? clock.monotonicMs() - this.#activeSinceMs : 0;
    if (livedMs >= GOOD_CONNECTION_MS) this.#pause.reset();
    this.#forget();
    events.onUnknown(this, 'reason' in reaction ? reaction.reason : 'PENDING');
    if (reaction.kind === 'never') return;
    const pauseMs = reaction.kind === 'anew' ? this.#pause.nextAtOnceMs() : this.#pause.nextMs(retryAfterSeconds);
    if (pauseMs === 0) events.onWish(this);
    else this.#timers.start('retry', pauseMs, () => events.onWish(this));
  }

  /** Lets go of the dialog, whatever the far end thinks of it. */
  #forget(): void {
    this.#halt();
    this.#lease.end();
    if (this.#dialog !== undefined) this.#parts.findCaller()?.leave(this.#dialog.callId);
    this.#dialog = undefined;
    if (this.#phase !== 'over') this.#phase = 'idle';
  }

  /** Nothing is asked and nothing waited for; what was granted stays granted. */
  #halt(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
    this.#timers.cancelAll();
    this.#lease.rest();
  }

  #finish(): void {
    if (this.#phase === 'over') return;
    this.#forget();
    this.#phase = 'over';
    this.#parts.events.onOver(this);
  }
}

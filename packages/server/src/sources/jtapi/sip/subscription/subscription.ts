import { readDeltaSeconds } from '../message/delta-seconds.ts';
import type { SipRequest, SipResponse } from '../message/sip-message.ts';
import { GIVE_UP_MS } from '../transaction/transaction-timers.ts';
import type { Answer } from '../transaction/write-response.ts';
import { Lease } from './lease.ts';
import { NamedTimers } from './named-timers.ts';
import { answerTo } from './notify-check.ts';
import { LATER, reactToStatus, reactToTermination, type Reaction } from './reactions.ts';
import { RetryPause } from './retry-pause.ts';
import { SubscribeChannel } from './subscribe-channel.ts';
import type { CallOutcome, StateDocument, SubscriptionParts } from './subscription-parts.ts';
import type { SubscriptionState } from './subscription-state.ts';

/**
 * `idle`: there is nothing at the far end. `asking`: a first SUBSCRIBE is out, its NOTIFY has not come. `active`: the far end notifies.
 * `left`: it should be told to stop, and cannot be while the account is refused. `ending`: it is being told. `told`: it has stopped, only its last
 * NOTIFY may come. `over`: the end.
 */
type Phase = 'idle' | 'asking' | 'active' | 'left' | 'ending' | 'told' | 'over';

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
  readonly #channel: SubscribeChannel;
  readonly #lease: Lease;
  readonly #pause: RetryPause;
  /** `notify` is timer N of RFC 6665, section 4.1.2.4. */
  readonly #timers: NamedTimers<'notify' | 'retry'>;
  #phase: Phase = 'idle';
  #isWanted = true;
  #expiresSeconds: number;

  constructor(uri: string, parts: SubscriptionParts) {
    const { clock, chance } = parts;
    this.uri = uri;
    this.#parts = parts;
    this.#expiresSeconds = parts.settings.expiresSeconds;
    this.#channel = new SubscribeChannel(this, parts);
    this.#timers = new NamedTimers(clock);
    this.#pause = new RetryPause(clock, chance);
    this.#lease = new Lease({ clock, chance, onDue: () => this.#refresh(), onExpired: () => this.#lose({ kind: 'anew' }) });
  }

  /** Somebody wants to be told; false from `end` on. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** The far end notifies, is not being asked anything, and may be. */
  get isQuiet(): boolean {
    return this.#isWanted && this.#phase === 'active' && !this.#channel.isBusy && !this.#lease.isPutOff;
  }

  /** Does what is to be done: subscribes, asks an existing subscription for its state, or ends it. */
  takeTurn(): void {
    if (this.#parts.findCaller() === undefined) return;
    if (!this.#isWanted) this.#unsubscribe();
    else if (this.#phase === 'idle') this.#begin();
    else if (this.#phase === 'active' && !this.#lease.isPutOff) this.#refresh();
  }

  /** Nobody wants it any more: it is silent from now on, and over when the far end has let go of it. */
  end(): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    // What becomes of the SUBSCRIBE that is out, is seen by its answer or by its NOTIFY.
    if (this.#phase !== 'asking') this.#part();
  }

  #part(): void {
    this.#halt();
    if (this.#phase !== 'active') this.drop();
    else if (this.#parts.findCaller() !== undefined) this.#parts.events.onWish(this);
  }

  /** It is over, whatever the far end knows. */
  drop(): void {
    if (this.#phase === 'over') return;
    this.#forget();
    this.#phase = 'over';
    this.#parts.events.onOver(this);
  }

  /** The way to the proxy is gone. What the far end knows may still be there when it is back. */
  suspend(): void {
    this.#halt();
    if (this.#phase === 'ending') this.#phase = 'active';
    else if (this.#phase === 'told' || (this.#phase === 'asking' && !this.#isWanted)) this.drop();
    else if (this.#phase === 'asking') this.#forget();
  }

  /** There is a way again, and it is to be asked anew: also what was refused. */
  resume(): void {
    if (this.#channel.dialog !== undefined && this.#lease.isValid) this.#channel.listen();
    else if (this.#isWanted) this.#forget();
    else {
      this.drop();
      return;
    }
    this.#parts.events.onWish(this);
  }

  /** A NOTIFY with its Call-ID. */
  notify(request: SipRequest, answer: (answer: Answer) => void): void {
    const check = this.#channel.check(request);
    answer(answerTo(check, this.#phase === 'left'));
    if (check?.state === undefined) return;
    if (this.#isWanted) this.#onNotify(check.state, check.document);
    else this.#onUnwantedNotify(check.state);
  }

  #onUnwantedNotify({ state, expiresSeconds }: SubscriptionState): void {
    if (this.#phase === 'left' || state === 'terminated') this.drop();
    if (this.#phase !== 'asking') return;
    this.#phase = 'active';
    this.#lease.adopt(expiresSeconds ?? this.#expiresSeconds);
    this.#part();
  }

  #begin(): void {
    const { permits, events } = this.#parts;
    this.#timers.cancel('retry');
    if (!permits.takePlace(this)) return;
    if (!permits.mayAsk(this)) {
      permits.freePlace(this);
      if (permits.isRefused) events.onUnknown(this, 'DENIED');
      events.onUnauthorized(this, undefined);
      return;
    }
    this.#channel.open();
    this.#phase = 'asking';
    this.#ask();
  }

  #refresh(): void {
    if (this.#channel.isBusy) return;
    if (this.#parts.permits.mayAsk(this)) this.#ask();
    else this.#lease.askAgainAfter(this.#pause.nextMs());
  }

  /** Every SUBSCRIBE is followed by a NOTIFY, or there is no subscription. */
  #ask(): void {
    this.#send(this.#expiresSeconds);
    // Asking again before it came is no reason to wait for longer.
    if (!this.#timers.isRunning('notify')) this.#timers.start('notify', GIVE_UP_MS, () => this.#lose(LATER));
  }

  /** The SUBSCRIBE before brings no NOTIFY. */
  #askInstead(): void {
    this.#timers.cancel('notify');
    this.#ask();
  }

  #unsubscribe(): void {
    if (this.#phase !== 'active' && this.#phase !== 'left') return;
    if (!this.#parts.permits.isOpen) {
      this.#linger(undefined);
      return;
    }
    this.#phase = 'ending';
    this.#timers.start('notify', GIVE_UP_MS, () => this.drop());
    this.#send(0);
  }

  /** To end it might be one more failed sign-in: until the account is accepted it is left to run out. */
  #linger(detail: string | undefined): void {
    this.#phase = 'left';
    this.#timers.cancelAll();
    this.#lease.runOut();
    this.#parts.events.onUnauthorized(this, detail);
  }

  #send(expiresSeconds: number): void {
    const { events, permits } = this.#parts;
    const maySignIn = (isStale: boolean): boolean => (this.#isWanted || expiresSeconds === 0) && permits.maySignIn(this, isStale);
    this.#channel.send({ expiresSeconds, maySignIn }, (outcome) => {
      if (outcome.kind === 'response') events.onAuthorized(this);
      if (this.#isWanted) this.#onOutcome(outcome);
      else this.#onUnwantedOutcome(outcome);
    });
  }

  #onOutcome(outcome: CallOutcome): void {
    if (outcome.kind === 'unauthorized') this.#onUnauthorized(outcome.detail);
    else if (outcome.kind === 'unsigned') this.#onUnauthorized(undefined);
    else if (outcome.kind !== 'response') this.#onUnanswered();
    else if (outcome.response.status < 300) this.#onAccepted(outcome.response);
    else this.#onRefused(outcome.response);
  }

  /** After a 2xx there is a NOTIFY to come. After anything else there is nothing to wait for. */
  #onUnwantedOutcome(outcome: CallOutcome): void {
    const detail = outcome.kind === 'unauthorized' ? outcome.detail : undefined;
    if (outcome.kind === 'response' && outcome.response.status < 300) {
      if (this.#phase !== 'ending') return;
      this.#phase = 'told';
      this.#parts.permits.freePlace(this);
    } else if (this.#phase === 'ending' && (detail !== undefined || outcome.kind === 'unsigned')) this.#linger(detail);
    else this.drop();
  }

  /** Neither silence nor a network that does not carry says anything about the subscription itself. */
  #onUnanswered(): void {
    if (this.#channel.dialog?.detour() === true) this.#askInstead();
    else this.#onFailed(LATER);
  }

  #onAccepted(response: SipResponse): void {
    this.#channel.dialog?.retarget(response);
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
    if (reaction.kind === 'seldom') this.#parts.events.onRefused(this, `${String(status)} ${reasonPhrase}`, reaction.reason);
    if (reaction.kind === 'anew' && this.#phase === 'active') this.#parts.events.onForgotten(this);
    this.#onFailed(reaction, readDeltaSeconds(headers.find('retry-after')));
  }

  /** A subscription that exists is not ended by a refresh that failed for a passing reason (RFC 6665, section 4.1.2.2). */
  #onFailed(reaction: Reaction, retryAfterSeconds?: number): void {
    const isPassing = reaction.kind === 'later' || reaction.kind === 'longer';
    if (this.#phase !== 'active' || !isPassing) this.#lose(reaction, retryAfterSeconds);
    else {
      this.#timers.cancel('notify');
      const pauseMs = this.#pause.nextMs(retryAfterSeconds);
      if (retryAfterSeconds === undefined) this.#lease.askAgainAfter(pauseMs);
      else this.#lease.putOff(pauseMs);
    }
  }

  #onUnauthorized(detail: string | undefined): void {
    const { events, permits } = this.#parts;
    events.onUnauthorized(this, detail);
    if (this.#phase === 'active') this.#onFailed(LATER);
    else this.#forget();
    if (this.#phase === 'idle' && (detail !== undefined || permits.isRefused)) events.onUnknown(this, 'DENIED');
  }

  #onNotify(state: SubscriptionState, document: StateDocument | undefined): void {
    const { events } = this.#parts;
    const isRead = this.#timers.isRunning('notify');
    this.#timers.cancel('notify');
    if (state.state === 'terminated') {
      this.#onTerminated(state, document);
      return;
    }
    if (this.#phase !== 'active') this.#pause.begun();
    else if (isRead) this.#pause.reset();
    this.#phase = 'active';
    this.#lease.adopt(state.expiresSeconds ?? this.#expiresSeconds);
    if (state.state === 'pending') events.onUnknown(this, 'PENDING');
    else this.#tell(document, isRead);
  }

  #onTerminated({ reason, retryAfterSeconds }: SubscriptionState, document: StateDocument | undefined): void {
    const reaction = reactToTermination(reason);
    if (reaction.kind === 'seldom') this.#parts.events.onRefused(this, `terminated, ${reason ?? ''}`, reaction.reason);
    // What was told last stays true for ever.
    if (reaction.kind !== 'settled') this.#lose(reaction, retryAfterSeconds);
    else {
      if (document !== undefined) this.#tell(document, true);
      this.#forget();
    }
  }

  #tell(document: StateDocument | undefined, isRead: boolean): void {
    const { dialog } = this.#channel;
    if (dialog !== undefined) this.#parts.events.onState(this, { document, isRead, dialogId: dialog.callId });
  }

  /** There is no subscription any more; another may follow. */
  #lose(reaction: Reaction, retryAfterSeconds?: number): void {
    const { events } = this.#parts;
    if (!this.#isWanted) {
      this.drop();
      return;
    }
    if (this.#phase === 'active') this.#pause.ended();
    this.#forget();
    events.onUnknown(this, 'reason' in reaction ? reaction.reason : 'PENDING');
    const pauseMs = this.#pause.afterMs(reaction.kind, retryAfterSeconds);
    if (pauseMs === 0) events.onWish(this);
    else this.#timers.start('retry', pauseMs, () => events.onWish(this));
  }

  /** There is nothing at the far end, as far as we are concerned. */
  #forget(): void {
    this.#halt();
    this.#lease.end();
    this.#channel.close();
    if (this.#phase !== 'over') this.#phase = 'idle';
  }

  /** Nothing is asked and nothing waited for; what was granted stays granted. */
  #halt(): void {
    this.#channel.halt();
    this.#timers.cancelAll();
    this.#lease.rest();
  }
}

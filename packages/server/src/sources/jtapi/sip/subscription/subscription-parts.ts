import type { PresenceReason } from '@lampfield/protocol';
import type { Chance, Clock } from '../../../../ports/clock.ts';
import type { HeaderLine } from '../message/write-message.ts';
import type { RandomToken } from '../random-token.ts';
import type { Outcome } from '../transaction/client-transaction.ts';
import type { PendingRequest } from '../transaction/transaction-layer.ts';
import type { Hop } from '../transport/sip-transport.ts';
import type { Subscription } from './subscription.ts';

/** A request as a subscription wants it sent. */
export interface DialogRequest {
  readonly method: string;
  readonly uri: string;
  readonly hop: Hop;
  /** Whether a password that is asked for may be given. */
  readonly maySignIn: (isStale: boolean) => boolean;
  /** The headers of one sending: who is asked for a password sends again, with the next CSeq. */
  readonly makeHeaders: () => readonly HeaderLine[];
}

/**
 * How a request ended; `unauthorized`: the proxy does not take our name or password, or there is none; `unsigned`: it asked for them, and they
 * were not to be given.
 */
export type CallOutcome = Outcome | { readonly kind: 'unauthorized'; readonly detail: string } | { readonly kind: 'unsigned' };

/** The way to the proxy, as long as it lasts. */
export interface SipCaller {
  readonly proxy: Hop;
  /** What Contact says. */
  readonly contact: string;
  request(request: DialogRequest, onOutcome: (outcome: CallOutcome) => void): PendingRequest;
  /** NOTIFYs with the Call-ID go to the subscription from now on. */
  enter(callId: string, subscription: Subscription): void;
  leave(callId: string): void;
}

/** The body of a NOTIFY. */
export interface StateDocument {
  /** In lower case, without parameters. */
  readonly contentType: string;
  readonly text: string;
}

/** The state of what is watched, as a NOTIFY brings it. */
export interface StateNews {
  /** Undefined when the notifier knows of no state. */
  readonly document: StateDocument | undefined;
  /** Documents build on those before them, but only on those of the same dialog. */
  readonly dialogId: string;
  /** The notifier was asked just now, so that it said all it knows. */
  readonly isRead: boolean;
}

/** What a subscription tells, always about itself. */
export interface SubscriptionEvents {
  /** It has something to do, and wants `takeTurn` called when it is its turn. */
  onWish(subscription: Subscription): void;
  onState(subscription: Subscription, news: StateNews): void;
  /** Nothing is known from now on; what comes after it begins anew. */
  onUnknown(subscription: Subscription, reason: PresenceReason): void;
  /** The far end has forgotten a subscription that should have lived: perhaps it has forgotten others as well. */
  onForgotten(subscription: Subscription): void;
  /** The proxy took our name and password, as far as it asked. */
  onAuthorized(subscription: Subscription): void;
  /**
   * It may not ask, as things are, and waits to be given another turn.
   *
   * @param detail what the proxy said just now; undefined when it was not asked because the permits forbid it
   */
  onUnauthorized(subscription: Subscription, detail: string | undefined): void;
  /** Asking again soon is of no use; said for the log. @param detail such as `489 Bad Event` */
  onRefused(subscription: Subscription, detail: string, reason: PresenceReason): void;
  /** It has been ended and the far end told, or nothing was to be told. */
  onOver(subscription: Subscription): void;
}

/** What a subscription needs before it asks the proxy. */
export interface Permits<T> {
  /** The proxy has refused our name or password, and not taken them since. */
  readonly isRefused: boolean;
  /** It has not, nor is it just being found out whether it does. */
  readonly isOpen: boolean;
  /** False while it is not open and this is not the one to try; true is for one request. */
  mayAsk(one: T): boolean;
  /** Whether a password that is asked for may be given. @param isStale the proxy says that the last one was right, but too old */
  maySignIn(one: T, isStale: boolean): boolean;
  /** Takes one of the places for subscriptions at the proxy, or false: it is given another turn when there is one. Who has one has it. */
  takePlace(one: T): boolean;
  /** There is no subscription of it at the proxy any more, as far as we can know. */
  freePlace(one: T): void;
}

/** What all subscriptions of a source share. */
export interface SubscriptionParts {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly randomToken: RandomToken;
  readonly settings: SubscriptionSettings;
  readonly events: SubscriptionEvents;
  /** The way to the proxy; undefined while there is none. */
  readonly findCaller: () => SipCaller | undefined;
  readonly permits: Permits<Subscription>;
}

/** What is asked for. */
export interface SubscriptionSettings {
  /** Who we are; a SIP address. */
  readonly from: string;
  /** The event package: `dialog`, `presence`. */
  readonly eventPackage: string;
  /** What can be read of it. */
  readonly contentTypes: readonly string[];
  /** For how long; seconds. */
  readonly expiresSeconds: number;
}

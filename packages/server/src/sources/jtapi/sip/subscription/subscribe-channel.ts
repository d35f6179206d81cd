import type { SipRequest } from '../message/sip-message.ts';
import type { PendingRequest } from '../transaction/transaction-layer.ts';
import { checkNotify, type NotifyCheck } from './notify-check.ts';
import { sendSubscribe, type SubscribeParts } from './send-subscribe.ts';
import { SubscriptionDialog } from './subscription-dialog.ts';
import type { CallOutcome, SubscriptionParts } from './subscription-parts.ts';
import type { Subscription } from './subscription.ts';

/** The dialog that a subscription has with the far end, one at a time, and the request that is under way in it. */
export class SubscribeChannel {
  readonly #owner: Subscription;
  readonly #parts: SubscriptionParts;
  #dialog: SubscriptionDialog | undefined;
  #pending: PendingRequest | undefined;

  constructor(owner: Subscription, parts: SubscriptionParts) {
    this.#owner = owner;
    this.#parts = parts;
  }

  /** Undefined while there is nothing at the far end, as far as we can know. */
  get dialog(): SubscriptionDialog | undefined {
    return this.#dialog;
  }

  /** A request has not been answered. */
  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  /** Begins a dialog; the first request makes it. */
  open(): void {
    const { randomToken, settings } = this.#parts;
    const names = { callId: randomToken(), localTag: randomToken(), localUri: settings.from, remoteUri: this.#owner.uri };
    this.#dialog = new SubscriptionDialog(names);
    this.listen();
  }

  /** NOTIFYs are brought from now on, by the way to the proxy that there is now. */
  listen(): void {
    if (this.#dialog !== undefined) this.#parts.findCaller()?.enter(this.#dialog.callId, this.#owner);
  }

  /** Sends a SUBSCRIBE, if there is a dialog and a way. */
  send(ask: Pick<SubscribeParts, 'expiresSeconds' | 'maySignIn'>, onOutcome: (outcome: CallOutcome) => void): void {
    const { settings, findCaller } = this.#parts;
    const caller = findCaller();
    if (caller === undefined || this.#dialog === undefined) return;
    this.#pending = sendSubscribe({ caller, dialog: this.#dialog, settings, ...ask }, (outcome) => {
      this.#pending = undefined;
      onOutcome(outcome);
    });
  }

  /** Looks at a NOTIFY with the Call-ID of the dialog; undefined when there is none. */
  check(request: SipRequest): NotifyCheck | undefined {
    return this.#dialog && checkNotify(request, this.#dialog, this.#parts.settings);
  }

  /** No answer is waited for any more. */
  halt(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
  }

  /** Lets go of the dialog, whatever the far end thinks of it. */
  close(): void {
    this.halt();
    if (this.#dialog !== undefined) this.#parts.findCaller()?.leave(this.#dialog.callId);
    this.#dialog = undefined;
    this.#parts.permits.freePlace(this.#owner);
  }
}

import type { EndKind } from '../../../reconnect-delay.ts';
import type { SipMessage } from '../message/sip-message.ts';
import type { Origin, SipTransportEvents } from './sip-transport.ts';

/** Events that fall silent when their transport is closed, whatever its sockets still have to say. */
export class MutableEvents implements SipTransportEvents {
  readonly #events: SipTransportEvents;
  #isMuted = false;

  constructor(events: SipTransportEvents) {
    this.#events = events;
  }

  mute(): void {
    this.#isMuted = true;
  }

  onOpen(): void {
    if (!this.#isMuted) this.#events.onOpen();
  }

  onMessage(message: SipMessage, origin: Origin): void {
    if (!this.#isMuted) this.#events.onMessage(message, origin);
  }

  onMalformed(detail: string): void {
    if (!this.#isMuted) this.#events.onMalformed(detail);
  }

  onLost(kind: EndKind, detail: string): void {
    if (!this.#isMuted) this.#events.onLost(kind, detail);
  }
}

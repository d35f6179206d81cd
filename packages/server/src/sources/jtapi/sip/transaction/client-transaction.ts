import type { Clock, Timer } from '../../../../ports/clock.ts';
import type { SipResponse } from '../message/sip-message.ts';
import { GIVE_UP_MS, T1_MS, T2_MS, T4_MS } from './transaction-timers.ts';

/** How a request ended: with a final response, with none in time, or it could not be sent at all. */
export type Outcome =
  | { readonly kind: 'response'; readonly response: SipResponse }
  | { readonly kind: 'silence' }
  | { readonly kind: 'unsent'; readonly detail: string };

/** Parts of a client transaction. */
export interface ClientTransactionParts {
  readonly clock: Clock;
  /** The transport sees to it that the request arrives: it is sent once. */
  readonly isReliable: boolean;
  readonly send: () => void;
  /** Once, unless it is cancelled. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Responses to it need not be brought any more. */
  readonly onOver: () => void;
}

/**
 * A request other than INVITE until its final response (RFC 3261, section 17.1.2): sent again and again where the transport may lose it
 * (timer E), given up after a while (F), and kept a little longer for copies of the response (K).
 */
export class ClientTransaction {
  readonly #parts: ClientTransactionParts;
  #state: 'trying' | 'proceeding' | 'completed' | 'over' = 'trying';
  #resendTimer: Timer | undefined;
  #endTimer: Timer;

  /** Sends at once. */
  constructor(parts: ClientTransactionParts) {
    this.#parts = parts;
    this.#endTimer = parts.clock.startTimer(GIVE_UP_MS, () => {
      this.#conclude({ kind: 'silence' }, 0);
    });
    this.#send(T1_MS);
  }

  /** A response that belongs to it. */
  receive(response: SipResponse): void {
    if (response.status >= 200) this.#conclude({ kind: 'response', response }, this.#parts.isReliable ? 0 : T4_MS);
    else if (this.#state === 'trying') this.#state = 'proceeding';
  }

  /** The transport says that the request cannot arrive. */
  fail(detail: string): void {
    this.#conclude({ kind: 'unsent', detail }, 0);
  }

  /** Its outcome is of no interest any more. */
  cancel(): void {
    this.#end();
  }

  /** @param pauseMs until the next sending */
  #send(pauseMs: number): void {
    const { clock, isReliable, send } = this.#parts;
    if (!isReliable) {
      this.#resendTimer = clock.startTimer(pauseMs, () => {
        // Whoever said that he is at it need not be asked so often (timer E in the state Proceeding).
        this.#send(this.#state === 'proceeding' ? T2_MS : Math.min(2 * pauseMs, T2_MS));
      });
    }
    send();
  }

  /** @param keepMs how long copies of the response may still come */
  #conclude(outcome: Outcome, keepMs: number): void {
    if (this.#state === 'completed' || this.#state === 'over') return;
    this.#state = 'completed';
    this.#resendTimer?.cancel();
    this.#endTimer.cancel();
    if (keepMs === 0) this.#end();
    else this.#endTimer = this.#parts.clock.startTimer(keepMs, () => this.#end());
    this.#parts.onOutcome(outcome);
  }

  #end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#resendTimer?.cancel();
    this.#endTimer.cancel();
    this.#parts.onOver();
  }
}

import { readChallenges } from '../digest/digest-challenge.ts';
import type { DigestKeyring } from '../digest/digest-keyring.ts';
import type { SipResponse } from '../message/sip-message.ts';
import type { HeaderLine } from '../message/write-message.ts';
import type { CallOutcome, DialogRequest } from '../subscription/subscription-parts.ts';
import type { PendingRequest, TransactionLayer } from '../transaction/transaction-layer.ts';

/** What requests are sent with. */
export interface DigestRequestParts {
  readonly layer: TransactionLayer;
  readonly keyring: DigestKeyring;
}

/** Proxies that a request may pass (RFC 3261, section 8.1.1.6). */
export const MAX_FORWARDS: HeaderLine = ['max-forwards', '70'];
/** Who we are, for the far end's log. */
export const USER_AGENT: HeaderLine = ['user-agent', 'Lampfield'];

/** A request that is sent again when somebody on its way asks for the password. */
export class DigestRequest implements PendingRequest {
  readonly #parts: DigestRequestParts;
  readonly #request: DialogRequest;
  readonly #onOutcome: (outcome: CallOutcome) => void;
  readonly #answered = new Map<string, number>();
  #pending: PendingRequest;

  /** Sends at once. */
  constructor(parts: DigestRequestParts, request: DialogRequest, onOutcome: (outcome: CallOutcome) => void) {
    this.#parts = parts;
    this.#request = request;
    this.#onOutcome = onOutcome;
    this.#pending = this.#send();
  }

  cancel(): void {
    this.#pending.cancel();
  }

  #send(): PendingRequest {
    const { method, uri, hop, makeHeaders } = this.#request;
    const headers = [MAX_FORWARDS, ...makeHeaders(), ...this.#parts.keyring.authorize(method, uri), USER_AGENT];
    const message = { startLine: `${method} ${uri} SIP/2.0`, headers };
    return this.#parts.layer.request({ method, message, hop }, (outcome) => {
      const isAsked = outcome.kind === 'response' && [401, 407].includes(outcome.response.status);
      if (isAsked) this.#onChallenged(outcome.response);
      else this.#onOutcome(outcome);
    });
  }

  #onChallenged(response: SipResponse): void {
    const challenges = readChallenges(response.headers);
    const isStale = challenges.length > 0 && challenges.every((challenge) => challenge.isStale);
    if (!this.#request.maySignIn(isStale)) {
      this.#onOutcome({ kind: 'unsigned' });
      return;
    }
    const outcome = this.#parts.keyring.learn(response, this.#answered);
    if (outcome === 'answer') {
      this.#pending = this.#send();
      return;
    }
    const said = `${String(response.status)} ${response.reasonPhrase}`;
    const detail =
      outcome === 'refused'
        ? `the proxy refuses the user name or the password (${said})`
        : `the proxy asks for a password, and none is configured, or asks in a way that is not supported (${said})`;
    this.#onOutcome({ kind: 'unauthorized', detail });
  }
}

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../../ports/clock.ts';
import { ServiceFailure } from '../../../web/service-failure.ts';
import { valuesOf, type WebAnswer, type WebCaller, type WebRequest } from '../../../web/web-caller.ts';
import { channelBindingOf } from '../ntlm/channel-binding.ts';
import { readChallenge, writeAuthenticate, writeNegotiate } from '../ntlm/ntlm-messages.ts';
import type { NtlmAccount } from '../ntlm/ntlm-proof.ts';
import type { EwsAccount } from './ews-account.ts';

/** How often a handshake is begun anew because its connection was lost in the middle. */
const MOST_HANDSHAKES = 3;

const UNAUTHORIZED = 401;

/**
 * Signs a connection in (NTLM over HTTP, [MS-NTHT]): the three messages have to go over one connection, which then is signed in until it closes. So the caller has to be
 * one with a single connection, and calls wait for one another.
 */
export class NtlmConnectionAccount implements EwsAccount {
  readonly #account: NtlmAccount;
  readonly #clock: Pick<Clock, 'wallMs'>;
  /** Settles, and never rejects, when it is the next call's turn. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The connection that is signed in. */
  #signedIn: number | undefined;

  constructor(account: NtlmAccount, clock: Pick<Clock, 'wallMs'>) {
    this.#account = account;
    this.#clock = clock;
  }

  call(caller: WebCaller, request: WebRequest): Promise<WebAnswer> {
    const calling = this.#turn.then(() => this.#call(caller, request));
    this.#turn = calling.catch(() => undefined);
    return calling;
  }

  async #call(caller: WebCaller, request: WebRequest): Promise<WebAnswer> {
    if (this.#signedIn !== undefined && this.#signedIn === caller.connection?.number) {
      const answer = await caller.call(request);
      if (answer.status !== UNAUTHORIZED) return answer;
    }
    this.#signedIn = undefined;
    for (let handshake = 0; handshake < MOST_HANDSHAKES; handshake += 1) {
      const answer = await this.#shakeHands(caller, request);
      if (answer !== undefined) return answer;
    }
    throw new ServiceFailure(
      'lost',
      'NTLM: the server, or something in front of it, closes the connection between the messages of a sign-in',
    );
  }

  /** Undefined when the connection was lost in between: the answer, if there is one, is about another one. */
  async #shakeHands(caller: WebCaller, request: WebRequest): Promise<WebAnswer | undefined> {
    // Without the body: it would be sent for nothing.
    const greeting = await caller.call({ ...request, body: '', headers: authorize(request, writeNegotiate()) });
    const begun = caller.connection;
    // A server that does not want to know who asks has answered the empty question.
    if (greeting.status !== UNAUTHORIZED) return greeting.status >= 400 ? greeting : caller.call(request);
    const challenge = findChallenge(greeting);
    if (challenge === undefined) return greeting;
    const message = this.#answerChallenge(challenge, request.url, begun?.certificate);
    const answer = await caller.call({ ...request, headers: authorize(request, message) });
    if (caller.connection?.number !== begun?.number) return undefined;
    if (answer.status !== UNAUTHORIZED) this.#signedIn = begun?.number;
    return answer;
  }

  #answerChallenge(base64: string, url: URL, certificate: Buffer | undefined): Buffer {
    const challenge = readChallenge(base64);
    if (!challenge.ok)
      throw new ServiceFailure(
        'refused',
        `NTLM: the server sends no challenge that can be answered (expected ${challenge.expected})`,
      );
    return writeAuthenticate(challenge.value, {
      account: this.#account,
      clientChallenge: randomBytes(8),
      wallMs: this.#clock.wallMs(),
      targetName: `HTTP/${url.hostname}`,
      ...(certificate !== undefined && { channelBinding: channelBindingOf(certificate) }),
    });
  }
}

function authorize(request: WebRequest, message: Buffer): Readonly<Record<string, string>> {
  return { ...request.headers, Authorization: `NTLM ${message.toString('base64')}` };
}

/** The challenge, as base64; undefined when the server does not offer NTLM. */
function findChallenge(answer: WebAnswer): string | undefined {
  const offers = valuesOf(answer, 'WWW-Authenticate').flatMap((value) => value.split(','));
  return offers.map((offer) => /^\s*NTLM\s+(\S+)\s*$/i.exec(offer)?.[1]).find((message) => message !== undefined);
}

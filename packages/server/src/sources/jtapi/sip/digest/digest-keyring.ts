import type { SipResponse } from '../message/sip-message.ts';
import type { HeaderLine } from '../message/write-message.ts';
import type { RandomToken } from '../random-token.ts';
import { answerChallenge, type DigestAccount } from './digest-answer.ts';
import { readChallenges, type DigestChallenge } from './digest-challenge.ts';

/**
 * What a 401 or 407 means: `answer`, the request is to be sent again; `refused`, the answer it had was wrong; `unanswerable`, there is
 * no account, or the server asks in a way that is not supported.
 */
export type ChallengeOutcome = 'answer' | 'refused' | 'unanswerable';

interface Lock {
  readonly challenge: DigestChallenge;
  uses: number;
}

/** Realms that are remembered; on a way there is one, or two. */
const MOST_LOCKS = 8;

/** How often one request may be challenged: by a few proxies in turn, and anew when a nonce has just run out. */
const MOST_ROUNDS = 4;

/**
 * The challenges of the proxies on our way. Whoever has asked once is answered in advance from then on, with the nonce counted up (RFC 3261,
 * section 22.3), so that only the first request makes the way twice.
 */
export class DigestKeyring {
  readonly #account: DigestAccount | undefined;
  readonly #randomToken: RandomToken;
  readonly #locks = new Map<string, Lock>();

  constructor(account: DigestAccount | undefined, randomToken: RandomToken) {
    this.#account = account;
    this.#randomToken = randomToken;
  }

  /** The headers that answer all who have asked so far. */
  authorize(method: string, uri: string): HeaderLine[] {
    const account = this.#account;
    if (account === undefined) return [];
    return Array.from(this.#locks.values(), (lock) => {
      lock.uses += 1;
      return answerChallenge(lock.challenge, account, { method, uri, count: lock.uses, clientNonce: this.#randomToken() });
    });
  }

  /**
   * Learns from a 401 or 407. An answer that was given in advance may have been out of date; one to a challenge of this very request was
   * wrong, unless the server says that its nonce is stale.
   *
   * @param answered who has been answered for this request after he asked; is added to
   */
  learn(response: SipResponse, answered: Map<string, number>): ChallengeOutcome {
    const challenges = readChallenges(response.headers);
    if (this.#account === undefined || challenges.length === 0) return 'unanswerable';
    for (const challenge of challenges) {
      const key = JSON.stringify([challenge.challenger, challenge.realm]);
      const rounds = answered.get(key) ?? 0;
      if ((rounds > 0 && !challenge.isStale) || rounds >= MOST_ROUNDS) {
        // To answer in advance with what is wrong would only be one more failed sign-in.
        this.#locks.clear();
        return 'refused';
      }
      answered.set(key, rounds + 1);
      this.#remember(key, challenge);
    }
    return 'answer';
  }

  #remember(key: string, challenge: DigestChallenge): void {
    this.#locks.delete(key);
    this.#locks.set(key, { challenge, uses: 0 });
    const [oldest] = this.#locks.keys();
    if (this.#locks.size > MOST_LOCKS && oldest !== undefined) this.#locks.delete(oldest);
  }
}

import type { SipRequest } from '../message/sip-message.ts';
import { MAGIC_COOKIE } from '../message/via.ts';
import { GIVE_UP_MS } from './transaction-timers.ts';

/** More answers than this are not kept, so that a flood of requests cannot fill the memory. */
const MOST_ANSWERS = 10_000;

interface Answer {
  readonly bytes: Buffer;
  /** Monotonic milliseconds. */
  readonly keepUntilMs: number;
}

/**
 * What was answered to requests that came over a transport that loses messages (RFC 3261, section 17.2.2): who repeats a request has not
 * heard the answer, and gets the same once more, for as long as he may repeat it (timer J). It is no timer but a time, looked at when the
 * next answer comes.
 */
export class ServerTransactions {
  readonly #answers = new Map<string, Answer>();

  /** The answer that the request has had already. @param nowMs monotonic milliseconds */
  findAnswer(request: SipRequest, nowMs: number): Buffer | undefined {
    const answer = this.#answers.get(keyOf(request));
    return answer !== undefined && nowMs < answer.keepUntilMs ? answer.bytes : undefined;
  }

  /** @param nowMs monotonic milliseconds */
  remember(request: SipRequest, bytes: Buffer, nowMs: number): void {
    const key = keyOf(request);
    this.#answers.delete(key);
    this.#answers.set(key, { bytes, keepUntilMs: nowMs + GIVE_UP_MS });
    for (const [oldest, { keepUntilMs }] of this.#answers) {
      if (nowMs < keepUntilMs && this.#answers.size <= MOST_ANSWERS) return;
      this.#answers.delete(oldest);
    }
  }
}

/** RFC 3261, section 17.2.3: by the branch and who made it; by all that identifies a request if he is too old to make unique branches. */
function keyOf({ via, method, uri, from, to, callId, cseq }: SipRequest): string {
  const branch = via.parameters.get('branch') ?? '';
  const sentBy = [via.host.toLowerCase(), via.port];
  const isUnique = branch.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length;
  const rest = isUnique ? [] : [uri, from.parameters.get('tag'), to.parameters.get('tag'), callId, cseq.number];
  return JSON.stringify([branch, ...sentBy, method, ...rest]);
}

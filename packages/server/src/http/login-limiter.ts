import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ProblemError } from './problem.ts';

/** Failures after which one account is closed to one address until the window is over. */
export const MOST_FAILURES_PER_ACCOUNT = 5;

/** Failures after which an address is closed altogether: generous, as a whole office may share one. */
export const MOST_FAILURES_PER_ADDRESS = 100;

/** How long failures count; seconds. */
const WINDOW_SECONDS = 300;

/** Attempts on one account from one address that may wait for their turn. */
const MOST_WAITING = 20;

/** Who tries to sign in, and from where. */
export interface LoginAttempt {
  readonly username: string;
  readonly address: string;
}

/**
 * Slows down guessing. An account is only closed to the address that guesses, so nobody can lock somebody else out. Attempts on one
 * account from one address are made one after the other: else many at once would all be made before the first one has failed.
 */
export class LoginLimiter {
  readonly #byAccount = new RateLimiterMemory({
    keyPrefix: 'account',
    points: MOST_FAILURES_PER_ACCOUNT,
    duration: WINDOW_SECONDS,
  });
  readonly #byAddress = new RateLimiterMemory({
    keyPrefix: 'address',
    points: MOST_FAILURES_PER_ADDRESS,
    duration: WINDOW_SECONDS,
  });
  readonly #queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /**
   * Makes the attempt if it may be made. A success clears the account's failures.
   *
   * @param check gives undefined when name or password are wrong
   * @throws ProblemError TOO_MANY_REQUESTS
   */
  async attempt<T>({ username, address }: LoginAttempt, check: () => Promise<T | undefined>): Promise<T | undefined> {
    const account = JSON.stringify([foldedName(username), address]);
    return this.#inTurn(account, async () => {
      await refuseAfter(this.#byAccount, account);
      const user = await this.attemptFrom(address, check);
      if (user === undefined) await this.#byAccount.penalty(account);
      else await this.#byAccount.delete(account);
      return user;
    });
  }

  /**
   * Makes an attempt whose account is not known beforehand, counted for its address alone.
   *
   * @param check gives undefined when it was none
   * @throws ProblemError TOO_MANY_REQUESTS
   */
  async attemptFrom<T>(address: string, check: () => Promise<T | undefined>): Promise<T | undefined> {
    // Counted before, so that many at once count as well; given back when it was one, or nobody could say.
    const { consumedPoints, msBeforeNext } = await this.#byAddress.penalty(address);
    const giveBack = (): Promise<unknown> => this.#byAddress.reward(address);
    if (consumedPoints > MOST_FAILURES_PER_ADDRESS) {
      await giveBack();
      throw tooManyAttempts(Math.ceil(msBeforeNext / 1000));
    }
    const made = await check().catch(async (error: unknown) => {
      await giveBack();
      throw error;
    });
    if (made !== undefined) await giveBack();
    return made;
  }

  async #inTurn<T>(account: string, attempt: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(account) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MOST_WAITING) throw tooManyAttempts(1);
    this.#queues.set(account, queue);
    queue.waiting += 1;
    const made = queue.last.then(attempt);
    queue.last = made.catch(() => undefined);
    try {
      return await made;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) this.#queues.delete(account);
    }
  }
}

/** Directories ignore case, blanks, width, and some of them accents: so must the count, or each spelling of a name would have tries of its own. */
function foldedName(username: string): string {
  return username
    .normalize('NFKD')
    .replace(/[\s\p{M}\p{Cf}]+/gu, '')
    .toLowerCase();
}

async function refuseAfter(limiter: RateLimiterMemory, key: string): Promise<void> {
  const used = await limiter.get(key);
  if (used !== null && used.consumedPoints >= limiter.points) throw tooManyAttempts(Math.ceil(used.msBeforeNext / 1000));
}

function tooManyAttempts(retryAfterSeconds: number): ProblemError {
  return new ProblemError('TOO_MANY_REQUESTS', {
    detail: 'too many failed attempts to sign in',
    retryAfterSeconds: Math.max(1, retryAfterSeconds),
  });
}

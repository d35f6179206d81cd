import type { PresenceReason } from '@lampfield/protocol';
import type { Log } from '../../../ports/log.ts';

/** Different answers that are remembered to have been logged. */
const MOST_REMEMBERED = 100;

/** What the proxy refuses, for the log (each answer once, not for each of a thousand lines) and for the operator. */
export class Refusals {
  readonly #log: Log;
  readonly #logged = new Set<string>();
  #trouble: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** In words for an operator, if no line can be watched; undefined once one can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** @param detail what the proxy said, such as `489 Bad Event` */
  note(uri: string, detail: string, reason: PresenceReason): void {
    // Single numbers that are not there, or not for us, are the order of the day; that nothing can be watched is not.
    const isTrouble = reason === 'NOT_CONTROLLED';
    if (isTrouble) this.#trouble = `the SIP proxy lets no line be watched: ${detail}`;
    const isNews = !this.#logged.has(detail) && this.#logged.size < MOST_REMEMBERED;
    this.#logged.add(detail);
    const say = isNews && isTrouble ? this.#log.warn : this.#log.debug;
    say({ uri, detail, reason }, 'the SIP proxy refuses to let a line be watched');
  }

  /** A line is watched. */
  clear(): void {
    this.#trouble = undefined;
  }
}

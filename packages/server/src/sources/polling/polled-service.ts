/**
 * What has to be asked again and again, about many at once: a calendar server, a presence service without events. An implementation turns one
 * question into one or more requests and remembers nothing of the answers; when to ask, whom, how often, and what to do about failure is the poller's.
 */
export interface PolledService<A> {
  /** Most ids of one question. */
  readonly batchSize: number;
  /**
   * Asks about some, at most `batchSize`, none twice. An id that the answer leaves out was not answered this time and is asked again soon;
   * what is wrong with single ids is part of the answers.
   *
   * @param signal aborted when nobody wants the answer any more; the promise then rejects soon, with whatever
   * @throws ServiceFailure when the question as a whole failed; anything else thrown counts as `lost`
   */
  ask(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, A>>;
  /** Ends connections; nothing is asked after it. Settles soon, whatever the far end does. */
  close(): Promise<void>;
}

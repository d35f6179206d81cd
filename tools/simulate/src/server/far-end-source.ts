import type { Clock, PresenceSource, SourceSink } from '@lampfield/server/testing';
import type { FarEnd, FarEndListener } from './far-end.ts';

/** The connector to a {@link FarEnd}: keeps the contract of a source, as every real one is tested to do. */
export class FarEndSource implements PresenceSource, FarEndListener {
  readonly type;
  readonly connector = 'far-end';
  readonly #farEnd: FarEnd;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #observed = new Set<string>();
  #sink: SourceSink | undefined;

  /** @param delayMs how long a first state takes; 0: it comes within the call; milliseconds */
  constructor(farEnd: FarEnd, clock: Clock, delayMs: number) {
    this.type = farEnd.type;
    this.#farEnd = farEnd;
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    this.#farEnd.attach(this);
    if (this.#farEnd.isUp) sink.up();
    else sink.down('SOURCE_DOWN');
  }

  observe(identifier: string): void | Promise<void> {
    const { mood } = this.#farEnd;
    if (mood === 'THROWS') throw new Error('The far end does not want to, at once');
    if (mood === 'REJECTS') return Promise.reject(new Error('The far end does not want to'));
    this.#observed.add(identifier);
    if (this.#farEnd.isUp) this.#begin(identifier);
    return undefined;
  }

  release(identifier: string): void {
    this.#observed.delete(identifier);
    this.#farEnd.release(identifier);
  }

  stop(): Promise<void> {
    this.#farEnd.detach(this);
    this.#sink = undefined;
    return Promise.resolve();
  }

  onChange(identifier: string): void {
    if (this.#farEnd.isUp && this.#farEnd.observations.get(identifier)?.hasAnswered === true) this.#report(identifier);
  }

  onState(isUp: boolean): void {
    this.#farEnd.observations.clear();
    if (!isUp) {
      this.#sink?.down('SOURCE_DOWN');
      return;
    }
    for (const identifier of this.#observed) {
      this.#farEnd.observe(identifier).hasAnswered = true;
      this.#report(identifier);
    }
    this.#sink?.up();
  }

  #begin(identifier: string): void {
    const observation = this.#farEnd.observe(identifier);
    const answer = (): void => {
      if (this.#farEnd.observations.get(identifier) !== observation) return;
      observation.hasAnswered = true;
      this.#report(identifier);
    };
    if (this.#delayMs === 0) answer();
    else this.#clock.startTimer(this.#delayMs, answer);
  }

  #report(identifier: string): void {
    this.#sink?.report(identifier, this.#farEnd.stateOf(identifier));
  }
}

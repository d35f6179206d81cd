import type { PresenceSource } from '../ports/source.ts';
import { SourceWatch } from './source-watch.ts';

/** A source to be tried, fresh and not started, and the ways a test has to its far end and its time. */
export interface SourceUnderTest {
  readonly source: PresenceSource;
  /** Identifiers that the far end knows; at least two, canonical. */
  readonly known: readonly string[];
  /** The clock the source lives by; epoch milliseconds. */
  wallMs(): number;
  /**
   * Lets time pass until the condition holds, and fails when it does not within what is a reasonable time for this source. With a
   * manual clock: moves it. With a real server: waits.
   */
  settle(isReached: () => boolean, what: string): Promise<void>;
  /** Lets pass as much time as late news may take to arrive. */
  letPass(): Promise<void>;
  /** Of the kind the source serves, another one for each number; default: numbers for JTAPI, addresses else. */
  makeIdentifier?(number: number): string;
  /** Changes the state of a known identifier at the far end. Needed for the ability `change`. */
  change?(identifier: string): void | Promise<void>;
  /** Takes the far end away. Needed for the ability `fail`. */
  goDown?(): void | Promise<void>;
  /** Gives the far end back. Needed for the ability `fail`. */
  comeBack?(): void | Promise<void>;
  /** Called after the source has been stopped. */
  tearDown?(): void | Promise<void>;
}

/** The steps that tests of a source are made of; each waits until it has had its effect. */
export class SourceTrial {
  readonly subject: SourceUnderTest;
  readonly watch: SourceWatch;
  readonly first: string;
  readonly second: string;

  constructor(subject: SourceUnderTest) {
    const [first, second] = subject.known;
    if (first === undefined || second === undefined)
      throw new Error('A source can only be tried with two known identifiers at least');
    this.subject = subject;
    this.first = first;
    this.second = second;
    this.watch = new SourceWatch(subject.source, () => subject.wallMs());
  }

  async start(): Promise<void> {
    this.watch.start();
    await this.subject.settle(() => this.watch.sink.state === 'UP', 'the source to be up');
  }

  async observe(...identifiers: readonly string[]): Promise<void> {
    await Promise.all(identifiers.map((identifier) => this.watch.observe(identifier)));
    await this.settleStates(identifiers);
  }

  async settleStates(identifiers: readonly string[]): Promise<void> {
    const isReached = (): boolean => identifiers.every((identifier) => this.watch.hasState(identifier));
    await this.subject.settle(isReached, `a first state, or why there is none, of ${identifiers.slice(0, 10).join(', ')}`);
  }

  /** Changes a state at the far end and waits until the source has said so. */
  async change(identifier: string): Promise<void> {
    const before = this.watch.sink.findLatest(identifier);
    await this.subject.change?.(identifier);
    await this.subject.settle(
      () => this.watch.sink.findLatest(identifier)?.state !== before?.state,
      `another state of ${identifier}`,
    );
  }

  /** Gives a source that should be silent about somebody something to say, and time to say it. */
  async disturb(identifier: string): Promise<void> {
    await this.subject.change?.(identifier);
    await this.subject.letPass();
  }

  async goDown(): Promise<void> {
    await this.subject.goDown?.();
    await this.subject.settle(() => this.watch.sink.state === 'DOWN', 'the source to say that it is down');
  }

  async comeBack(): Promise<void> {
    await this.subject.comeBack?.();
    await this.subject.settle(() => this.watch.sink.state === 'UP', 'the source to be up again');
  }

  /** The far end is back, but the source has been stopped. */
  async comeBackUnheard(): Promise<void> {
    await this.subject.comeBack?.();
    await this.subject.letPass();
  }

  /** Settling is waited for by the source's own clock, which is a manual one in places. */
  async stop(): Promise<void> {
    let isStopped = false;
    const stopping = this.watch.stop().then(() => {
      isStopped = true;
    });
    await this.subject.settle(() => isStopped, 'the source to stop');
    await stopping;
  }

  /** Another identifier of the kind the source serves, for each number. */
  makeIdentifier(number: number): string {
    const made = this.subject.makeIdentifier?.(number);
    return made ?? (this.subject.source.type === 'JTAPI' ? String(700_000 + number) : `somebody${String(number)}@example.org`);
  }
}

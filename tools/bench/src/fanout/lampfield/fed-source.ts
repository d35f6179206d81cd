import type { Server } from 'node:net';
import type { PresenceSource, SourceSink } from '@lampfield/server';
import { createFeed } from '../feed.ts';
import { stateIn } from './true-states.ts';

/** What the source saw of the server so far. */
export interface SourceFigures {
  /** Calls to observe. */
  readonly observations: number;
  /** Identifiers that were ever observed. */
  readonly uniqueIdentifiers: number;
  /** Lines of the feed that were reported. */
  readonly fed: number;
}

/** What a feed says of who is observed is what the source says. */
export class FedSource implements PresenceSource {
  readonly type = 'JTAPI';
  readonly connector = 'feed';
  readonly feed: Server;
  readonly #era: number;
  readonly #observed = new Set<string>();
  readonly #everObserved = new Set<string>();
  #observations = 0;
  #fed = 0;
  #sink: SourceSink | undefined;

  /** @param era that the states are of which it begins with */
  constructor(era: number) {
    this.#era = era;
    this.feed = createFeed(({ identifier, state, since, raw }) => {
      this.#fed += 1;
      if (this.#observed.has(identifier)) this.#sink?.report(identifier, { state, since, raw });
    });
  }

  get figures(): SourceFigures {
    return { observations: this.#observations, uniqueIdentifiers: this.#everObserved.size, fed: this.#fed };
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    sink.up();
  }

  observe(identifier: string): void {
    this.#observations += 1;
    this.#observed.add(identifier);
    this.#everObserved.add(identifier);
    this.#sink?.report(identifier, { state: stateIn(this.#era, identifier), since: null, raw: 'IN_SERVICE' });
  }

  release(identifier: string): void {
    this.#observed.delete(identifier);
  }

  stop(): Promise<void> {
    this.feed.close();
    return Promise.resolve();
  }
}

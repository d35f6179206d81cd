import type { SourceStateEvt } from '@lampfield/protocol';
import type { DirectoryWatch } from '../ports/directory-watch.ts';

/** Where the server is in its life. */
export type LifePhase = 'starting' | 'running' | 'draining';

/** Whether the server should be sent work, and everything that is not as it should be. */
export interface Readiness {
  readonly isReady: boolean;
  readonly reasons: readonly string[];
}

/**
 * Readiness. Only the server's own state makes it not ready: a source or a directory that is away is said, but another process would
 * be no better off, and sending people elsewhere would only take the rest from them.
 */
export class Health implements DirectoryWatch {
  readonly #listSourceStates: () => readonly SourceStateEvt[];
  readonly #failingDirectories = new Set<string>();
  #phase: LifePhase = 'starting';

  constructor(listSourceStates: () => readonly SourceStateEvt[]) {
    this.#listSourceStates = listSourceStates;
  }

  enter(phase: LifePhase): void {
    this.#phase = phase;
  }

  answered(directoryId: string): void {
    this.#failingDirectories.delete(directoryId);
  }

  failed(directoryId: string): void {
    this.#failingDirectories.add(directoryId);
  }

  get readiness(): Readiness {
    const isReady = this.#phase === 'running';
    const reasons = isReady ? [] : [`the server is ${this.#phase}`];
    for (const { type, state, reason } of this.#listSourceStates()) {
      if (state === 'DOWN') reasons.push(`source ${type} is down${reason === undefined ? '' : ` (${reason})`}`);
    }
    for (const id of this.#failingDirectories) reasons.push(`directory ${id} did not answer its last search`);
    return { isReady, reasons };
  }
}

import type { PresenceType, SourceStateEvt } from '@lampfield/protocol';
import type { DirectoryWatch } from '../ports/directory-watch.ts';

/** Where the server is in its life. */
export type LifePhase = 'starting' | 'running' | 'draining';

/** Whether the server should be sent work, and everything that is not as it should be. */
export interface Readiness {
  readonly isReady: boolean;
  readonly reasons: readonly string[];
}

/** Where the server's own state is told. */
export interface HealthParts {
  readonly listSourceStates: () => readonly SourceStateEvt[];
  /** What keeps a source from working, in words and without secrets; undefined while nothing does, or nothing more is known. */
  readonly findSourceTrouble: (type: PresenceType) => string | undefined;
  /** Why the state directory cannot be written now; undefined when it can. */
  readonly findStateDirTrouble: () => string | undefined;
  /** Why the last line of the log could not be written; undefined when it could. */
  readonly findLogTrouble: () => string | undefined;
}

/**
 * Readiness. Only the server's own state makes it not ready: a source or a directory that is away is said, but another process would
 * be no better off, and sending people elsewhere would only take the rest from them. Without its state directory the server goes on as
 * well; it is the next start that would sign everyone out.
 */
export class Health implements DirectoryWatch {
  readonly #parts: HealthParts;
  readonly #failingDirectories = new Set<string>();
  #phase: LifePhase = 'starting';

  constructor(parts: HealthParts) {
    this.#parts = parts;
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
    const trouble = this.#parts.findStateDirTrouble();
    if (trouble !== undefined) reasons.push(`server.stateDir cannot be written (${trouble})`);
    const logTrouble = this.#parts.findLogTrouble();
    if (logTrouble !== undefined) reasons.push(`the log cannot be written (${logTrouble})`);
    for (const state of this.#parts.listSourceStates()) reasons.push(...this.#reasonsOf(state));
    for (const id of this.#failingDirectories) reasons.push(`directory ${id} did not answer its last search`);
    return { isReady, reasons };
  }

  #reasonsOf({ type, state, reason }: SourceStateEvt): readonly string[] {
    const trouble = this.#parts.findSourceTrouble(type);
    if (state === 'UP') return trouble === undefined ? [] : [`source ${type}: ${trouble}`];
    const why = reason === undefined ? '' : ` (${reason})`;
    return [`source ${type} is down${why}${trouble === undefined ? '' : `: ${trouble}`}`];
  }
}

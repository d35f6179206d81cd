/** What must survive a restart so that versions only grow. */
export interface VersionMark {
  /** Changes only when versions may start anew. */
  readonly epoch: string;
  /** No version at or above this one has been given out. */
  readonly highWater: number;
}

/** Keeps the mark; `save` has reached the disk when it returns (synchronous: it happens once in a block of versions, not once a version). */
export interface VersionStore {
  /** The mark, or undefined when there is none (first start, or the state was lost). */
  load(): VersionMark | undefined;
  save(mark: VersionMark): void;
}

/** The keys that sign and seal what browsers keep. Which they are may change between two calls. */
export interface KeyRing {
  /** 32 bytes each: the one that is used, then those that are still good for what was signed before. */
  readonly keys: readonly [Buffer, ...Buffer[]];
}

/** A session that ended before its time. */
export interface Revocation {
  readonly sid: string;
  /** Epoch milliseconds. */
  readonly revokedAt: number;
}

/**
 * Keeps which sessions were signed out, so that a copied cookie stays useless after a restart of the server.
 */
export interface RevocationStore {
  /** All that are kept, oldest first; called once. What cannot be read counts as empty. */
  load(): readonly Revocation[];
  /**
   * Settles when the revocation would survive a crash; rejects when it cannot be kept.
   *
   * @param listNeeded all that are still needed, this one included, for a store that tidies up
   */
  add(revocation: Revocation, listNeeded: () => readonly Revocation[]): Promise<void>;
}

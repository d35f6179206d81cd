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
  /** Settles when the revocation would survive a crash. `kept` are all that are still needed, for a store that tidies up. Rejects when it cannot be kept. */
  add(revocation: Revocation, kept: readonly Revocation[]): Promise<void>;
}

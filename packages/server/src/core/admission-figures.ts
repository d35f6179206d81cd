/** What one type's source observes, and what it had no room for: plain counts for `/metrics`. */
export interface AdmissionFigures {
  /** Observed now, what lingers included. */
  readonly observed: number;
  /** Most that may be observed at once; undefined where the source has no limit. */
  readonly capacity: number | undefined;
  /** Subscriptions in use that wait for a place now. */
  readonly waiting: number;
  /** How often something was wanted and there was no place. */
  readonly refused: number;
  /** How often the place of what nobody used any more was given to somebody else. */
  readonly putOut: number;
}

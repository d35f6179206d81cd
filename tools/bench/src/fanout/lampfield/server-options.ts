/** Everybody's. */
export const PASSWORD = 'open sesame';

/** How the server under test is started. */
export interface ServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Where it keeps what a restart must not lose. */
  readonly stateDir: string;
  /** Which states its source begins with; see `stateIn`. */
  readonly era: number;
}

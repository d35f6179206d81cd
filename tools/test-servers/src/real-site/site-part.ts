import type { PresenceId, PresenceState, PresenceType } from '@lampfield/protocol';

/** A real server of a {@link RealSite}, and the people who use it. */
export interface SitePart {
  /** Which lamps it feeds; undefined for the directory. */
  readonly type?: PresenceType;
  /** Its part of the configuration file. */
  readonly yaml: string;
  /** What its people do at this moment, known from them and not from the server under test. */
  readonly truth: ReadonlyMap<PresenceId, PresenceState>;
  /** Kills the server with all that it holds in memory. */
  crash(): Promise<void>;
  /** Starts it again; its people come back and do something else than before. */
  comeBack(): Promise<void>;
  /** For good. May be called after a crash. */
  stop(): Promise<void>;
}

import type { Contact, ParsedPresenceId, PresenceId } from '@lampfield/protocol';

/** What a search found. */
export interface DirectoryPage {
  readonly contacts: readonly Contact[];
  /** There was more than the limit. */
  readonly truncated: boolean;
}

/** What a directory says of a presentity that it contains. */
export interface FoundPresentity {
  /** Whose it is; left out where contacts of different names share it, because a wrong name is worse than none. */
  readonly displayName?: string;
}

/** Whether a user may search the directory with that id: what is found in it is for him then, names included. */
export type MaySearch = (username: string, directoryId: string) => boolean;

/** The directory cannot answer now; becomes 503 DIRECTORY_UNAVAILABLE. The message is for the log, never for the client. */
export class DirectoryUnavailableError extends Error {
  override readonly name = 'DirectoryUnavailableError';
}

/**
 * Where contacts are found. Stateless to its callers: any number of searches at once, in any order; each fails on its own with
 * {@link DirectoryUnavailableError} and the next one may succeed.
 */
export interface Directory {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /**
   * Finds contacts as people type: several words in any order, name or number. At least 3 characters for "contains", prefix or
   * equality below. A query of nothing but blanks or wildcards finds nothing. When the signal aborts, the search is abandoned at the
   * server as well and the promise rejects with the signal's reason.
   *
   * @param limit most contacts to return, 1 to 200
   */
  search(query: string, limit: number, signal: AbortSignal): Promise<DirectoryPage>;
  /**
   * Those of the presentities that some contact of this directory stands for, and whose they are: the base of the right to see, and of the
   * names of callers. Batched by the directory.
   */
  findPresentities(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, FoundPresentity>>;
  /** Lets go of connections. */
  stop(): Promise<void>;
}

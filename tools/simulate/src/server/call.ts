/** One call of the HTTP API, as it travels. */
export interface Call {
  /** The console it comes from: its session. */
  readonly from: string;
  readonly username: string;
  /** Below `/api/`. */
  readonly path: string;
  /** JSON text. */
  readonly body: string;
  /** The query of a search. */
  readonly query: string;
}

/** What comes back. */
export interface Answer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

/** An answer with a body of the protocol. */
export function answered(body: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(body) };
}

/** The keep-alive's path. */
export const KEEP_ALIVE_PATH = 'presence/bulkUpdateSubscription';

/** The resync's path. */
export const FORCE_PUSH_PATH = 'presence/forcePushPresenceItems';

/** The ids that a keep-alive names; of other calls none. */
export function keptAliveIds({ path, body }: Call): readonly string[] {
  if (path !== KEEP_ALIVE_PATH) return [];
  return (JSON.parse(body) as { items: { id: string }[] }).items.map(({ id }) => id);
}

/** What a connection that comes back costs its new server, with the keep-alive and the resync that follow, and some room; milliseconds. */
const MS_A_CONNECTION = 2;

/** Few connections are spread as well: they would come back in the same instant. */
const LEAST_MS = 250;

/** A lamp that says "unverified" for longer would be worse than a busy server. */
const MOST_MS = 5000;

/** Within how long that many connections are to come back after a drain; milliseconds. */
export function reconnectWithinMs(connectionCount: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, connectionCount * MS_A_CONNECTION));
}

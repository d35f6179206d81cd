import type { OnlineUser } from '@lampfield/protocol';

/** Where a page ended, as one opaque word that fits into a URL: the user's own name, so that it stays good when he leaves. */
export function writeUserCursor({ host, user }: OnlineUser): string {
  return Buffer.from(JSON.stringify([host, user])).toString('base64url');
}

/** The user a cursor was made of; undefined when it is none of ours. */
export function readUserCursor(cursor: string): OnlineUser | undefined {
  const parts = parse(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(parts)) return undefined;
  const [host, user] = parts as unknown[];
  if (typeof host !== 'string' || typeof user !== 'string') return undefined;
  // Decoding is lenient with what it does not know: only what comes out the same again was written here.
  return writeUserCursor({ host, user }) === cursor ? { host, user } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { open, type FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import type { ReplicaTrouble } from '../replica-trouble.ts';

/** A cookie, or why there is none. */
export type CookieResult = { readonly cookie: string } | { readonly trouble: ReplicaTrouble };

/** Erlang's own bound: a cookie is an atom. */
const LONGEST_COOKIE = 255;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * Reads the cluster's cookie, by Erlang's own rules (`auth:read_cookie/1`): a file that nobody else can read, printable characters, blanks
 * and line ends behind them do not count. Never throws; no text shows the cookie.
 */
export async function readCookieFile(path: string): Promise<CookieResult> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return noCookie(path, `cannot be read (${codeOf(error)})`);
  }
  try {
    const complaint = findComplaint(await file.stat());
    if (complaint !== undefined) return noCookie(path, complaint);
    const cookie = (await file.readFile('latin1')).trimEnd();
    if (cookie.length > LONGEST_COOKIE || !PRINTABLE_ASCII.test(cookie)) return noCookie(path, 'holds no cookie');
    return { cookie };
  } catch (error) {
    return noCookie(path, `cannot be read (${codeOf(error)})`);
  } finally {
    await file.close();
  }
}

/** Whoever has the cookie has full control of the cluster. Root may use anybody's file, for he can read it anyway. */
function findComplaint(stats: Stats): string | undefined {
  if (!stats.isFile()) return 'is not a file';
  if ((stats.mode & 0o077) !== 0) return 'can be read by others: set its mode to 600 or 400';
  const ownUid = process.getuid?.() ?? 0;
  if (ownUid !== 0 && stats.uid !== ownUid && stats.uid !== 0) return 'belongs to another user';
  return undefined;
}

function noCookie(path: string, why: string): CookieResult {
  return { trouble: { code: 'NO_COOKIE', detail: `the cookie file ${path} ${why}` } };
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** From the folder of the running program to where the web attendant is built; the same from `src` and from `dist`. */
const BUILT_BESIDE = '../../web-attendant/dist/browser';

/** The directory with the built web attendant: what `LAMPFIELD_WEB_ROOT` names, else the one beside this program; undefined when it has not been built. */
export function findWebRoot(env: Readonly<Record<string, string | undefined>>, programDirectory: string): string | undefined {
  const named = env['LAMPFIELD_WEB_ROOT'];
  const webRoot = named === undefined || named === '' ? join(programDirectory, BUILT_BESIDE) : resolve(named);
  return existsSync(join(webRoot, 'index.html')) ? webRoot : undefined;
}

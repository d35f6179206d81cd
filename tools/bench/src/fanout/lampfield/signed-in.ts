import { AttendantClient } from '@lampfield/test-servers';
import { startNodeServer } from '../system.ts';
import { PASSWORD, type ServerOptions } from './server-options.ts';

const AT_ONCE = 16;
/** The demo's first two users have names; those that are numbered begin here. */
const FIRST_USER = 3;

/** Starts the presence server of this repository in a process of its own; settles when it listens. */
export async function startLampfield(options: ServerOptions) {
  const file = new URL('./server.ts', import.meta.url);
  const { server, ports, pids } = await startNodeServer('lampfield', file, [JSON.stringify(options)]);
  return { server, ports, pids, url: `http://127.0.0.1:${String(ports.port)}` };
}

/** Signs in so many users, and connects none. */
export function signInMany(url: string, count: number): Promise<AttendantClient[]> {
  return forEachAFewAtOnce(Array.from({ length: count }), (_none, index) =>
    AttendantClient.signIn(url, `user${String(index + FIRST_USER)}`, PASSWORD),
  );
}

/** Calls for each, a few at once; results in their order. */
export async function forEachAFewAtOnce<A, B>(all: readonly A[], call: (one: A, index: number) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const some = all.slice(start, start + AT_ONCE);
    results.push(...(await Promise.all(some.map((one, index) => call(one, start + index)))));
  }
  return results;
}

import { randomBytes } from 'node:crypto';
import { startEjabberdNode, type EjabberdOptions, type EjabberdServer } from './ejabberd-node.ts';
import { startEpmd } from './epmd.ts';

/** Starts a real ejabberd that is a cluster of one, with an epmd and a cookie of its own; ready in one to three seconds. */
export async function startEjabberd(options: EjabberdOptions): Promise<EjabberdServer> {
  const epmd = await startEpmd();
  try {
    const node = await startEjabberdNode({ ...options, epmdPort: epmd.port, cookie: newCookie() });
    return {
      ...node,
      stop: async () => {
        await node.stop();
        await epmd.stop();
      },
    };
  } catch (error) {
    await epmd.stop();
    throw error;
  }
}

/** A secret that nodes share. */
export function newCookie(): string {
  return randomBytes(16).toString('hex');
}

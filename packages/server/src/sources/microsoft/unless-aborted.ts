import { ServiceFailure } from '../web/service-failure.ts';

/**
 * Waits for work that others wait for too: it goes on, but who does not want it any more is let go.
 *
 * @throws what the work throws; ServiceFailure `lost` when nobody waits any more
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const letGo = (): void => {
      reject(new ServiceFailure('lost', 'nobody waits for the answer any more'));
    };
    signal.addEventListener('abort', letGo, { once: true });
    if (signal.aborted) letGo();
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', letGo);
    });
  });
}

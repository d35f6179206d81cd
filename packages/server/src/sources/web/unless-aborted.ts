import { ServiceFailure } from './service-failure.ts';

/**
 * Waits for work that others wait for too: it goes on, but who does not want it any more is let go.
 *
 * @throws what the work throws; when nobody waits any more the failure that the signal was aborted with, or a ServiceFailure `lost`
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const letGo = (): void => {
      const { reason } = signal as { readonly reason: unknown };
      reject(reason instanceof ServiceFailure ? reason : new ServiceFailure('lost', 'nobody waits for the answer any more'));
    };
    signal.addEventListener('abort', letGo, { once: true });
    if (signal.aborted) letGo();
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', letGo);
    });
  });
}

/** How long, and what for: the latter is what a failed wait says. */
export interface WaitOptions {
  /** Default 10,000 ms. */
  readonly timeoutMs?: number;
  /** What is waited for; a function is asked only when the wait failed. */
  readonly what: string | (() => string);
}

const DEFAULT_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;

/**
 * Asks until the condition gives something truthy, and gives that back. A condition that throws counts as "not yet" (a server that
 * is not up refuses); its last error is the cause of the error thrown after the deadline. This is how tests wait: never for a time.
 */
export async function waitUntil<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<NonNullable<T>> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const startedMs = performance.now();
  let lastError: unknown;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const value = await condition();
      if (value) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() - startedMs >= timeoutMs) throw timeoutError(options.what, timeoutMs, lastError);
    await pause(pauseMs);
  }
}

/** True if the promise settled (either way) before the deadline. The timer does not outlive the call. */
export async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function timeoutError(what: WaitOptions['what'], timeoutMs: number, cause: unknown): Error {
  const text = typeof what === 'string' ? what : what();
  return new Error(`Waited ${timeoutMs} ms in vain for: ${text}`, { cause });
}

import type { Request, RequestHandler } from 'express';

/** What a keep-alive of 10,000 ids of usual length stays below; bytes. */
const LARGE_BYTES = 1024 * 1024;

/** Large bodies read at the same time. What becomes of one when it is parsed can take many times its length. */
const MOST_AT_ONCE = 2;

/**
 * Lets calls with large bodies, or such that do not say how large they will be, through a few at a time; others wait for nobody. It bounds
 * the memory that callers together can take, whoever and however many they are. Who is slow is ended by the listener's time-out.
 */
export function queueLargeBodies(): RequestHandler {
  const waiting: (() => void)[] = [];
  let running = 0;
  const letIn = (): void => {
    while (running < MOST_AT_ONCE) {
      const next = waiting.shift();
      if (next === undefined) return;
      running += 1;
      next();
    }
  };
  return (req, res, next) => {
    // Who went while he was asked who he is would never be heard to go, and keep his place for ever.
    if (res.closed) return;
    if (!mayBeLarge(req)) {
      next();
      return;
    }
    let hasBegun = false;
    const begin = (): void => {
      hasBegun = true;
      next();
    };
    res.once('close', () => {
      if (hasBegun) running -= 1;
      else waiting.splice(waiting.indexOf(begin), 1);
      letIn();
    });
    waiting.push(begin);
    letIn();
  };
}

function mayBeLarge({ headers }: Request): boolean {
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > LARGE_BYTES;
}

import type { FarEnd } from '../server/far-end.ts';
import type { World } from '../world.ts';

/** An observation that failed is tried again within a minute; milliseconds. */
const TRIED_AGAIN_MS = 65_000;

/** 5. One observation per presentity at its source, however many watch; and one there is, once the source is there and willing. */
export function observedOnce({ server, time, truths }: World): string | undefined {
  const cache = server.process?.core.cache;
  for (const { id, identifier, farEnd } of truths) {
    const count = farEnd.observations.get(identifier)?.count ?? 0;
    if (count > 1) return `${id} is observed ${String(count)} times`;
    if (count === 0 && isReliable(farEnd, time.monotonicMs()) && cache?.has(id) === true)
      return `${id} is subscribed and not observed`;
  }
  return undefined;
}

function isReliable({ isUp, mood, troubledAtMs }: FarEnd, nowMs: number): boolean {
  return isUp && mood === 'WILLING' && nowMs - troubledAtMs > TRIED_AGAIN_MS;
}

import { parsePresenceId, type ParsedPresenceId, type PresenceId } from '@lampfield/protocol';
import type { SubscriptionCache } from '../core/subscription-cache.ts';
import type { PresenceSource } from '../ports/source.ts';
import { OnScreen } from './on-screen.ts';

/** What is on anybody's screen, told to those sources that want to know; where none does, nothing is kept. */
export function createOnScreen(parts: {
  readonly cache: SubscriptionCache;
  readonly sources: readonly PresenceSource[];
}): OnScreen {
  const { cache, sources } = parts;
  const caring = new Map(sources.filter((source) => 'setOnScreen' in source).map((source) => [source.type, source]));
  const parse = (id: PresenceId): ParsedPresenceId | undefined => {
    const parsed = caring.size === 0 ? 'UNKNOWN_TYPE' : parsePresenceId(id);
    return typeof parsed !== 'string' && caring.has(parsed.type) ? parsed : undefined;
  };
  return new OnScreen({
    matters: (id) => parse(id) !== undefined,
    isObserved: (id) => cache.has(id),
    watchedBy: (username) => (caring.size === 0 ? [] : cache.watchedBy(username)),
    forEachWatcher: (id, visit) => cache.forEachWatcher(id, (user) => visit(cache.users.nameOf(user))),
    tell: (id, isOnScreen) => {
      const parsed = parse(id);
      if (parsed !== undefined) caring.get(parsed.type)?.setOnScreen?.(parsed.identifier, isOnScreen);
    },
  });
}

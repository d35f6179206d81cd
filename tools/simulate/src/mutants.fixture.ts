import type { Instant, PresenceEntry, PresenceFeatureState } from '@lampfield/client-presence';
import { presenceEffects } from '@lampfield/client-presence/testing';
import type { PresenceItem, PresenceTimes } from '@lampfield/protocol';
import { PresenceService, RightToSee, SubscriptionCache, VersionCounter, type WatchOutcome } from '@lampfield/server/presence';
import { createEffect } from '@ngrx/effects';
import { createEntityAdapter } from '@ngrx/entity';
import { EMPTY } from 'rxjs';
import { originalOf, replaceFunction } from './mutable-module.fixture.ts';

type WithItems = (state: PresenceFeatureState, items: readonly PresenceItem[], now: Instant) => PresenceFeatureState;

type Watched = Parameters<SubscriptionCache['watch']>;

/** Puts a wrong part in the place of the right one, and returns what puts that back. */
type Mutate = () => () => void;

/** The class as the server uses it. */
const interests = jest.requireActual<{ InterestTable: { prototype: { removeExpired: () => boolean } } }>(
  '../../../packages/server/src/core/interest-table.ts',
);

/** Replaces a method of a class by what is made of it. */
function replaceMethod<C extends object, K extends keyof C>(
  owner: { prototype: C },
  name: K,
  make: (original: C[K]) => C[K],
): () => void {
  const { prototype } = owner;
  const original = prototype[name];
  prototype[name] = make(original);
  return () => void (prototype[name] = original);
}

/** Takes an effect of the client away. */
function withoutEffect(name: keyof typeof presenceEffects): () => void {
  const effects = presenceEffects as Record<string, unknown>;
  const original = effects[name];
  effects[name] = createEffect(() => EMPTY, { functional: true, dispatch: false });
  return () => void (effects[name] = original);
}

function withItemsClaimed(state: PresenceFeatureState, items: readonly PresenceItem[], now: Instant): PresenceFeatureState {
  const after = (originalOf('withItems') as WithItems)(state, items, now);
  const claimed = items.flatMap(({ id }) => after.entries.entities[id] ?? []).map((entry) => ({ ...entry, claimedAt: now }));
  return { ...after, entries: entries.setMany(claimed, after.entries) };
}

const entries = createEntityAdapter<PresenceEntry>();

/** What becomes of a wish to watch, after the cache has decided. */
function afterWatching(make: (cache: SubscriptionCache, outcome: WatchOutcome, watched: Watched) => WatchOutcome): () => void {
  return replaceMethod(
    SubscriptionCache,
    'watch',
    (watch) =>
      function (this: SubscriptionCache, ...watched: Watched) {
        return make(this, watch.apply(this, watched), watched);
      },
  );
}

/** The ways in which the arithmetic is broken. Each has to be noticed. */
export const MUTANTS: Readonly<Record<string, Mutate>> = {
  'the update interval is 1.1 T': () =>
    replaceFunction('presenceSubscriptionUpdateIntervalMs', (times: PresenceTimes) => times.presenceSubscriptionTime * 1100),
  'retries come too late': () =>
    replaceFunction('retryIntervalMs', (times: PresenceTimes) => times.presenceSubscriptionTime * 200),
  'a search resets the age': () =>
    afterWatching((cache, outcome, [id, username, { nowMs }]) => {
      cache.renew(id, username, nowMs);
      return outcome;
    }),
  'a push claims': () => replaceFunction('withItems', withItemsClaimed),
  'an update round renews what is old': () =>
    replaceFunction('isRenewable', ({ claimedAt }: PresenceEntry) => claimedAt !== null),
  'nothing is asked for after a reconnect': () => withoutEffect('renewsOnConnect'),
  'a forced push pushes nothing': () => replaceMethod(PresenceService, 'forcePush', () => () => Promise.resolve(0)),
  'versions restart at 0': () => {
    const last = new WeakMap<VersionCounter, number>();
    return replaceMethod(
      VersionCounter,
      'next',
      () =>
        function (this: VersionCounter) {
          const next = (last.get(this) ?? 0) + 1;
          last.set(this, next);
          return next;
        },
    );
  },
  'the cleanup forgets to tell the source': () => replaceMethod(PresenceService, 'onRemoved', () => () => undefined),
  'interests do not age': () => replaceMethod(interests.InterestTable, 'removeExpired', () => () => false),
  'a keep-alive re-creates nothing': () => replaceMethod(RightToSee, 'find', () => () => 'denied'),
  'a new watcher is a new observation': () => afterWatching((_cache, outcome) => (outcome === 'joined' ? 'created' : outcome)),
  'the store forgets after half of T': () =>
    replaceFunction('oldPresenceAgeMs', (times: PresenceTimes) => times.presenceSubscriptionTime * 500),
  'nobody notices that the machine has slept': () => withoutEffect('noticesWaking'),
  'a failed round is not tried again before the next interval': () =>
    replaceFunction('roundBackOffMs', (times: PresenceTimes) => times.presenceSubscriptionTime * 800),
};

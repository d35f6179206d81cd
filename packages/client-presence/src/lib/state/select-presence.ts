import { composePresence, type CompositionRule, type Contact, type PresenceId, type PresenceState } from '@lampfield/protocol';
import { createSelector, type MemoizedSelector } from '@ngrx/store';
import type { Instant } from '../intervals/instant.ts';
import { isOld } from './entry-age.ts';
import type { PresenceEntry } from './presence-entry.ts';
import { presenceFeature } from './presence-feature.ts';
import { shownPresence, toPresenceItem, unknownPresence, type ShownPresence } from './shown-presence.ts';

/** The overall state of one contact and the items it was composed of. */
export interface ShownContact {
  readonly state: PresenceState;
  /** Why it is this state. */
  readonly rule: CompositionRule;
  /** The item that decided; absent where nothing certain is known. */
  readonly decidedBy?: ShownPresence;
  /** Every lamp of the contact, in the order of its details; UNKNOWN with a reason where nothing has arrived. */
  readonly items: readonly ShownPresence[];
}

type Selector<T> = MemoizedSelector<object, T>;

const selectEntities = createSelector(presenceFeature.selectEntries, ({ entities }) => entities);

/**
 * What is old at a moment: last claimed (or, never claimed, arrived) longer ago than the old presence age. Empty while nobody is
 * signed in.
 */
export function selectOldPresences(now: Instant): Selector<readonly PresenceEntry[]> {
  return createSelector(presenceFeature.selectSession, selectEntities, ({ profile }, entities): readonly PresenceEntry[] =>
    profile === null
      ? []
      : Object.values(entities)
          .filter((entry) => entry !== undefined)
          .filter((entry) => isOld(entry, now, profile)),
  );
}

/**
 * One item as it may be shown: `stale` and `reason` are set when its source is down, the connection is lost or nothing has confirmed
 * it yet; UNKNOWN with the reason PENDING while it was claimed and has not arrived. Undefined when the store knows nothing of the id.
 * Make one selector a lamp and keep it: each remembers its own last result.
 */
export function selectPresenceById(id: PresenceId): Selector<ShownPresence | undefined> {
  return createSelector(
    createSelector(selectEntities, (entities) => entities[id]),
    presenceFeature.selectLink,
    presenceFeature.selectSources,
    (entry, link, sources) => entry && shownPresence(entry, { link, sources }),
  );
}

/** The overall state of a contact, or of the presentities of these ids, with every item. Make one a contact and keep it. */
export function selectContactPresence(contact: Contact | readonly PresenceId[]): Selector<ShownContact> {
  const ids = [...new Set(isIds(contact) ? contact : contactPresenceIds(contact))];
  return createSelector(
    ids.map((id) => selectPresenceById(id)),
    (...items: (ShownPresence | undefined)[]) => composeShown(items.map((item, index) => item ?? pending(ids[index]))),
  );
}

/** The presence ids of a contact, in the order of its details, each once. */
export function contactPresenceIds(contact: Contact): PresenceId[] {
  const ids = Object.values(contact.details).flatMap(({ presence }) => (presence === undefined ? [] : [presence.id]));
  return [...new Set(ids)];
}

function composeShown(shown: readonly (ShownPresence | undefined)[]): ShownContact {
  const items = shown.filter((item) => item !== undefined);
  const { state, rule, decidedBy } = composePresence(items.map(toPresenceItem));
  const decisive = items.find(({ id }) => id === decidedBy?.id);
  return { state, rule, items, ...(decisive === undefined ? {} : { decidedBy: decisive }) };
}

function pending(id: PresenceId | undefined): ShownPresence | undefined {
  return id === undefined ? undefined : unknownPresence(id, 'PENDING');
}

function isIds(contact: Contact | readonly PresenceId[]): contact is readonly PresenceId[] {
  return Array.isArray(contact);
}

import { aggregatePresence, OFFLINE, PENDING, type Verdict } from './presence-aggregate.ts';
import { DENIED, refusalOf, type Refusal } from './presence-error.ts';
import type { PresenceNews, ResourcePresence } from './presence-stanza.ts';
import { isAuthorised, type RosterEntry } from './roster-stanza.ts';

/**
 * All that one stream has taught about one address. It dies with the stream: a client that went while nobody listened leaves no
 * ghost.
 */
export interface Contact {
  /** Folded bare address. */
  readonly bare: string;
  /** As the server has it; undefined when it is not on the contact list. */
  readonly entry: RosterEntry | undefined;
  /** Its clients, in the order in which each last spoke. */
  readonly resources: ReadonlyMap<string, ResourcePresence>;
  /** We have asked on this stream; the contact list may not show it yet. */
  readonly isSubscribeSent: boolean;
  /** Why the state cannot be known, if it cannot. */
  readonly refusal: Refusal | undefined;
  /** The server has said that nobody is there. */
  readonly isSaidOffline: boolean;
  /** It let us see its presence, showed none, and was asked for it once more. */
  readonly isProbed: boolean;
  /** Waiting is over: from now on silence is an answer. */
  readonly isOverdue: boolean;
}

/** Most clients of one contact that are remembered: the first to speak is forgotten first, so that nobody can fill the memory. */
const MOST_RESOURCES = 32;

const NO_RESOURCES: ReadonlyMap<string, ResourcePresence> = new Map();

/** An address about which nothing is known. */
export function newContact(bare: string, entry?: RosterEntry): Contact {
  return {
    bare,
    entry,
    resources: NO_RESOURCES,
    isSubscribeSent: false,
    refusal: undefined,
    isSaidOffline: false,
    isProbed: false,
    isOverdue: false,
  };
}

/** The contact after a presence stanza from it. */
export function afterPresence(contact: Contact, news: PresenceNews): Contact {
  switch (news.kind) {
    case 'available':
      return {
        ...heard(contact),
        resources: withResource(contact.resources, news.resource, news.presence),
        isSaidOffline: false,
      };
    case 'unavailable':
      return afterUnavailable(contact, news.resource);
    case 'unsubscribed':
      // Servers say it by themselves when a subscription is given up: to whom it means nothing it is no refusal.
      return isAuthorised(contact.entry) || isAsked(contact) ? refused(contact, DENIED) : contact;
    case 'error':
      return refused(contact, refusalOf(news.condition));
    default:
      // What it grants is told by the roster push; what it asks of us is not about its presence.
      return contact;
  }
}

/** The contact after the server told its entry (undefined: it is off the list). */
export function afterRosterNews(contact: Contact, entry: RosterEntry | undefined): Contact {
  const wasAuthorised = isAuthorised(contact.entry);
  if (isAuthorised(entry)) {
    return wasAuthorised
      ? { ...contact, entry }
      : { ...contact, entry, refusal: undefined, isSubscribeSent: false, isProbed: false, isOverdue: false };
  }
  const forgotten = wasAuthorised ? { ...contact, resources: NO_RESOURCES, isSaidOffline: false, isOverdue: true } : contact;
  if (entry === undefined) return { ...forgotten, entry, isSubscribeSent: false };
  // ejabberd pushes the entry before the refusal itself: without this the contact would be asked again in between.
  const hasLost = (wasAuthorised || contact.entry?.isAsked === true) && !entry.isAsked;
  return { ...(hasLost ? refused(forgotten, contact.refusal ?? DENIED) : forgotten), entry };
}

/** The contact after we asked for its presence. */
export function afterSubscribeSent(contact: Contact): Contact {
  return { ...contact, isSubscribeSent: true, isOverdue: false };
}

/** The contact after a refusal of the server to put it on the list. */
export function afterRefusal(contact: Contact, refusal: Refusal): Contact {
  return refused(contact, refusal);
}

/** Its answer is awaited. */
export function isAsked({ entry, isSubscribeSent }: Contact): boolean {
  return isSubscribeSent || entry?.isAsked === true;
}

/** What can be said of the contact now; undefined while it is too early to say anything. */
export function judge(contact: Contact): Verdict | undefined {
  if (contact.refusal !== undefined) return { state: 'UNKNOWN', ...contact.refusal };
  if (!isAuthorised(contact.entry)) return contact.isOverdue ? PENDING : undefined;
  if (contact.resources.size > 0) return aggregatePresence(contact.resources);
  return contact.isSaidOffline || contact.isOverdue ? OFFLINE : undefined;
}

/**
 * From a bare address it speaks for all clients. Without a subscription it is a server's way to say "not authorised yet" (prosody
 * does), which says nothing about whether somebody is there.
 */
function afterUnavailable(contact: Contact, resource: string): Contact {
  const resources = resource === '' ? NO_RESOURCES : withoutResource(contact.resources, resource);
  const isSaidOffline = resources.size === 0 && isAuthorised(contact.entry);
  return { ...heard(contact), resources, isSaidOffline };
}

/** News from an authorised contact outdate an error, such as its server having been out of reach. */
function heard(contact: Contact): Contact {
  return isAuthorised(contact.entry) ? { ...contact, refusal: undefined } : contact;
}

function refused(contact: Contact, refusal: Refusal): Contact {
  return { ...contact, refusal, resources: NO_RESOURCES, isSaidOffline: false, isSubscribeSent: false };
}

function withResource(
  resources: ReadonlyMap<string, ResourcePresence>,
  resource: string,
  presence: ResourcePresence,
): ReadonlyMap<string, ResourcePresence> {
  const entries = [...withoutResource(resources, resource), [resource, presence] as const];
  return new Map(entries.slice(-MOST_RESOURCES));
}

function withoutResource(
  resources: ReadonlyMap<string, ResourcePresence>,
  resource: string,
): ReadonlyMap<string, ResourcePresence> {
  const rest = new Map(resources);
  rest.delete(resource);
  return rest;
}

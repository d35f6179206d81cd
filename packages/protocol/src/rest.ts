import type { PresenceTimes } from './defaults.ts';
import type { RejectionCode } from './error-codes.ts';
import type { OnlineUser } from './events.ts';
import type { PresenceId } from './presence-id.ts';
import type { PresenceItem } from './presence-item.ts';
import type { PresenceType } from './presence-type.ts';

/** Body of `POST /api/login`. */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
}

/**
 * Answer of `GET /api/login/method`: how people sign in. REDIRECT: a browser goes to `signInPath` (below `/api/`) as to any page, and comes back signed in
 * or with `?signIn=` refused, unavailable or too-many; after a sign-out it goes to `signOutPath` to be signed out there too.
 */
export type SignInMethod =
  | { readonly kind: 'PASSWORD' }
  | {
      readonly kind: 'REDIRECT';
      /** Where people sign in, for them: "Sign in with <label>". */
      readonly label: string;
      readonly signInPath: string;
      readonly signOutPath: string;
    };

/** Who is signed in, and the two times his screens' arithmetic starts from (seconds). */
export interface UserProfile extends PresenceTimes {
  readonly username: string;
  readonly displayName: string;
}

/** A directory the user may search. */
export interface DirectoryInfo {
  readonly id: string;
  readonly name: string;
}

/**
 * What not everybody may do. ONLINE: see the list of everybody who is online in the XMPP cluster; only where there is one. CALENDAR: look into the
 * calendars that he watches.
 */
export const PERMISSIONS = ['ONLINE', 'CALENDAR'] as const;

/** One of {@link PERMISSIONS}. */
export type Permission = (typeof PERMISSIONS)[number];

/** Answer of `GET /api/reload`: all a client needs to start. */
export interface ReloadResponse {
  readonly profile: UserProfile;
  readonly directories: readonly DirectoryInfo[];
  /** Goes into the `X-XSRF-TOKEN` header of every unsafe call; also set as the cookie `XSRF-TOKEN`. */
  readonly csrfToken: string;
  /** What the user may do beyond searching, so that a page offers nothing in vain; the server checks each call anyway. */
  readonly permissions?: readonly Permission[];
}

/** The presentity behind a detail of a contact. */
export interface ContactPresence {
  readonly id: PresenceId;
  readonly identifier: string;
  readonly type: PresenceType;
}

/** One labelled value of a contact, with the presentity it stands for, if any. */
export interface ContactDetail {
  readonly label: string;
  readonly value: string;
  readonly presence?: ContactPresence;
}

/** A person or thing that a directory found. */
export interface Contact {
  /** Stable within its directory. */
  readonly id: string;
  readonly displayName: string;
  /** By the configuration's keys; further values of one attribute are `key#2`, `key#3`. */
  readonly details: Readonly<Record<string, ContactDetail>>;
}

/** Answer of `GET /api/search`. */
export interface SearchResponse {
  readonly contacts: readonly Contact[];
  /** True when the directory had more than the limit. */
  readonly truncated: boolean;
}

/** One id of a keep-alive; `version` is what the client holds, 0 for nothing. Without it a renewed item is not pushed. */
export interface KeepAliveItem {
  readonly id: PresenceId;
  readonly version?: number;
}

/** Body of `POST /api/presence/bulkUpdateSubscription`. */
export interface BulkUpdateRequest {
  readonly items: readonly KeepAliveItem[];
}

/** An id that was not renewed, as it was sent. */
export interface Rejection {
  readonly id: string;
  readonly code: RejectionCode;
}

/** Answer of `POST /api/presence/bulkUpdateSubscription`; ids as they were sent. */
export interface BulkUpdateResponse {
  readonly renewed: readonly PresenceId[];
  readonly recreated: readonly PresenceId[];
  readonly rejected: readonly Rejection[];
  /** T as it is now: the next round is planned from it; seconds. */
  readonly expiresInSeconds: number;
  /** Epoch milliseconds. */
  readonly serverTime: number;
}

/** Body of `POST /api/presence/forcePushPresenceItems`; without ids, everything the caller watches. */
export interface ForcePushRequest {
  readonly ids?: readonly PresenceId[];
}

/** Answer of `POST /api/presence/forcePushPresenceItems`. */
export interface ForcePushResponse {
  readonly pushed: number;
}

/** Answer of `GET /api/presence/subscriptions/:id`: one subscription, explained. */
export interface SubscriptionDiagnosis {
  readonly item: PresenceItem;
  readonly source: { readonly type: PresenceType; readonly connector: string; readonly state: 'UP' | 'DOWN' };
  /** Since the last keep-alive of anybody; milliseconds. */
  readonly ageMs: number;
  /** Since the caller's own last keep-alive or search; milliseconds. */
  readonly interestAgeMs: number;
  readonly watchers: number;
  /** When the cleanup job may remove it unless it is kept alive; epoch milliseconds. */
  readonly expiresAt: number;
}

/** A user of the XMPP cluster who is online, however many sessions he has. */
export interface OnlineUserEntry extends OnlineUser {
  /** How many sessions he has. */
  readonly resources: number;
}

/** Answer of `GET /api/online`: one page, ordered by host and user. */
export interface OnlineResponse {
  readonly users: readonly OnlineUserEntry[];
  /** Users online in all, whatever was asked for. */
  readonly total: number;
  /** Users online that fit `host` and `prefix`. */
  readonly matching: number;
  /** Of the moment the page was made; an `OnlineUsersEvt` with a higher one is news to it. */
  readonly seq: number;
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string;
}

/** Figures of one domain. */
export interface OnlineHostCount {
  readonly host: string;
  readonly users: number;
  readonly sessions: number;
}

/** Answer of `GET /api/online/count`. Sessions are not users: somebody with two clients counts once in `total` and twice in `sessions`. */
export interface OnlineCountResponse {
  /** Users online. */
  readonly total: number;
  readonly sessions: number;
  readonly seq: number;
  /** Ordered by host. */
  readonly hosts: readonly OnlineHostCount[];
}

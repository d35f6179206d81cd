import { createHash } from 'node:crypto';
import { PRESENCE_TYPES, type PresenceType } from '@lampfield/protocol';
import { ALL, type Role } from '../ports/permissions.ts';

/** What somebody may see: the sum of his roles. */
export interface Rights {
  /** Ids of directories, {@link ALL} among them for all. */
  readonly directories: ReadonlySet<string>;
  readonly types: ReadonlySet<PresenceType>;
  readonly maySeeOnline: boolean;
  readonly mayPeekCalendars: boolean;
}

/** Of somebody in no role. */
export const NO_RIGHTS: Rights = { directories: new Set(), types: new Set(), maySeeOnline: false, mayPeekCalendars: false };

/** Length of a group's key: 72 bits of its hash, so that nobody's group is taken for another. */
const KEY_LENGTH = 12;

interface BookedRole {
  readonly role: Role;
  readonly users: ReadonlySet<string>;
  readonly groupKeys: ReadonlySet<string>;
}

/**
 * The roles, and who is in them. Groups are known by short keys, and only those that a role names: a session has them all in its cookie, however
 * many groups its user is in and however long their names are.
 */
export class RoleBook {
  readonly #roles: readonly BookedRole[];
  readonly #knownKeys: ReadonlySet<string>;
  /** By the roles' places: as many as there are combinations in use. */
  readonly #rights = new Map<string, Rights>();

  constructor(roles: readonly Role[]) {
    this.#roles = roles.map((role) => ({
      role,
      users: new Set(role.users),
      groupKeys: new Set(role.groups.map(groupKey)),
    }));
    this.#knownKeys = new Set(this.#roles.flatMap(({ groupKeys }) => [...groupKeys]));
  }

  /** The keys of those groups that some role names. */
  keysOf(groups: readonly string[]): readonly string[] {
    return [...new Set(groups.map(groupKey))].filter((key) => this.#knownKeys.has(key)).sort();
  }

  /** What the user may see. The same roles give the same object. */
  rightsOf(username: string, groupKeys: readonly string[]): Rights {
    const places = this.#roles.flatMap(({ users, groupKeys: ofRole }, place) =>
      users.has(ALL) || users.has(username) || groupKeys.some((key) => ofRole.has(key)) ? [place] : [],
    );
    const name = places.join();
    const known = this.#rights.get(name) ?? sumOf(places.flatMap((place) => this.#roles[place]?.role ?? []));
    this.#rights.set(name, known);
    return known;
  }
}

/** Whether the later rights lack something that the earlier ones had. */
export function isLess(later: Rights, earlier: Rights): boolean {
  if (later === earlier) return false;
  const losesDirectory = !later.directories.has(ALL) && [...earlier.directories].some((id) => !later.directories.has(id));
  const losesType = [...earlier.types].some((type) => !later.types.has(type));
  const losesOnline = earlier.maySeeOnline && !later.maySeeOnline;
  return losesDirectory || losesType || losesOnline || (earlier.mayPeekCalendars && !later.mayPeekCalendars);
}

function sumOf(roles: readonly Role[]): Rights {
  const named = new Set(roles.flatMap(({ presence }) => presence));
  return {
    directories: new Set(roles.flatMap(({ directories }) => directories)),
    types: new Set(PRESENCE_TYPES.filter((type) => named.has(ALL) || named.has(type))),
    maySeeOnline: roles.some(({ onlineList }) => onlineList),
    mayPeekCalendars: roles.some(({ calendarPeek }) => calendarPeek),
  };
}

/**
 * A distinguished name is the same in any case and whatever blanks stand around its separators (RFC 4514, RFC 4518); any other name is taken to
 * the letter, because providers tell `Admins` from `admins`.
 */
function canonicalGroup(name: string): string {
  const text = name.normalize('NFC').trim();
  return text.includes('=') ? text.toLowerCase().replace(/\s*([,+=])\s*/g, '$1') : text;
}

function groupKey(name: string): string {
  return createHash('sha256').update(canonicalGroup(name), 'utf8').digest('base64url').slice(0, KEY_LENGTH);
}

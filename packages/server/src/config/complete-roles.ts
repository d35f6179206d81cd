import { ALL, type Role } from '../ports/permissions.ts';
import { childPath } from './config-mistake.ts';
import type { Findings } from './findings.ts';
import type { LampfieldConfig } from './lampfield-config.ts';
import { listOf } from './raw-config.ts';

/** Usernames in the form that signing in gives them, each once; what is no text is left out. */
export function canonicalUsernames(names: readonly unknown[]): readonly string[] {
  const texts = names.filter((name) => typeof name === 'string');
  return [...new Set(texts.map((name) => name.trim().normalize('NFC').toLowerCase()))];
}

/** Groups that roles may name: so many have room in a cookie beside the longest names. */
const MOST_GROUPS = 100;

/** The roles as they are written, checked against the rest of the file; without any, what holds then. */
export function completeRoles(draft: LampfieldConfig, isOnlineWritten: boolean, findings: Findings): readonly Role[] {
  const written = draft.roles as readonly Role[] | undefined;
  if (written === undefined) return impliedRoles(draft.permissions.online);
  if (!findings.isSound('roles')) return written;
  if (isOnlineWritten) {
    findings.add({ path: 'permissions.online', expected: 'no such key beside roles, which say it themselves (onlineList)' });
  }
  if (written.flatMap(({ groups }) => groups).length > MOST_GROUPS) {
    findings.add({ path: 'roles', expected: `at most ${String(MOST_GROUPS)} groups in all, as sessions carry them` });
  }
  written.forEach((role, index) => {
    checkRole(role, draft, (path, expected) => {
      findings.add({ path: `roles[${String(index)}]${path}`, expected });
    });
    if (written.findIndex(({ name }) => name === role.name) < index) {
      findings.add({ path: `roles[${String(index)}].name`, expected: 'a name of its own', found: `${role.name} again` });
    }
  });
  return written.map((role) => ({ ...role, users: canonicalUsernames(role.users) }));
}

/** A warning for those who run the server. */
export function nobodySeesOnline(roles: readonly Role[]): string {
  const isImplied = roles.some(({ name }) => name === EVERYBODY);
  const why = isImplied ? 'permissions.online: names nobody' : 'roles: none has onlineList';
  return `${why}, so nobody may see who is online, though sources.XMPP is configured`;
}

/** No name that a file could use. */
const EVERYBODY = '(everybody)';

function impliedRoles(online: readonly string[]): readonly Role[] {
  const all = { users: [ALL], directories: [ALL], presence: [ALL], calendarPeek: true };
  const none = { groups: [], directories: [], presence: [], calendarPeek: false };
  return [
    { ...none, ...all, name: EVERYBODY, onlineList: false },
    ...(online.length > 0 ? [{ ...none, name: '(online)', users: online, onlineList: true }] : []),
  ];
}

function checkRole(role: Role, { auth, directories }: LampfieldConfig, complain: (path: string, expected: string) => void): void {
  if (role.users.length === 0 && role.groups.length === 0) complain('', 'somebody in it: users, groups or both');
  if (auth.type === 'demo' && role.groups.length > 0) complain('.groups', 'none, as the sign-in of type demo knows of no groups');
  const known = [ALL, ...listOf(directories).map(({ id }) => id)];
  role.directories.forEach((id, index) => {
    if (!known.includes(id)) complain(childPath('.directories', index), `one of ${known.join(', ')}`);
  });
}

import type { AuthenticatedUser } from '../ports/authenticator.ts';
import type { OidcOptions } from './oidc-options.ts';

/** Longer names are none. */
const MAX_USERNAME_LENGTH = 256;

/** Who it is, and whether there is nothing more to ask for; or why it is nobody. */
export type ReadUser =
  { readonly user: AuthenticatedUser; readonly isComplete: boolean } | { readonly problem: 'MISSING' | 'NOT_VERIFIED' };

/** What of the options says which claims count. */
type ClaimNames = Pick<OidcOptions, 'usernameClaim' | 'displayNameClaim' | 'groupsClaim'>;

/** Reads a user out of the claims of a provider. */
export function readOidcUser(claims: Readonly<Record<string, unknown>>, names: ClaimNames): ReadUser {
  const [name, shown, groups] = [names.usernameClaim, names.displayNameClaim, names.groupsClaim].map((path) =>
    findClaim(claims, path),
  );
  const username = typeof name === 'string' ? name.trim().normalize('NFC').toLowerCase() : '';
  if (username === '' || username.length > MAX_USERNAME_LENGTH) return { problem: 'MISSING' };
  // An address that anybody can write into his account would make anybody of him.
  if (names.usernameClaim === 'email' && claims['email_verified'] !== true) return { problem: 'NOT_VERIFIED' };
  const isComplete = typeof shown === 'string' && groups !== undefined;
  const displayName = typeof shown === 'string' && shown !== '' ? shown : username;
  return { user: { username, displayName, groups: textsOf(groups) }, isComplete };
}

/** A claim by its name, or by a path into it; a name with dots in it, as some providers have, comes first. */
function findClaim(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let found: unknown = claims;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function textsOf(groups: unknown): readonly string[] {
  return [groups].flat().filter((group) => typeof group === 'string');
}

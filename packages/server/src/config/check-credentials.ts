import { PRESENCE_TYPES } from '@lampfield/protocol';
import type { Findings } from './findings.ts';
import type { LampfieldConfig, SourceConfig } from './lampfield-config.ts';

/** Credentials as they are configured: whether there is something at a key, be it right or wrong. */
type Has = (key: string) => boolean;

/** A key, and what would have been right there. */
type Wrong = readonly [key: string, expected: string];

/** Checks that what a source signs in with is complete and unambiguous: nothing of that would get better while the server runs. */
export function checkCredentials(sources: LampfieldConfig['sources'], findings: Findings): void {
  for (const type of PRESENCE_TYPES) {
    const source = sources[type];
    if (source === undefined) continue;
    const has: Has = (key) => source[key] !== undefined || !findings.isSound(`sources.${type}.${key}`);
    for (const [key, expected] of findWrong(source, has)) findings.add({ path: `sources.${type}.${key}`, expected });
  }
}

function findWrong(source: SourceConfig, has: Has): readonly Wrong[] {
  switch (source.type) {
    case 'graph':
      return findWrongOfApp(has);
    case 'ews':
      return findMissingOfEws(source['auth'], has);
    case 'caldav':
      return findWrongOfCaldav(has);
    default:
      return [];
  }
}

/** An app proves to Microsoft who it is by one thing: a secret, or a certificate with its key. */
function findWrongOfApp(has: Has): readonly Wrong[] {
  const alone = findAlone(['certificateFile', 'privateKeyFile'], has);
  if (alone.length > 0 || has('clientSecret') !== has('certificateFile')) return alone;
  return [['clientSecret', 'either a client secret, or certificateFile and privateKeyFile instead']];
}

/** An `auth` that there is not needs nothing: that it is wrong has been said. */
function findMissingOfEws(auth: unknown, has: Has): readonly Wrong[] {
  const needed = auth === 'bearer' ? ['tokenFile'] : auth === 'basic' || auth === 'ntlm' ? ['username', 'password'] : [];
  return needed.filter((key) => !has(key)).map((key) => [key, `to be there, as auth is ${String(auth)}`]);
}

/** One way to sign in, or none: there are servers that let anybody in who comes from the right network. */
function findWrongOfCaldav(has: Has): readonly Wrong[] {
  if (!has('bearerToken') || !has('password')) return findAlone(['username', 'password'], has);
  return [['bearerToken', 'either a token, or username and password instead']];
}

/** The one of two that is alone, if one is. */
function findAlone([first, second]: readonly [string, string], has: Has): readonly Wrong[] {
  if (has(first) === has(second)) return [];
  const [alone, missing] = has(first) ? [first, second] : [second, first];
  return [[alone, `to be there together with ${missing}`]];
}

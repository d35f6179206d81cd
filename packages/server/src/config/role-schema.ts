import { PRESENCE_TYPES } from '@lampfield/protocol';
import { Type } from '@sinclair/typebox';
import { ALL } from '../ports/permissions.ts';

function names(expected: string, description: string) {
  const entry = Type.String({ pattern: '\\S', maxLength: 1024, expected, description: 'A name.' });
  return Type.Array(entry, { default: [], description });
}

/** One of `roles`: what its members may see. */
export const ROLE_SCHEMA = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9._-]{1,64}$',
      expected: 'a short name of letters, digits, dots, dashes or underscores',
      description: 'For people who read the configuration and the log.',
    }),
    users: names(
      'a user name, or * for everybody',
      'Users in it, by the names they sign in with, in any case; * stands for all who are signed in.',
    ),
    groups: names(
      'the name of a group',
      'Groups whose members are in it. With the sign-in of type ldap distinguished names (case and blanks around commas do not matter), with oidc values of its groupsClaim, to the letter. The demo has no groups.',
    ),
    directories: names(
      'the id of a directory, or * for all',
      'Directories that may be searched, by their ids; * stands for all.',
    ),
    presence: Type.Array(Type.Union([...PRESENCE_TYPES.map((type) => Type.Literal(type)), Type.Literal(ALL)]), {
      default: [],
      description: `Presence types that may be seen: ${PRESENCE_TYPES.join(', ')}; * stands for all.`,
    }),
    onlineList: Type.Boolean({ default: false, description: 'May see who is online in the XMPP cluster.' }),
    calendarPeek: Type.Boolean({
      default: false,
      description:
        'May look into the calendars that he watches (EXCHANGE): the busy times of the hours to come, without subjects.',
    }),
  },
  {
    description:
      'Who may see what. Roles only give: who is in several may see what any of them lets him, who is in none may sign in and sees nothing. Absent: everybody who is signed in may see everything but the list of who is online, for which see permissions.online. docs/security.md tells when a change takes effect.',
  },
);

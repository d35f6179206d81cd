import { Type, type Static } from '@sinclair/typebox';

/** The library takes servers, login and password in one string that is cut at semicolons. */
const WITHOUT_SEMICOLON = '^[^;\\x00-\\x1f]+$';

/** `{type: jtapi, ...}`: the phone system, the application user, and the library to reach it with. */
export const JTAPI_OPTIONS = Type.Object({
  ctiManagers: Type.Array(
    Type.String({
      pattern: '^[^;,=\\s]+$',
      expected: 'a host name or an address',
      description: 'Host name or address of a CTIManager.',
    }),
    {
      minItems: 1,
      maxItems: 16,
      description:
        'The CTIManagers of the cluster, in the order in which they are tried; when one is lost, the library goes to the next.',
    },
  ),
  username: Type.String({
    pattern: WITHOUT_SEMICOLON,
    maxLength: 128,
    expected: 'a user name without a semicolon',
    description: 'The application user that the phones are associated with.',
  }),
  password: Type.String({
    pattern: WITHOUT_SEMICOLON,
    maxLength: 128,
    expected: 'a password without a semicolon, which the library would take for its end',
    description: 'Its password, without a semicolon; best as ${ENV_NAME}.',
  }),
  jar: Type.String({
    minLength: 1,
    description:
      'Path of the phone system\'s own jtapi.jar, from the plugins page of its administration; several files with ":" between them.',
  }),
  java: Type.String({
    minLength: 1,
    default: 'java',
    description: 'The Java to run it with, 17 or later: a path, or a name that is found in PATH. A JRE is enough.',
  }),
  peer: Type.Optional(
    Type.String({
      pattern: '^[\\w.$]+$',
      expected: 'the full name of a Java class',
      description: 'Class of the JTAPI implementation in the jar; only needed for a library that has no default one.',
    }),
  ),
  maxDevices: Type.Integer({
    minimum: 1,
    maximum: 20_000,
    default: 2000,
    description:
      "Most lines watched at once: the budget of devices that CUCM allows a provider. Further lines are UNKNOWN, SOURCE_FULL, until there is room. CUCM's limit a node (800) has no option, because JTAPI does not tell on which node a line counts and other applications share it: choose what is left of it for this one if that is less.",
  }),
  startsPerSecond: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 100,
    description: 'Most lines that are begun to be watched in a second, after a burst of as many; so also after a restart.',
  }),
});

/** What `{type: jtapi}` is configured with; checked, defaults filled in. */
export type JtapiOptions = Static<typeof JTAPI_OPTIONS>;

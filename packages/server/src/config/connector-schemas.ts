import { Kind, Type, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import type { PresenceType } from '@lampfield/protocol';
import type { Connectors } from './connectors.ts';

const DIRECTORY_KEYS = {
  id: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    expected: 'a short name of letters, digits, dots, dashes or underscores',
    description: 'What clients name the directory by.',
  }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'What people see. Default: the id.' })),
};

const SOURCE_KEYS = {
  linger: Type.Integer({
    minimum: 0,
    maximum: 86_400,
    default: 0,
    description: 'How long the source goes on observing after the last subscription ended, against churn; seconds.',
  }),
};

const PHONE_KEYS = {
  normalize: Type.Array(
    Type.Object({
      match: Type.String({
        minLength: 1,
        description:
          'Regular expression. It runs on what directories and clients say a number is, at most 255 characters: avoid repetitions within repetitions, such as (\\d+)+.',
      }),
      replace: Type.String({ description: 'What it becomes; $1 is the first group.' }),
    }),
    {
      default: [],
      description:
        'From a phone number, after its punctuation is stripped, to the number the source knows. The first match counts.',
    },
  ),
};

/** Keys of a directory of one type. */
export function directorySchema(name: string, connectors: Connectors): TObject | undefined {
  const connector = connectors.directories.find((candidate) => candidate.name === name);
  return connector && withOptions(name, DIRECTORY_KEYS, connector.options);
}

/** Keys of the source of a presence type when a connector serves it. */
export function sourceSchema(presenceType: PresenceType, name: string, connectors: Connectors): TObject | undefined {
  const connector = connectors.sources.find((candidate) => candidate.name === name && candidate.serves.includes(presenceType));
  return (
    connector && withOptions(name, presenceType === 'JTAPI' ? { ...SOURCE_KEYS, ...PHONE_KEYS } : SOURCE_KEYS, connector.options)
  );
}

/** Keys of a way to sign in. */
export function authSchema(name: string, connectors: Connectors): TObject | undefined {
  const method = connectors.authMethods.find((candidate) => candidate.name === name);
  return method && withOptions(name, {}, method.options);
}

/** Names of the connectors that serve a presence type. */
export function sourceNames(presenceType: PresenceType, connectors: Connectors): string[] {
  return connectors.sources.filter(({ serves }) => serves.includes(presenceType)).map(({ name }) => name);
}

/** One schema of the keys that all of a kind have and a connector's own; the latter win where both name a key. */
function withOptions(type: string, common: TProperties, options: TSchema): TObject {
  if (!isObjectSchema(options)) throw new TypeError(`The options of ${type} have to be an object schema`);
  return Type.Object({ type: Type.Literal(type, { description: 'The kind.' }), ...common, ...options.properties });
}

/** Whether a schema is of an object with named properties. */
export function isObjectSchema(schema: TSchema): schema is TObject {
  return schema[Kind] === 'Object';
}

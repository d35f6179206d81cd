import { PRESENCE_TYPES } from '@lampfield/protocol';
import type { TObject, TSchema } from '@sinclair/typebox';
import { PLAIN_SECTIONS } from './check-config.ts';
import { authSchema, directorySchema, isObjectSchema, sourceNames, sourceSchema } from './connector-schemas.ts';
import type { Connectors } from './connectors.ts';
import { ROLE_SCHEMA } from './role-schema.ts';
import { CLUSTER_SCHEMA } from './section-schemas.ts';

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of the configuration file, for editors. It is more lenient than the server: keys that may be left out are optional. */
export function generateConfigSchema(connectors: Connectors): JsonSchema {
  const { auth, directories, sources } = typedSchemas(connectors);
  const properties = {
    ...mapValues(PLAIN_SECTIONS, lenient),
    auth: { description: 'How people sign in.', anyOf: auth.map(lenient) },
    directories: { description: 'Where contacts are found.', type: 'array', items: { anyOf: directories.map(lenient) } },
    sources: {
      description: 'Where presence comes from, one for each presence type.',
      type: 'object',
      additionalProperties: false,
      properties: mapValues(sources, (schemas) => ({ anyOf: schemas.map(lenient) })),
    },
    roles: { description: 'Who may see what.', type: 'array', items: lenient(ROLE_SCHEMA) },
    cluster: lenient(CLUSTER_SCHEMA),
  };
  const root = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Lampfield configuration',
    type: 'object',
    additionalProperties: false,
    properties,
  };
  return JSON.parse(JSON.stringify(root)) as JsonSchema;
}

/** Every schema that a `type` selects. */
export function typedSchemas(connectors: Connectors): {
  readonly auth: readonly TObject[];
  readonly directories: readonly TObject[];
  readonly sources: Readonly<Record<string, readonly TObject[]>>;
} {
  const isFound = (schema: TObject | undefined): schema is TObject => schema !== undefined;
  return {
    auth: connectors.authMethods.map(({ name }) => authSchema(name, connectors)).filter(isFound),
    directories: connectors.directories.map(({ name }) => directorySchema(name, connectors)).filter(isFound),
    sources: Object.fromEntries(
      PRESENCE_TYPES.map((type) => [
        type,
        sourceNames(type, connectors)
          .map((name) => sourceSchema(type, name, connectors))
          .filter(isFound),
      ]).filter(([, schemas]) => (schemas as readonly TObject[]).length > 0),
    ) as Record<string, readonly TObject[]>,
  };
}

/** The schema as an author of a file meets it: what has a default need not be written, and no other keys are known. */
function lenient(schema: TSchema): TSchema {
  if (!isObjectSchema(schema)) return schema;
  const required = (schema.required ?? []).filter((key) => schema.properties[key]?.default === undefined);
  const { required: _, ...rest } = schema;
  return {
    ...rest,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: mapValues(schema.properties, lenient),
  };
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

import { PRESENCE_TYPES } from '@lampfield/protocol';
import { Type, type TOptional, type TRecord, type TString } from '@sinclair/typebox';
import { ATTRIBUTE_NAME } from '../ldap/attribute-name.ts';

const DETAIL = Type.Object({
  attribute: Type.String({ ...ATTRIBUTE_NAME, description: 'Attribute of the directory that has the value.' }),
  label: Type.String({ minLength: 1, maxLength: 100, description: 'What people see before the value.' }),
  presence: Type.Optional(
    Type.Union(
      PRESENCE_TYPES.map((type) => Type.Literal(type)),
      { description: 'The presence type that the value stands for. Absent: the value is only shown.' },
    ),
  ),
  identifier: Type.Optional(
    Type.String({
      pattern: '\\{value\\}',
      expected: 'text with {value} in it, such as {value}@example.org',
      maxLength: 255,
      description: 'Turns the value into the identifier its source knows. Default: {value}.',
    }),
  ),
});

/** The `details` of a directory. */
export type DetailOptions = TOptional<TRecord<TString, typeof DETAIL>>;

/**
 * The `details` of a directory: what a contact shows and which lamps it has, by free keys. The default is the connector's to fill in: as the schema's own it
 * would be mixed with what is configured.
 *
 * @param defaults what it is, in words
 */
export function detailOptions(defaults: string): DetailOptions {
  const description = `What a contact shows, by free keys. Several may share an attribute; its further values are key#2, key#3. Default: ${defaults}.`;
  return Type.Optional(Type.Record(Type.String(), DETAIL, { description }));
}

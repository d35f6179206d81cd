import { Type } from '@sinclair/typebox';

/** Name of an attribute, with options such as `;lang-hu` if need be (RFC 4512, section 2.5). */
export const ATTRIBUTE_NAME = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$',
  expected: 'the name of an attribute, such as telephoneNumber',
  maxLength: 128,
});

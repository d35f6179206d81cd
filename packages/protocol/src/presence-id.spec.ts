import fc from 'fast-check';
import { MAX_IDENTIFIER_LENGTH, parsePresenceId, presenceId } from './presence-id.ts';
import { PRESENCE_TYPES } from './presence-type.ts';

test.each([
  ['36110009100_JTAPI', '36110009100', 'JTAPI'],
  ['first_last@example.org_CUPS', 'first_last@example.org', 'CUPS'],
  ['_CUPS_CUPS', '_CUPS', 'CUPS'],
  [`${'x'.repeat(MAX_IDENTIFIER_LENGTH)}_XMPP`, 'x'.repeat(MAX_IDENTIFIER_LENGTH), 'XMPP'],
])('%s has its type after the last underscore', (id, identifier, type) => {
  expect(parsePresenceId(id)).toEqual({ id, identifier, type });
});

test.each([
  ['', 'INVALID_ID'],
  ['36110009100', 'INVALID_ID'],
  ['_JTAPI', 'INVALID_ID'],
  ['36110009100_', 'INVALID_ID'],
  ['36110009100_PAGER', 'UNKNOWN_TYPE'],
  ['36110009100_jtapi', 'UNKNOWN_TYPE'],
  ['361\n10009100_JTAPI', 'INVALID_ID'],
  ['361\u007f_JTAPI', 'INVALID_ID'],
  [`${'x'.repeat(MAX_IDENTIFIER_LENGTH + 1)}_XMPP`, 'INVALID_ID'],
  [`${'9'.repeat(10_000)}_JTAPI`, 'INVALID_ID'],
])('%j is refused as %s', (id, failure) => {
  expect(parsePresenceId(id)).toBe(failure);
});

test('an id made of a printable identifier and a type is read back as both', () => {
  const identifiers = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((text) => /^[^\p{Cc}]+$/u.test(text));
  fc.assert(
    fc.property(identifiers, fc.constantFrom(...PRESENCE_TYPES), (identifier, type) => {
      expect(parsePresenceId(presenceId(identifier, type))).toEqual({ id: presenceId(identifier, type), identifier, type });
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parsePresenceId(text)));
});

import fc from 'fast-check';
import { plainLine } from './plain-line.ts';

it.each([
  ['+36-1-555', '+36-1-555'],
  ['  Anna \t Nagy\r\n', 'Anna Nagy'],
  ['a\u202Eb\u2066c', 'a b c'],
  ['a\u0000\u0085\u2028b', 'a b'],
  ['', ''],
  [' \n', ''],
  ['1234567890', '123456789'],
  ['12345678 0', '12345678'],
  ['😀😀😀😀😀😀😀😀😀😀', '😀😀😀😀😀😀😀😀😀'],
])('%j is the line %j', (text, line) => {
  expect(plainLine(text, 9)).toBe(line);
});

it('a line is one line, not too long, and stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(12), (text, maxLength) => {
      const line = plainLine(text, maxLength);
      expect([...line].length).toBeLessThanOrEqual(maxLength);
      expect(line).toBe(line.trim());
      expect(line).not.toMatch(/\p{Cc}| {2}/u);
      expect(plainLine(line, maxLength)).toBe(line);
    }),
  );
});

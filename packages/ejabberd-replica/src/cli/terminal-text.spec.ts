import fc from 'fast-check';
import { toErlangString, toTerminalText } from './terminal-text.ts';

describe('toTerminalText', () => {
  it.each([
    ['an ordinary name', 'anna', 'anna'],
    ['letters of all alphabets', 'Ünï漢字🙂', 'Ünï漢字🙂'],
    ['what clears a screen', '\u001b[2J', '\\x{1b}[2J'],
    ['line ends', 'a\r\nb', 'a\\x{d}\\x{a}b'],
    ['controls of eight bits', '\u009b31m', '\\x{9b}31m'],
    ['what turns the text around', 'a\u202eb', 'a\\x{202e}b'],
    ['what cannot be seen', 'a\u200bb', 'a\\x{200b}b'],
    ['half a character', 'a\ud800', 'a\\x{d800}'],
  ])('shows %s', (_, text, shown) => {
    expect(toTerminalText(text)).toBe(shown);
  });

  it('leaves nothing that a terminal could obey, and keeps to one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toTerminalText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

it('writes strings as Erlang does', () => {
  expect(toErlangString('an"na\\')).toBe('"an\\"na\\\\"');
});

import fc from 'fast-check';
import { foldBareAddress, isAskableAddress, readChatAddress } from './chat-address.ts';

describe('readChatAddress', () => {
  it.each([
    ['Bob@Chat.Test', { bare: 'bob@chat.test', resource: '' }],
    ['bob@chat.test/Desk', { bare: 'bob@chat.test', resource: 'Desk' }],
    ['bob@chat.test/a/b@c', { bare: 'bob@chat.test', resource: 'a/b@c' }],
    ['chat.test', { bare: 'chat.test', resource: '' }],
    ['ＢＯＢ@chat.test', { bare: 'bob@chat.test', resource: '' }],
    ['', undefined],
    [undefined, undefined],
  ])('takes %p apart', (text, address) => {
    expect(readChatAddress(text)).toEqual(address);
  });
});

describe('foldBareAddress', () => {
  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldBareAddress(foldBareAddress(text))).toBe(foldBareAddress(text));
      }),
      // Letters that change in more than one way when they are folded.
      { examples: [['ẞ'], ['İ']] },
    );
  });
});

describe('isAskableAddress', () => {
  it.each(['bob@chat.test', 'chat.test', 'o\\27brien@chat.test', '日本@例え.jp', 'a_b.c-d@chat.test', '__proto__'])(
    'accepts %s',
    (bare) => {
      expect(isAskableAddress(bare)).toBe(true);
    },
  );

  it.each([
    '',
    '@chat.test',
    'bob@',
    'bob@a@b',
    'two words@chat.test',
    'bob@chat.test/desk',
    '<presence/>@chat.test',
    "o'brien@chat.test",
    'a&b@chat.test',
    'bell\u0007@chat.test',
    'half\ud800@chat.test',
    'non\uffffcharacter@chat.test',
    `${'x'.repeat(2048)}@chat.test`,
  ])('refuses %j', (bare) => {
    expect(isAskableAddress(bare)).toBe(false);
  });
});

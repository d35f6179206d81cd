import { prepareName } from '@lampfield/protocol';
import fc from 'fast-check';
import { createCanonicalizer } from '../../../core/canonical-identifier.ts';
import { findPreparedAddress, inLetters, prepareHost } from './prepared-address.ts';

const canonicalize = createCanonicalizer();

describe('an identifier in the form of ejabberd', () => {
  it.each([
    ['anna@chat.test', 'anna', 'chat.test'],
    ['Anna@CHAT.test', 'anna', 'chat.test'],
    ['o\\27brien@chat.test', 'o\\27brien', 'chat.test'],
    ['straße@chat.test', 'strasse', 'chat.test'],
    ['Ἀρχίλοχος@chat.test', 'ἀρχίλοχοσ', 'chat.test'],
    ['ᾠδή@chat.test', 'ὠιδή', 'chat.test'],
    ['diyarbakır@chat.test', 'diyarbakır', 'chat.test'],
    ['İzmir@chat.test', 'i̇zmir', 'chat.test'],
    ['\uff21nna@chat.test', 'anna', 'chat.test'],
    ['ꭰ@chat.test', 'Ꭰ', 'chat.test'],
    ['日本@例え.jp', '日本', '例え.jp'],
    ['anna@xn--bcher-kva.test', 'anna', 'bücher.test'],
    ['anna@Bücher.test', 'anna', 'bücher.test'],
    ['anna@straße.test', 'anna', 'strasse.test'],
  ])('%s is %s at %s', (raw, user, host) => {
    expect(findPreparedAddress(canonicalize('XMPP', raw) ?? '')).toEqual({ user, host });
  });

  it.each(['chat.test', '@chat.test', 'anna@', 'anna@chat@test', '@', ''])('%j is none', (identifier) => {
    expect(findPreparedAddress(identifier)).toBeUndefined();
  });

  it.each([
    ['xn--bcher-kva.test', 'bücher.test'],
    ['chat.xn--bcher-kva.test', 'chat.bücher.test'],
    ['bücher.test', 'bücher.test'],
    ['xn--', 'xn--'],
    ['xn--a\u{fffd}.test', 'xn--a\u{fffd}.test'],
    ['maxn--host.test', 'maxn--host.test'],
  ])('has a domain that ejabberd spells %s as %s', (host, letters) => {
    const key = { user: 'anna', host, sidUs: 1 };
    expect(inLetters(key)).toEqual({ user: 'anna', host: letters, sidUs: 1 });
  });

  it('stays as it is when it is prepared again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(prepareName(prepareName(text))).toBe(prepareName(text));
        expect(prepareHost(prepareHost(text))).toBe(prepareHost(text));
      }),
      { examples: [['ẞ'], ['ß'], ['İ'], ['ı']], numRuns: 1000 },
    );
  });
});

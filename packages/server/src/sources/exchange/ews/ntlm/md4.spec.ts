import { md4 } from './md4.ts';

describe('MD4', () => {
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('of %j is what the test suite of RFC 1320, section A.5, says', (message, digest) => {
    expect(md4(Buffer.from(message)).toString('hex')).toBe(digest);
  });

  it('pads around the edge of a block', () => {
    const digests = [55, 56, 63, 64, 65].map((length) => md4(Buffer.alloc(length, 'a')).toString('hex'));
    // As OpenSSL's legacy provider has it: openssl dgst -md4 -provider legacy
    expect(digests).toEqual([
      'c889c81dd86c4d2e025778944ea02881',
      'd5f9a9e9257077a5f08b0b92f348b0ad',
      '7ea3da77432d44c323671097d1348fc8',
      '52f5076fabd22680234a3fa9f9dc5732',
      '330e377bf231f3cacfecc2c182fe7e5b',
    ]);
  });
});

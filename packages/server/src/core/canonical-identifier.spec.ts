import { MAX_IDENTIFIER_LENGTH, PRESENCE_TYPES } from '@lampfield/protocol';
import * as fc from 'fast-check';
import { createCanonicalizer } from './canonical-identifier.ts';

const canonicalize = createCanonicalizer({ normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }] });

describe('phone numbers (JTAPI)', () => {
  it.each([
    ['9100', '9100'],
    ['+36 (1) 1000-9100', '9100'],
    ['+3611000 910', '+3611000910'],
    ['tel:+36-1-1000-9100', '9100'],
    ['+49 (0)89 1234', '+49891234'],
    ['(089) 12/34.5', '08912345'],
    ['*21*9100#', '*21*9100#'],
    ['\u0669\u0661\u0660\u0660', '9100'],
    ['\uff19\uff11\uff10\uff10', '9100'],
    ['91\u00a000\u2013', '9100'],
  ])('%s becomes %s', (raw, canonical) => {
    expect(canonicalize('JTAPI', raw)).toBe(canonical);
  });

  it.each(['', '   ', '()-', '+', '9100 ext. 12', '1+2', 'anna', '9'.repeat(MAX_IDENTIFIER_LENGTH + 1)])('%s is none', (raw) => {
    expect(canonicalize('JTAPI', raw)).toBeUndefined();
  });

  it('applies the first rule that matches, not the others', () => {
    const rules = createCanonicalizer({
      normalize: [
        { match: '^91', replace: '81' },
        { match: '^9', replace: '7' },
      ],
    });
    expect(rules('JTAPI', '9100')).toBe('8100');
    expect(rules('JTAPI', '9200')).toBe('7200');
  });

  it('ends rules that make a number longer at every round before they fill the memory', () => {
    const doubling = createCanonicalizer({ normalize: [{ match: '^(.+)$', replace: '$1$1$1$1$1$1$1$1$1' }] });
    expect(doubling('JTAPI', '1'.repeat(255))).toBeUndefined();
  });

  it('applies rules until they come to rest, because a canonical number must stay as it is', () => {
    const rules = createCanonicalizer({ normalize: [{ match: '^0', replace: '' }] });
    expect(rules('JTAPI', '0049')).toBe('49');
  });

  it('refuses what never comes to rest', () => {
    expect(createCanonicalizer({ normalize: [{ match: '^', replace: '1' }] })('JTAPI', '9100')).toBeUndefined();
  });

  it('refuses what a rule makes too long', () => {
    const rules = createCanonicalizer({ normalize: [{ match: '^1(2+)$', replace: '$1$1$1' }] });
    expect(rules('JTAPI', `1${'2'.repeat(100)}`)).toBeUndefined();
  });

  it('names the rule that is no regular expression', () => {
    const rules = [
      { match: '^1$', replace: '' },
      { match: '(', replace: '' },
    ];
    expect(() => createCanonicalizer({ normalize: rules })).toThrow(
      /normalize\[1\]\.match: expected a regular expression, found \(/,
    );
  });
});

describe('mail addresses (EXCHANGE)', () => {
  it.each([
    ['Anna.Vogel@Example.ORG', 'anna.vogel@example.org'],
    [' SMTP:anna@example.org ', 'anna@example.org'],
    ['o\u0308@example.org', 'ö@example.org'],
  ])('%s becomes %s', (raw, canonical) => {
    expect(canonicalize('EXCHANGE', raw)).toBe(canonical);
  });

  it.each(['', 'anna', '@example.org', 'anna@', 'a@b@c', 'anna vogel@example.org', 'anna@example.org\u0000'])(
    '%j is none',
    (raw) => {
      expect(canonicalize('EXCHANGE', raw)).toBeUndefined();
    },
  );
});

describe.each(['CUPS', 'XMPP'] as const)('chat addresses (%s)', (type) => {
  it.each([
    ['Anna@Example.org', 'anna@example.org'],
    ['anna@example.org/phone', 'anna@example.org'],
    ['sip:anna@example.org', 'anna@example.org'],
    ['anna@example.org.', 'anna@example.org'],
    ['\uff21nna@example.org', 'anna@example.org'],
    ['MÜLLER@bücher.example', 'müller@bücher.example'],
    ['anna@XN--BCHER-KVA.example', 'anna@bücher.example'],
    ['a_b@chat_1.example.org', 'a_b@chat_1.example.org'],
    ['\u05d0\u05d1@example.org', '\u05d0\u05d1@example.org'],
    ['anna@192.0.2.1', 'anna@192.0.2.1'],
  ])('%s becomes %s', (raw, canonical) => {
    expect(canonicalize(type, raw)).toBe(canonical);
  });

  it.each([
    ['', 'nothing'],
    ['example.org', 'no local part'],
    ['anna@', 'no domain'],
    ['@example.org', 'an empty local part'],
    ['anna vogel@example.org', 'a space'],
    ['a"b@example.org', 'a character that XMPP refuses'],
    ['a@b@example.org', 'two at signs'],
    ['\ufb01@example.org', 'a ligature that could pass for two letters'],
    ['an\u200bna@example.org', 'an invisible character'],
    ['anna\u2605@example.org', 'a symbol'],
    ['a\u05d0@example.org', 'two directions'],
    ['\u05d0a@example.org', 'two directions'],
    ['anna@exa mple.org', 'a space in the domain'],
    ['anna@%65xample.org', 'an encoded domain'],
    ['anna@[::1]', 'an address in brackets'],
    ['anna@\ud800', 'half a character'],
  ])('%j is refused: %s', (raw) => {
    expect(canonicalize(type, raw)).toBeUndefined();
  });
});

describe('every type', () => {
  const anyType = fc.constantFrom(...PRESENCE_TYPES);
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^\+?[0-9 ()*#/.-]{0,20}$/),
    fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
    fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }))
      .map(([local, domain]) => `${local}@${domain}`),
    fc.emailAddress(),
  );

  it('leaves alone what is canonical, is never too long and has no control characters', () => {
    fc.assert(
      fc.property(anyType, typed, (type, raw) => {
        const canonical = canonicalize(type, raw);
        if (canonical === undefined) return;
        expect(canonicalize(type, canonical)).toBe(canonical);
        expect(canonical.length).toBeLessThanOrEqual(MAX_IDENTIFIER_LENGTH);
        expect(canonical).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
      { numRuns: 3000 },
    );
  });

  it('is idempotent whatever the rules are', () => {
    const rule = fc.record({
      match: fc.constantFrom('^0', '^\\+', '1(.)', '00$', '^(\\d{4})$', '.*'),
      replace: fc.constantFrom('', '$1', '9$1', '+1'),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), fc.stringMatching(/^\+?[0-9]{1,8}$/), (normalize, raw) => {
        const ruled = createCanonicalizer({ normalize });
        const canonical = ruled('JTAPI', raw);
        if (canonical !== undefined) expect(ruled('JTAPI', canonical)).toBe(canonical);
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from 'fast-check';

/** How many times as many trials as usual: `FUZZ_RUNS=10 npx jest hostile`. */
const FACTOR = Math.max(1, Number(process.env['FUZZ_RUNS'] ?? 1) || 1);

/** Settings of a property that is tried so often, or `FUZZ_RUNS` times that. What fails is printed with its seed. */
export function trials(usual: number): { readonly numRuns: number } {
  return { numRuns: usual * FACTOR };
}

/** How long those trials may take; milliseconds. */
export const TRIALS_TIMEOUT_MS = 60_000 * FACTOR;

/** Names that reach a prototype, or mean something to a parser, where they are taken for keys. */
export const HOSTILE_KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'toJSON', 'length', 'error'],
  ...['', '0', '-1', '$where', 'a.b', 'a[b]', '<b>', 'x\r\nSet-Cookie: a=b', '\0', '\uD800'],
];

/** Texts that mean something to whoever does not treat them as text. */
const HOSTILE_TEXTS = [
  ...HOSTILE_KEYS,
  ...[
    '*',
    '*)(uid=*',
    '*)(objectClass=*))(|(a=b',
    '\\2a',
    'a,dc=x',
    "' or 1=1 --",
    '${jndi:ldap://x}',
    '${PATH}',
    '{value}',
    '%s%n',
  ],
  ...['<img src=x onerror=alert(1)>', 'javascript:alert(1)', '"><script>', '{{constructor.constructor("x")()}}', '&#0;', '%00'],
  ...[
    '../../etc/passwd',
    '..%2f..%2f',
    '//evil.example',
    'http://evil.example',
    '\u202Egnp.exe',
    '\u2028',
    '\uFEFF',
    '\u009B31m',
  ],
  ...[
    '\u001B[2J\u001B]0;x\u0007',
    'a\r\n{"level":60,"msg":"forged"}',
    '1_JTAPI',
    '_JTAPI',
    '1_',
    '1_PAGER',
    'x@y_CUPS',
    '１２_JTAPI',
    'İ@ß_XMPP',
  ],
];

/** Any UTF-16 code units, halves of characters and controls among them. */
const anyUnits = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes));

/** Long ones of one kind: what counts characters, backtracks or compares pairs shows it here. */
const longText = fc
  .tuple(fc.constantFrom(...Array.from(' a0*@_./\\"<\n\u0301ﷺ'), '\uD800', '😀'), fc.constantFrom(256, 1025, 5000))
  .map(([unit, length]) => unit.repeat(length));

/** Text of every kind that somebody might send. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), anyUnits, fc.string(), longText);

/** Numbers at the edges of what numbers are, as JSON can carry them. */
const hostileNumber = fc.constantFrom(...[0, -0, -1, 1.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, -1e308, 5e-324]);

const hostileLeaf: fc.Arbitrary<unknown> = fc.oneof(hostileText, hostileNumber, fc.constantFrom(null, true, false, [], {}));

/** Values as JSON can carry them, of every type and in every disorder; keys that reach a prototype are own keys, as `JSON.parse` makes them. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    hostileLeaf,
    fc.array(tie('value'), { maxLength: 4 }),
    objectOf(tie('value')),
  ),
})).value;

function objectOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...HOSTILE_KEYS), fc.string()), value), { maxLength: 4 })
    .map(Object.fromEntries);
}

/** An object with some of these fields, each with a value of any kind or one that would be right, and with fields that nobody knows. */
export function hostileFields(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const each = Object.entries(fields).map(([name, right]) => fc.tuple(fc.constant(name), fc.oneof(right, hostileJson)));
  const known = fc.tuple(...each).chain((entries) => fc.subarray(entries));
  return fc
    .tuple(objectOf(hostileJson), known)
    .map(([unknown, entries]) => ({ ...(unknown as object), ...Object.fromEntries(entries) }));
}

/** JSON nested so deep that whoever follows it by calling himself runs out of stack. */
export const DEEP_JSON = [
  '['.repeat(100_000),
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
];

/** Bytes that came from good ones by a few accidents: pieces lost, doubled, replaced, bits turned over, the end cut off. */
export function damaged(good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    hostileText.map((text) => Buffer.from(text)),
  );
  const accident = fc.record({
    at: fc.nat(),
    lost: fc.nat(20),
    piece,
    bit: fc.nat(7),
    kind: fc.constantFrom('replace', 'turn', 'cut', 'double'),
  });
  return fc.tuple(good, fc.array(accident, { maxLength: 4 })).map(([bytes, accidents]) => {
    let result: Buffer = Buffer.from(bytes);
    for (const { at, lost, piece: inserted, bit, kind } of accidents) {
      const place = at % (result.length + 1);
      const [before, after] = [result.subarray(0, place), result.subarray(place)];
      if (kind === 'cut') result = before;
      else if (kind === 'double') result = Buffer.concat([result, after]);
      else if (kind === 'replace') result = Buffer.concat([before, inserted, after.subarray(lost)]);
      else result = Buffer.from(result.map((byte, index) => (index === place ? byte ^ (1 << bit) : byte)));
    }
    return result;
  });
}

import fc from 'fast-check';
import { findChildMessage, findRow } from './child-message.ts';

/** Pieces of JSON, and what reaches a prototype where it is taken for a name. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  'null',
  '-0',
  '1e999',
  '"__proto__":',
  '"constructor":{"prototype":',
  '\\u0000',
  '\\uD800',
  '\0',
  '\uD800',
];
/** Nested so deep that whoever follows it by calling himself runs out of stack. */
const DEEP = ['['.repeat(100_000), '{"ev":'.repeat(50_000), `{"ev":"rows","x":${'['.repeat(5000)}${']'.repeat(5000)}}`];
const GOOD_LINES = [
  { ev: 'hello', protocol: 1, otp: '25' },
  { ev: 'joined', via: 'a@b', copy: 'added', nodes: ['a@b'] },
  { ev: 'rows', nodes: ['a@b'], rows: [[0, 1_795_323_712_000_009, 'ann', 'a.org', 'desk', 5]] },
].map((message) => JSON.stringify(message));

describe('findChildMessage', () => {
  it.each([
    { ev: 'hello', protocol: 1, otp: '25' },
    { ev: 'trouble', code: 'REFUSED', text: 'why' },
    { ev: 'joined', via: 'a@b', copy: 'added', nodes: ['a@b'] },
    { ev: 'nodes', nodes: [] },
    { ev: 'note', text: 'well' },
    { ev: 'reset' },
    { ev: 'pong' },
    { ev: 'left' },
    { ev: 'ready', rows: 0 },
    { ev: 'rows', nodes: ['a@b'], rows: [[]] },
  ])('reads %j, with whatever more there is', (message) => {
    expect(findChildMessage(JSON.stringify({ ...message, more: 1 }))).toEqual(message);
  });

  it.each([
    '',
    'x',
    'null',
    '[]',
    '1',
    '{}',
    '{"ev":1}',
    '{"ev":"constructor"}',
    '{"ev":"hello","protocol":"1","otp":"25"}',
    '{"ev":"trouble","code":"TIRED","text":"why"}',
    '{"ev":"joined","via":"a@b","copy":"added","nodes":"a@b"}',
    '{"ev":"nodes","nodes":[1]}',
    '{"ev":"ready","rows":1.5}',
    '{"ev":"rows","nodes":["a@b"],"rows":{}}',
  ])('finds nothing in %s', (line) => {
    expect(findChildMessage(line)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void findChildMessage(line)));
    fc.assert(fc.property(fc.anything(), (row) => void findRow(row, ['a@b'])));
  });

  it('never throws, however a good line was damaged', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(20), fc.oneof(fc.string(), fc.constantFrom(...PIECES)));
    fc.assert(
      fc.property(fc.constantFrom(...GOOD_LINES), fc.array(edit, { minLength: 1, maxLength: 4 }), (line, edits) => {
        const damaged = edits.reduce((text, [at, lost, piece]) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + piece + text.slice(place + lost);
        }, line);
        const message = findChildMessage(damaged);
        if (message?.ev === 'rows') for (const row of message.rows) findRow(row, message.nodes);
      }),
      { numRuns: 500 * Math.max(1, Number(process.env['FUZZ_RUNS'] ?? 1) || 1) },
    );
    for (const piece of DEEP) expect(findChildMessage(piece)).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('findRow', () => {
  const nodes = ['e1@a', 'e2@b'];
  const key = { sidUs: 1_795_323_712_000_009, node: 'e2@b', user: 'ann', host: 'a.org' };
  const keyRow = [1, key.sidUs, 'ann', 'a.org'];

  it.each([
    [keyRow, { removed: key }],
    [[...keyRow, 'desk', -128], { put: { ...key, resource: 'desk', priority: -128 } }],
    [[...keyRow, '', null], { put: { ...key, resource: '', priority: null } }],
  ])('reads %j', (row, change) => {
    expect(findRow(row, nodes)).toEqual(change);
  });

  it.each([
    [null],
    [{}],
    [[]],
    [[2, 1, 'ann', 'a.org']],
    [[-1, 1, 'ann', 'a.org']],
    [['0', 1, 'ann', 'a.org']],
    [[0, 1.5, 'ann', 'a.org']],
    [[0, 1, null, 'a.org']],
    [[0, 1, 'ann']],
    [[0, 1, 'ann', 'a.org', 'desk']],
    [[0, 1, 'ann', 'a.org', 'desk', '5']],
  ])('finds nothing in %j', (row) => {
    expect(findRow(row, nodes)).toBeUndefined();
  });
});

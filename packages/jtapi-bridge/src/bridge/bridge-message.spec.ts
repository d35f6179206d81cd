import fc from 'fast-check';
import { findBridgeMessage } from './bridge-message.ts';

const PEER = { state: 'ESTABLISHED', number: '1001', name: 'Ann' };
const CALL = { id: '1/7', state: 'ALERTING', terminals: ['RINGING'], direction: 'in', peers: [PEER] };
const ADDRESS = { address: '2001', inService: true, calls: [CALL] };
const LINE = { ev: 'line', dn: '2001', watch: 3, addresses: [ADDRESS] };
const FAILED = { ev: 'failed', op: 'watch', reason: 'DENIED', error: 'PlatformException', text: 'no', dn: '2001', watch: 3 };

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
const GOOD_LINES = [LINE, FAILED, { ev: 'hello', protocol: 1, java: '17' }].map((message) => JSON.stringify(message));

const find = (message: unknown): unknown => findBridgeMessage(JSON.stringify(message));

describe('findBridgeMessage', () => {
  it.each([
    [{ ev: 'hello', protocol: 1, java: '17' }],
    [{ ev: 'provider', state: 'IN_SERVICE' }],
    [{ ev: 'provider', state: 'SHUTDOWN' }],
    [{ ev: 'misunderstood', text: 'x' }],
    [{ ev: 'unwatched' }],
    [{ ev: 'closed' }],
  ])('reads %j', (message) => {
    expect(find(message)).toEqual(message);
  });

  it('reads a line with all that can be known of it', () => {
    expect(find(LINE)).toEqual({ ev: 'line', line: { dn: '2001', watch: 3, addresses: [ADDRESS] } });
  });

  it('reads a line of which little is known', () => {
    const call = { id: '1', state: 'UNKNOWN', terminals: [], peers: [{}] };
    const addresses = [{ address: '2001', calls: [call] }];
    expect(find({ ...LINE, addresses })).toEqual({ ev: 'line', line: { dn: '2001', watch: 3, addresses } });
  });

  it('leaves out of a party what is no text', () => {
    const addresses = [{ ...ADDRESS, calls: [{ ...CALL, peers: [{ number: 7, name: null, state: [] }, 'x'] }] }];
    expect(find({ ...LINE, addresses })).toMatchObject({ line: { addresses: [{ calls: [{ peers: [{}, {}] }] }] } });
  });

  it.each(['watch', 'read', 'observe'])('reads that a line is refused at the step %s', (op) => {
    expect(find({ ...FAILED, op })).toEqual({
      ev: 'refused',
      refusal: { dn: '2001', watch: 3, step: op, reason: 'DENIED', detail: 'PlatformException: no' },
    });
  });

  it('reads that the provider is not opened, and needs no words for it', () => {
    const { text: _, ...failed } = FAILED;
    expect(find({ ...failed, op: 'open' })).toEqual({ ev: 'not opened', reason: 'DENIED', detail: 'PlatformException' });
  });

  it.each([
    ['an unknown word', { ev: 'sing' }],
    ['a word of Object', { ev: 'constructor' }],
    ['no word', {}],
    ['no object', 'hello'],
    ['null', null],
    ['half a hello', { ev: 'hello', protocol: 1 }],
    ['an unknown state', { ev: 'provider', state: 'TIRED' }],
    ['a line without addresses', { ...LINE, addresses: undefined }],
    ['a line without a number', { ...LINE, dn: 7 }],
    ['a line of no watch', { ...LINE, watch: 1.5 }],
    ['an address that is none', { ...LINE, addresses: [null] }],
    ['an address without calls', { ...LINE, addresses: [{ address: '1' }] }],
    ['a call that is none', { ...LINE, addresses: [{ ...ADDRESS, calls: [7] }] }],
    ['a call without a state', { ...LINE, addresses: [{ ...ADDRESS, calls: [{ ...CALL, state: undefined }] }] }],
    ['a phone that is none', { ...LINE, addresses: [{ ...ADDRESS, calls: [{ ...CALL, terminals: [7] }] }] }],
    ['an unknown reason', { ...FAILED, reason: 'TIRED' }],
    ['an unknown step', { ...FAILED, op: 'sing' }],
    ['a refusal of nothing', { ...FAILED, dn: undefined }],
  ])('does not take %s for anything', (_name, message) => {
    expect(find(message)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => findBridgeMessage(line) === undefined));
    const ev = fc.constantFrom('hello', 'line', 'failed', 'provider', 'pong', '__proto__');
    fc.assert(
      fc.property(
        ev,
        fc.dictionary(fc.constantFrom('dn', 'watch', 'addresses', 'op', 'reason', 'state'), fc.jsonValue()),
        (word, members) => {
          findBridgeMessage(JSON.stringify({ ...members, ev: word }));
        },
      ),
    );
  });

  it('never throws, however a good line was damaged', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(20), fc.oneof(fc.string(), fc.constantFrom(...PIECES)));
    fc.assert(
      fc.property(fc.constantFrom(...GOOD_LINES), fc.array(edit, { minLength: 1, maxLength: 4 }), (line, edits) => {
        const damaged = edits.reduce((text, [at, lost, piece]) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + piece + text.slice(place + lost);
        }, line);
        findBridgeMessage(damaged);
      }),
      { numRuns: 500 * Math.max(1, Number(process.env['FUZZ_RUNS'] ?? 1) || 1) },
    );
    for (const piece of DEEP) expect(findBridgeMessage(piece)).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

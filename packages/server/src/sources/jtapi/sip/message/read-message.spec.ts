import fc from 'fast-check';
import { notifyWith } from './message.fixture.ts';
import { readDatagram } from './read-message.ts';
import type { SipRequest, SipResponse } from './sip-message.ts';

function readRequest(bytes: Buffer): SipRequest {
  const message = readDatagram(bytes);
  if ('malformed' in message) throw new Error(message.malformed);
  if (message.kind !== 'request') throw new Error('not a request');
  return message;
}

function readResponse(...lines: readonly string[]): SipResponse {
  const message = readDatagram(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
  if ('malformed' in message) throw new Error(message.malformed);
  if (message.kind !== 'response') throw new Error('not a response');
  return message;
}

const RESPONSE_LINES = [
  'Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bKa;rport=5070;received=192.0.2.7',
  'From: <sip:lampfield@pbx.test>;tag=subscriber',
  'To: <sip:2001@pbx.test>;tag=notifier',
  'Call-ID: 8d4f@192.0.2.7',
  'CSeq: 1 SUBSCRIBE',
];

describe('a datagram', () => {
  it('is read as a request with its body', () => {
    const message = readRequest(notifyWith({}, 'body of the thing'));
    expect(message).toMatchObject({
      ...{ method: 'NOTIFY', uri: 'sip:lampfield@192.0.2.7:5070', callId: '8d4f@192.0.2.7' },
      cseq: { number: 3, method: 'NOTIFY' },
      via: { transport: 'UDP', host: '192.0.2.1', port: 5060 },
    });
    expect(message.from.parameters.get('tag')).toBe('notifier');
    expect(message.to.parameters.get('tag')).toBe('subscriber');
    expect(message.headers.find('event')).toBe('dialog');
    expect(message.body.toString()).toBe('body of the thing');
  });

  it('is read as a response', () => {
    const message = readResponse('SIP/2.0 200 OK', ...RESPONSE_LINES, 'Expires: 600');
    expect(message).toMatchObject({ status: 200, reasonPhrase: 'OK', cseq: { number: 1, method: 'SUBSCRIBE' } });
  });

  it.each([
    ['SIP/2.0 100 ', 100, ''],
    ['SIP/2.0 100', 100, ''],
    ['SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое', 200, '= 2**3 * 5**2 но сто девяносто девять - простое'],
    ['sip/2.0 699 x', 699, 'x'],
  ])('may begin %j (RFC 4475, 3.1.1.12 and 3.1.1.13)', (line, status, reasonPhrase) => {
    expect(readResponse(line, ...RESPONSE_LINES)).toMatchObject({ status, reasonPhrase });
  });

  it('may have folded lines, compact names, odd capitals and spaces anywhere (RFC 4475, 3.1.1.1)', () => {
    const lines = [
      'NOTIFY sip:lampfield@192.0.2.7;unknownparam SIP/2.0',
      'v:  SIP  / 2.0',
      '  / UDP 192.0.2.1 : 5061 ;',
      '  branch  =   z9hG4bK9ikj8  ,',
      ' SIP  /    2.0   / TCP  192.168.255.111   ; branch=',
      ' z9hG4bK30239',
      'Via: SIP/2.0/TLS [2001:db8::9]:5061;branch=z9hG4bKq',
      'f   : "J Rosenberg \\\\\\""       <sip:2001@pbx.test>',
      '  ;',
      '  tag = 98asjd8',
      'TO :',
      ' sip:lampfield@pbx.test ;   tag    = 1918181833n',
      'i: wsinv.ndaksdj@192.0.2.1',
      'cseq: 0009',
      '  NOTIFY',
      's :',
      'NewFangledHeader:   newfangled value',
      ' continued newfangled value',
      'UnknownHeaderWithUnusualValue: ;;,,;;,;',
      'O: dialog',
      'SUBSCRIPTION-STATE: active',
      'm:"Quoted string \\"\\"" <sip:2001@192.0.2.1> ; newparam =',
      '  newvalue ;',
      '  secondparam ; q = 0.33',
      'L:0',
    ];
    const message = readRequest(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
    expect(message.via).toMatchObject({ transport: 'UDP', host: '192.0.2.1', port: 5061 });
    expect(message.via.parameters.get('branch')).toBe('z9hG4bK9ikj8');
    expect(message.headers.list('via')).toHaveLength(3);
    expect(message.from).toMatchObject({ displayName: 'J Rosenberg \\"', uri: 'sip:2001@pbx.test' });
    expect(message.from.parameters.get('tag')).toBe('98asjd8');
    expect(message.to.parameters.get('tag')).toBe('1918181833n');
    expect(message.cseq.number).toBe(9);
    expect(message.headers.find('newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(message.headers.find('subject')).toBe('');
    expect(message.headers.find('event')).toBe('dialog');
  });

  it('ends where its Content-Length says (RFC 4475, 3.1.1.8)', () => {
    const twice = Buffer.concat([notifyWith({}, 'one'), notifyWith({}, 'two')]);
    expect(readRequest(twice).body.toString()).toBe('one');
  });

  it('needs no Content-Length: it ends by itself', () => {
    expect(readRequest(notifyWith({ 'Content-Length': undefined }, 'all of it')).body.toString()).toBe('all of it');
  });

  it.each([
    ['a body shorter than announced (3.1.2.2)', { 'Content-Length': 'Content-Length: 9999' }],
    ['a negative length (3.1.2.3)', { 'Content-Length': 'Content-Length: -999' }],
    ['two lengths (3.3.9)', { 'Content-Length': 'Content-Length: 0\r\nl: 5' }],
    ['a CSeq beyond 31 bits (3.1.2.4)', { CSeq: 'CSeq: 36893488147419103232 NOTIFY' }],
    ['an open quote (3.1.2.6)', { To: 'To: "Mr. J. User <sip:lampfield@pbx.test>' }],
    ['a URI in angle brackets (3.1.2.7)', { 'NOTIFY ': 'NOTIFY <sip:lampfield@192.0.2.7> SIP/2.0' }],
    ['spaces within the URI (3.1.2.8)', { 'NOTIFY ': 'NOTIFY sip:lampfield@192.0.2.7; lr SIP/2.0' }],
    ['several spaces in the first line (3.1.2.9)', { 'NOTIFY ': 'NOTIFY  sip:lampfield@192.0.2.7  SIP/2.0' }],
    ['a space at the end of the first line (3.1.2.10)', { 'NOTIFY ': 'NOTIFY sip:lampfield@192.0.2.7 SIP/2.0 ' }],
    ['another version (3.1.2.16)', { 'NOTIFY ': 'NOTIFY sip:lampfield@192.0.2.7 SIP/7.0' }],
    ['another method than that of the CSeq (3.1.2.17)', { CSeq: 'CSeq: 8 INVITE' }],
    ['a status of four digits (3.1.2.19)', { 'NOTIFY ': 'SIP/2.0 4294967301 better not break the receiver' }],
    ['no Call-ID (3.3.1)', { 'Call-ID': undefined }],
    ['no From', { From: undefined }],
    ['no Via', { Via: undefined }],
    ['two To (3.3.8)', { To: 'To: <sip:a@pbx.test>;tag=1\r\nTo: <sip:b@pbx.test>;tag=2' }],
    ['a From that is no address', { From: 'From: nobody;tag=x' }],
    ['a Via of another version', { Via: 'Via: SIP/7.0/UDP 192.0.2.1;branch=z9hG4bK1' }],
    ['a first header that continues nothing', { Via: ' folded: from nowhere' }],
    ['a header line without a colon', { Contact: 'Contact' }],
    ['a header name with a space in it', { Contact: 'Con tact: <sip:a@b>' }],
    ['nothing but line breaks', { 'NOTIFY ': '\r\n' }],
  ])('is malformed with %s', (_flaw, changes) => {
    expect(readDatagram(notifyWith(changes))).toEqual({ malformed: expect.any(String) });
  });

  it('is malformed with more header lines than any message has', () => {
    const many = Array.from({ length: 600 }, (_, number) => `X-${String(number)}: x`).join('\r\n');
    expect(readDatagram(notifyWith({ Event: many }))).toEqual({ malformed: 'too many header lines' });
  });
});

describe('bytes of any kind', () => {
  it('are read or malformed, never a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(readDatagram(Buffer.from(bytes))).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('never make a message without what a message must have, however a good one is changed', () => {
    const good = notifyWith({}, '<dialog-info/>');
    const edit = fc.tuple(
      fc.nat(good.length),
      fc.nat(30),
      fc.oneof(fc.string(), fc.constantFrom(...Array.from('\r\n ,;:<>"\\@'))),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let bytes = good;
        for (const [at, drop, text] of edits)
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at + drop)]);
        const message = readDatagram(bytes);
        if ('malformed' in message) return;
        expect(message.cseq.number).toBeGreaterThanOrEqual(0);
        expect(message.from.uri).toMatch(/^\w/);
        if (message.kind === 'request') expect(message.method).toBe(message.cseq.method);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['spaces', 'Contact', `Contact: ${' '.repeat(60_000)}x`],
    ['quotes', 'Contact', `Contact: ${'"'.repeat(60_001)}`],
    ['backslashes', 'From', `From: "${'\\'.repeat(60_000)}" <sip:a@b>;tag=1`],
    ['parameters', 'From', `From: <sip:a@b>${';a=b'.repeat(15_000)}`],
    ['angle brackets', 'From', `From: ${'<'.repeat(60_000)}`],
    ['commas', 'Via', `Via: SIP/2.0/UDP a;branch=z9hG4bK1${','.repeat(60_000)}`],
    ['slashes and spaces', 'Via', `Via: SIP${' '.repeat(30_000)}/${' '.repeat(30_000)}`],
    ['blanks where a colon might come', 'Via', `Via: SIP/2.0/UDP a${' '.repeat(60_000)}b;branch=z9hG4bK1`],
    ['folds', 'Contact', `Contact: x${'\r\n x'.repeat(450)}`],
    ['digits', 'CSeq', `CSeq: ${'1'.repeat(60_000)} NOTIFY`],
  ])('of which there are too many, such as %s, are read all the same', (_what, line, flood) => {
    expect(readDatagram(notifyWith({ [line]: flood }))).toBeDefined();
  });
});

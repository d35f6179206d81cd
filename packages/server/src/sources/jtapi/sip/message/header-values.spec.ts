import fc from 'fast-check';
import { readDeltaSeconds } from './delta-seconds.ts';
import { longHeaderName, writtenHeaderName } from './header-names.ts';
import { quote, readParameterizedValue, unquote } from './header-parameters.ts';
import { readNameAddress } from './name-address.ts';
import { SipHeaders } from './sip-headers.ts';
import { escapeUser, readHostAndPort, readSipUri, writeHost } from './sip-uri.ts';
import { readVia } from './via.ts';
import { writeMessage } from './write-message.ts';

describe('a SIP address', () => {
  it.each([
    ['sip:2001@pbx.test', { user: '2001', host: 'pbx.test', port: undefined }],
    ['SIPS:2001@PBX.test:5061', { scheme: 'sips', user: '2001', host: 'PBX.test', port: 5061 }],
    ['sip:pbx.test', { user: undefined, host: 'pbx.test' }],
    ['sip:2001:secret@[2001:db8::1]:5070;transport=tcp', { user: '2001', host: '2001:db8::1', port: 5070 }],
    ['sip:user;par=u%40example.net@example.com', { user: 'user;par=u%40example.net', host: 'example.com' }],
    ['sip:a?b=c@example.com?subject=x', { user: 'a?b=c', host: 'example.com' }],
  ])('%s is taken apart', (text, parts) => {
    expect(readSipUri(text)).toMatchObject(parts);
  });

  it('has parameters', () => {
    expect([...(readSipUri('sip:p2.test;LR;transport=TCP')?.parameters ?? [])]).toEqual([
      ['lr', ''],
      ['transport', 'TCP'],
    ]);
  });

  it.each([
    '',
    'tel:+4989',
    'sip:',
    'sip:@pbx.test',
    'sip:a@',
    'sip:a@b c',
    'sip:a@b:0',
    'sip:a@b:65536',
    '<sip:a@b>',
    'sip:a@[::1',
    'sip:a@-b',
  ])('%j is none', (text) => {
    expect(readSipUri(text)).toBeUndefined();
  });

  it.each([
    ['2001', '2001'],
    ['+4989123', '+4989123'],
    ['*21#', '*21%23'],
    ['a b@c', 'a%20b%40c'],
    ['日', '%E6%97%A5'],
    ['\ud800', '%EF%BF%BD'],
    ['a\r\nVia: x', 'a%0D%0AVia%3A%20x'],
  ])('has the user %j as %s', (user, escaped) => {
    expect(escapeUser(user)).toBe(escaped);
    expect(readSipUri(`sip:${escaped}@pbx.test`)?.user).toBe(escaped);
  });

  it('has a host that is written as it was read', () => {
    expect(['::1', 'pbx.test'].map((host) => readHostAndPort(`${writeHost(host)}:5060`))).toEqual([
      { host: '::1', port: 5060 },
      { host: 'pbx.test', port: 5060 },
    ]);
  });
});

describe('a name and an address', () => {
  it.each([
    ['<sip:a@b>;tag=1', '', 'sip:a@b', '1'],
    ['sip:a@b;tag=1', '', 'sip:a@b', '1'],
    ['"Smith, J; <x>" <sip:a@b;x=y>;tag=1', 'Smith, J; <x>', 'sip:a@b;x=y', '1'],
    ['caller<sip:a@b>;tag=1', 'caller', 'sip:a@b', '1'],
    ['token1~` token2 <sip:a@b> ; tag = 1', 'token1~` token2', 'sip:a@b', '1'],
    ['<tel:+4989>;tag="1"', '', 'tel:+4989', '1'],
    ['< sip:a@b >;tag=1;TAG=2', '', 'sip:a@b', '1'],
  ])('%s is taken apart', (text, ...parts) => {
    const read = readNameAddress(text);
    expect([read?.displayName, read?.uri, read?.parameters.get('tag')]).toEqual(parts);
  });

  it.each(['', 'a@b', '<sip:a@b', '"x <sip:a@b>', '<sip:a@b> x;tag=1', '<sip:a@b>;=1', '<>'])('%j is none', (text) => {
    expect(readNameAddress(text)).toBeUndefined();
  });
});

describe('a Via', () => {
  it.each([
    ['SIP/2.0/UDP pbx.test;branch=z9hG4bK1', 'UDP', 'pbx.test', undefined],
    ['SIP/2.0/tls [::1]:5061', 'TLS', '::1', 5061],
    ['sip / 2.0 / NEWTRANSPORT pbx.test : 5060', 'NEWTRANSPORT', 'pbx.test', 5060],
  ])('%s is taken apart', (text, ...parts) => {
    const read = readVia(text);
    expect([read?.transport, read?.host, read?.port]).toEqual(parts);
  });

  it.each(['', 'SIP/2.0/UDP', 'SIP/3.0/UDP a', 'SIP/2.0/UDP a b', 'SIP/2.0/UDP a:99999'])('%j is none', (text) => {
    expect(readVia(text)).toBeUndefined();
  });
});

describe('headers', () => {
  it('are lists across lines and commas, quotes and brackets aside', () => {
    const headers = new SipHeaders([
      ['Record-Route', '<sip:p1;lr>, "a,b" <sip:p2;x=1,2>'],
      ['RECORD-ROUTE', '<sip:p3>'],
      ['Allow', ' , NOTIFY ,,OPTIONS'],
    ]);
    expect(headers.list('record-route')).toEqual(['<sip:p1;lr>', '"a,b" <sip:p2;x=1,2>', '<sip:p3>']);
    expect(headers.list('allow')).toEqual(['NOTIFY', 'OPTIONS']);
  });

  it.each([
    ['o', 'event', 'Event'],
    ['I', 'call-id', 'Call-ID'],
    ['CSEQ', 'cseq', 'CSeq'],
    ['subscription-STATE', 'subscription-state', 'Subscription-State'],
  ])('named %s are known as %s and written as %s', (sent, known, written) => {
    expect([longHeaderName(sent), writtenHeaderName(known)]).toEqual([known, written]);
  });

  it.each([
    ['600', 600],
    [' 0 ', 0],
    ['60 (I am in a meeting);duration=60', 60],
    ['4294967295', 4_294_967_295],
    ['4294967296', undefined],
    ['99999999999', undefined],
    ['-1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of seconds, %j, are %s', (text, seconds) => {
    expect(readDeltaSeconds(text)).toBe(seconds);
  });

  it('have quoted values that come back as they were', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const clean = text.replaceAll(/[\r\n]/g, ' ');
        expect(unquote(quote(clean))).toBe(clean);
        expect(readParameterizedValue(`x;name=${quote(clean)}`)?.parameters.get('name')).toBe(clean);
      }),
    );
  });
});

describe('a written message', () => {
  it('has its Vias first and the length of its body in bytes', () => {
    const message = { startLine: 'OPTIONS sip:a SIP/2.0', headers: [['call-id', '1']] as const, body: Buffer.from('ä') };
    expect(writeMessage(message, ['one', 'two']).toString()).toBe(
      'OPTIONS sip:a SIP/2.0\r\nVia: one\r\nVia: two\r\nCall-ID: 1\r\nContent-Length: 2\r\n\r\nä',
    );
  });

  it('lets no value begin a line of its own', () => {
    const text = writeMessage(
      { startLine: 'X sip:a\r\nEvil: 1 SIP/2.0', headers: [['to', 'a\r\n\r\nEvil: 2\nEvil: 3']] },
      [],
    ).toString();
    expect(text.split('\r\n')).toEqual(['X sip:a Evil: 1 SIP/2.0', 'To: a Evil: 2 Evil: 3', 'Content-Length: 0', '', '']);
  });
});

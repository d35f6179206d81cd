import { Value } from '@sinclair/typebox/value';
import { getProxy } from './proxy-address.ts';
import { sipOptions } from './sip-options.fixture.ts';
import { SIP_OPTIONS } from './sip-options.ts';

const NEEDED = { registrar: 'pbx.example.org', from: 'sip:lampfield@example.org' };

const isFine = (given: Record<string, unknown>): boolean =>
  Value.Check(SIP_OPTIONS, Value.Default(SIP_OPTIONS, { ...NEEDED, ...given }));

describe('the options of the SIP source', () => {
  it('needs two things and knows the rest', () => {
    expect(Value.Default(SIP_OPTIONS, { ...NEEDED })).toEqual({
      ...NEEDED,
      ...{ transport: 'udp', package: 'dialog', addresses: ['sip:{number}@{domain}'], maxSubscriptions: 10_000 },
      ...{ expiresSeconds: 600, subscriptionsPerSecond: 200, localPort: 0 },
      ...{ pingSeconds: 15, pingTimeoutSeconds: 10, maxRingingSeconds: 180 },
    });
    expect(isFine({})).toBe(true);
  });

  it.each(Object.keys(NEEDED))('is refused without %s', (key) => {
    expect(isFine({ [key]: undefined })).toBe(false);
  });

  it.each([
    ['pbx.example.org', 'udp', 'UDP pbx.example.org 5060'],
    ['pbx.example.org:5080', 'tcp', 'TCP pbx.example.org 5080'],
    ['sip:192.0.2.1', 'tls', 'TLS 192.0.2.1 5061'],
    ['sip:[2001:db8::1]:5070', 'udp', 'UDP 2001:db8::1 5070'],
    ['pbx_1:65535', 'udp', 'UDP pbx_1 65535'],
  ] as const)('takes %s over %s for %s', (registrar, transport, place) => {
    expect(isFine({ registrar, transport })).toBe(true);
    const proxy = getProxy(sipOptions({ registrar, transport }));
    expect(`${proxy.transport} ${proxy.host} ${String(proxy.port)}`).toBe(place);
  });

  it.each([
    '',
    'a b',
    'pbx:0',
    'pbx:65536',
    'pbx:99999',
    'sip:user@pbx',
    'sips:pbx',
    'http://pbx',
    'pbx;transport=tcp',
    '-pbx',
    '[::1',
  ])('refuses %j as a registrar', (registrar) => {
    expect(isFine({ registrar })).toBe(false);
  });

  it.each(['lampfield@example.org', 'sip:example.org', 'sip:a b@c', 'sip:a@b;tag=1', 'sip:a:secret@b', 'sip:a@b>\r\nVia: x'])(
    'refuses %j as who we are',
    (from) => {
      expect(isFine({ from })).toBe(false);
    },
  );

  it.each([
    [['sip:{number}@pbx.test'], true],
    [['sip:{number}-desk@{domain}', 'sip:{number}-soft@{domain};user=phone'], true],
    [['sip:2001@pbx.test'], false],
    [['{number}'], false],
    [['sip:{number}@a b'], false],
    [[], false],
  ])('with the addresses %j are fine: %s', (addresses, fine) => {
    expect(isFine({ addresses })).toBe(fine);
  });
});

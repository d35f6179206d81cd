import { Value } from '@sinclair/typebox/value';
import { XMPP_OPTIONS } from './xmpp-options.ts';

const NEEDED = { service: 'xmpp://chat.example.org', domain: 'example.org', username: 'lampfield', password: 'secret' };

describe('the options of the XMPP source', () => {
  it('needs four things and knows the rest', () => {
    const options = Value.Default(XMPP_OPTIONS, { ...NEEDED });
    expect(Value.Check(XMPP_OPTIONS, options)).toBe(true);
    expect(options).toEqual({
      ...NEEDED,
      ...{ resource: 'lampfield', tls: 'auto', rosterGroup: 'lampfield', answerSeconds: 10 },
      ...{ maxSubscriptions: 10_000, rosterChangesPerSecond: 100, pingSeconds: 30, pingTimeoutSeconds: 10 },
    });
  });

  it.each(Object.keys(NEEDED))('is refused without %s', (key) => {
    const options = Value.Default(XMPP_OPTIONS, { ...NEEDED, [key]: undefined });
    expect(Value.Check(XMPP_OPTIONS, options)).toBe(false);
  });

  it.each(['xmpp://a', 'xmpps://a:5223', 'ws://127.0.0.1:5280/ws', 'wss://a/xmpp-websocket', 'xmpp://[::1]:5222'])(
    'takes %s for a service',
    (service) => {
      expect(Value.Check(XMPP_OPTIONS, Value.Default(XMPP_OPTIONS, { ...NEEDED, service }))).toBe(true);
    },
  );

  it.each(['chat.example.org', 'http://a', 'xmpp://', 'xmpp://user:secret@a', 'xmpp://a b'])(
    'refuses %s as a service',
    (service) => {
      expect(Value.Check(XMPP_OPTIONS, Value.Default(XMPP_OPTIONS, { ...NEEDED, service }))).toBe(false);
    },
  );
});

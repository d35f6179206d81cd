import { readDatagram } from '../message/read-message.ts';
import { notifyWith } from '../message/message.fixture.ts';
import type { SipRequest } from '../message/sip-message.ts';
import type { Hop, TransportName } from '../transport/sip-transport.ts';
import { SubscriptionDialog } from './subscription-dialog.ts';

const NAMES = {
  callId: '8d4f@192.0.2.7',
  localTag: 'subscriber',
  localUri: 'sip:lampfield@pbx.test',
  remoteUri: 'sip:2001@pbx.test',
};

const proxyOver = (transport: TransportName): Hop => ({ transport, host: 'proxy.test', port: 5090 });

function notify(changes: Parameters<typeof notifyWith>[0]): SipRequest {
  const message = readDatagram(notifyWith(changes));
  if ('malformed' in message || message.kind !== 'request') throw new Error('no request');
  return message;
}

function dialogAfter(changes: Parameters<typeof notifyWith>[0]): SubscriptionDialog {
  const dialog = new SubscriptionDialog(NAMES);
  expect(dialog.admit(notify(changes))).toBe('ours');
  return dialog;
}

describe('the way of a request', () => {
  it('leads to the proxy as long as there is no dialog', () => {
    const dialog = new SubscriptionDialog(NAMES);
    expect(dialog.route(proxyOver('UDP'))).toEqual({ uri: 'sip:2001@pbx.test', headers: [], hop: proxyOver('UDP') });
    expect(dialog.isEstablished).toBe(false);
  });

  it.each<[TransportName, string, string]>([
    ['UDP', 'sip:192.0.2.1:5060', '192.0.2.1:5060'],
    ['UDP', 'sip:notifier.test', 'notifier.test:5060'],
    ['UDP', 'sip:n@[2001:db8::1]:5070;transport=UDP', '2001:db8::1:5070'],
    ['UDP', 'sip:192.0.2.1:5060;transport=tcp', 'proxy.test:5090'],
    ['TCP', 'sip:192.0.2.1:5060;transport=tcp', '192.0.2.1:5060'],
    ['TCP', 'sip:192.0.2.1:5060', 'proxy.test:5090'],
    ['TLS', 'sip:192.0.2.1;transport=tls', '192.0.2.1:5061'],
    ['TLS', 'sips:192.0.2.1', '192.0.2.1:5061'],
    ['TLS', 'sip:192.0.2.1:5060', 'proxy.test:5090'],
    ['TLS', 'sip:192.0.2.1:5060;transport=tcp', 'proxy.test:5090'],
    ['UDP', 'tel:+4989', 'proxy.test:5090'],
  ])('over %s to %s leads to %s', (transport, contact, place) => {
    const { uri, hop } = dialogAfter({ Contact: `Contact: <${contact}>` }).route(proxyOver(transport));
    expect([uri, hop.transport, `${hop.host}:${String(hop.port)}`]).toEqual([contact, transport, place]);
  });

  it('follows the routes that the first NOTIFY recorded, in their order', () => {
    const routes = 'Record-Route: <sip:p1.test;lr>, <sip:p2.test:5070;lr>';
    const dialog = dialogAfter({ Event: `Event: dialog\r\n${routes}` });
    dialog.admit(notify({ CSeq: 'CSeq: 4 NOTIFY', Event: 'Event: dialog\r\nRecord-Route: <sip:other.test;lr>' }));
    expect(dialog.route(proxyOver('UDP'))).toEqual({
      uri: 'sip:192.0.2.1:5060',
      headers: [
        ['route', '<sip:p1.test;lr>'],
        ['route', '<sip:p2.test:5070;lr>'],
      ],
      hop: { transport: 'UDP', host: 'p1.test', port: 5060 },
    });
  });

  it('names a strict router as the target, and the target last', () => {
    const dialog = dialogAfter({ Event: 'Event: dialog\r\nRecord-Route: <sip:old.test>, <sip:p2.test;lr>' });
    expect(dialog.route(proxyOver('UDP'))).toEqual({
      uri: 'sip:old.test',
      headers: [
        ['route', '<sip:p2.test;lr>'],
        ['route', '<sip:192.0.2.1:5060>'],
      ],
      hop: { transport: 'UDP', host: 'old.test', port: 5060 },
    });
  });

  it('goes to where the far end last said it is', () => {
    const dialog = dialogAfter({});
    dialog.admit(notify({ CSeq: 'CSeq: 4 NOTIFY', Contact: 'Contact: <sip:192.0.2.2>' }));
    expect(dialog.route(proxyOver('UDP')).uri).toBe('sip:192.0.2.2');
  });

  it('has one detour, by the proxy', () => {
    const dialog = new SubscriptionDialog(NAMES);
    expect(dialog.detour()).toBe(false);
    dialog.admit(notify({}));
    expect([dialog.detour(), dialog.detour()]).toEqual([true, false]);
    expect(dialog.route(proxyOver('UDP'))).toEqual({ uri: 'sip:192.0.2.1:5060', headers: [], hop: proxyOver('UDP') });
  });
});

test('requests are numbered, and name the tags there are', () => {
  const dialog = new SubscriptionDialog(NAMES);
  expect(dialog.nextHeaders('SUBSCRIBE')).toEqual([
    ['from', '<sip:lampfield@pbx.test>;tag=subscriber'],
    ['to', '<sip:2001@pbx.test>'],
    ['call-id', '8d4f@192.0.2.7'],
    ['cseq', '1 SUBSCRIBE'],
  ]);
  dialog.admit(notify({}));
  expect(dialog.nextHeaders('SUBSCRIBE').slice(1)).toEqual([
    ['to', '<sip:2001@pbx.test>;tag=notifier'],
    ['call-id', '8d4f@192.0.2.7'],
    ['cseq', '2 SUBSCRIBE'],
  ]);
});

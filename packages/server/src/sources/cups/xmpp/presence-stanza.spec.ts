import { readPresence } from './presence-stanza.ts';
import { xml, type XmlElement } from './xmpp-library.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const FROM = 'Bob@Chat.Test/Desk';

function presence(attributes: Record<string, string>, ...children: XmlElement[]): XmlElement {
  return xml('presence', { from: FROM, ...attributes }, ...children);
}

function delay(stamp: string): XmlElement {
  return xml('delay', { xmlns: 'urn:xmpp:delay', stamp });
}

describe('readPresence', () => {
  it('reads who, where, how, and the words', () => {
    const stanza = presence({}, xml('show', {}, 'dnd'), xml('priority', {}, '5'), xml('status', {}, 'On the phone'));
    expect(readPresence(stanza, NOW_MS)).toEqual({
      kind: 'available',
      bare: 'bob@chat.test',
      resource: 'Desk',
      stampMs: undefined,
      presence: { show: 'dnd', priority: 5, status: 'On the phone', stampMs: undefined },
    });
  });

  it.each([
    ['127', 127],
    ['-128', -128],
    ['128', 127],
    ['-999', -128],
    ['+3', 3],
    [' 7 ', 7],
    ['', 0],
    ['1.5', 0],
    ['high', 0],
    ['999999999999', 0],
  ])('reads the priority %j as %d', (text, priority) => {
    expect(readPresence(presence({}, xml('priority', {}, text)), NOW_MS)).toMatchObject({ presence: { priority } });
  });

  it('reads an unknown show word as plainly available', () => {
    expect(readPresence(presence({}, xml('show', {}, 'sleeping')), NOW_MS)).toMatchObject({ presence: { show: undefined } });
  });

  it('prefers the status without a language', () => {
    const stanza = presence({}, xml('status', { 'xml:lang': 'de' }, 'Telefon'), xml('status', {}, 'phone'));
    expect(readPresence(stanza, NOW_MS)).toMatchObject({ presence: { status: 'phone' } });
  });

  it.each([
    ['2026-11-22T11:00:00Z', NOW_MS - 3_600_000],
    ['2026-11-22T11:59:59.250+00:00', NOW_MS - 750],
    ['2026-11-22T12:00:01Z', NOW_MS],
    ['yesterday', undefined],
    ['', undefined],
  ])('reads the stamp %j as %p', (stamp, stampMs) => {
    expect(readPresence(presence({}, delay(stamp)), NOW_MS)).toMatchObject({ stampMs, presence: { stampMs } });
  });

  it.each(['unavailable', 'subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'])('reads the type %s', (type) => {
    expect(readPresence(presence({ type }), NOW_MS)).toMatchObject({ kind: type, bare: 'bob@chat.test' });
  });

  it('reads the condition of an error, also when the text comes first, or none does', () => {
    const error = xml('error', { type: 'cancel' }, xml('text', {}, 'no'), xml('item-not-found', {}));
    expect(readPresence(presence({ type: 'error' }, error), NOW_MS)).toMatchObject({
      kind: 'error',
      condition: 'item-not-found',
    });
    expect(readPresence(presence({ type: 'error' }), NOW_MS)).toMatchObject({ condition: 'undefined-condition' });
  });

  it.each([
    ['a message', xml('message', { from: FROM })],
    ['a presence without a sender', xml('presence', {})],
    ['a probe', xml('presence', { from: FROM, type: 'probe' })],
    ['a type that nobody knows', xml('presence', { from: FROM, type: 'asleep' })],
  ])('has nothing to say about %s', (_what, stanza) => {
    expect(readPresence(stanza, NOW_MS)).toBeUndefined();
  });
});

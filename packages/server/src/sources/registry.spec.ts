import { PRESENCE_TYPES } from '@lampfield/protocol';
import { Kind } from '@sinclair/typebox';
import { SOURCE_CONNECTORS } from './registry.ts';

describe('the registry of sources', () => {
  it.each([
    ['JTAPI', ['jtapi', 'simulator', 'sip']],
    ['CUPS', ['cups-pws', 'graph', 'simulator', 'xmpp']],
    ['EXCHANGE', ['caldav', 'ews', 'graph', 'simulator']],
    ['XMPP', ['ejabberd']],
  ] as const)('serves %s by %j', (type, names) => {
    const serving = SOURCE_CONNECTORS.filter(({ serves }) => serves.includes(type)).map(({ name }) => name);
    expect(serving.sort()).toEqual(names);
  });

  it('names each connector once a type', () => {
    for (const type of PRESENCE_TYPES) {
      const names = SOURCE_CONNECTORS.filter(({ serves }) => serves.includes(type)).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('describes every option, for the documentation that is made of it', () => {
    for (const { name, options } of SOURCE_CONNECTORS) {
      expect(options[Kind]).toBe('Object');
      const properties = options['properties'] as Record<string, { description?: string }>;
      for (const [key, option] of Object.entries(properties)) {
        expect([name, key, option.description ?? '']).not.toEqual([name, key, '']);
      }
    }
  });
});

import { createCanonicalizer } from './canonical-identifier.ts';
import { createContactMapper, presentitiesOf, type DetailRules } from './contact-mapper.ts';

const canonicalize = createCanonicalizer({ normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }] });

const details: DetailRules = {
  phone: { attribute: 'telephoneNumber', label: 'Phone', presence: 'JTAPI' },
  mail: { attribute: 'mail', label: 'Mail', presence: 'EXCHANGE' },
  chat: { attribute: 'uid', label: 'Chat', presence: 'CUPS', identifier: '{value}@Example.org' },
  xmpp: { attribute: 'UID', label: 'XMPP', presence: 'XMPP', identifier: '{value}@example.net' },
  room: { attribute: 'roomNumber', label: 'Room' },
};

function map(attributes: Record<string, readonly string[]>): ReturnType<ReturnType<typeof createContactMapper>> {
  return createContactMapper(
    details,
    canonicalize,
  )({ id: '1', displayName: 'Anna', attributes: new Map(Object.entries(attributes)) });
}

describe('a contact', () => {
  it('has a detail for each key, with the canonical presentity it stands for', () => {
    expect(map({ telephonenumber: ['+36 (1) 1000-9100'], uid: ['Anna'], roomnumber: ['B 12'] })).toEqual({
      id: '1',
      displayName: 'Anna',
      details: {
        phone: { label: 'Phone', value: '+36 (1) 1000-9100', presence: { id: '9100_JTAPI', identifier: '9100', type: 'JTAPI' } },
        chat: {
          label: 'Chat',
          value: 'Anna',
          presence: { id: 'anna@example.org_CUPS', identifier: 'anna@example.org', type: 'CUPS' },
        },
        xmpp: {
          label: 'XMPP',
          value: 'Anna',
          presence: { id: 'anna@example.net_XMPP', identifier: 'anna@example.net', type: 'XMPP' },
        },
        room: { label: 'Room', value: 'B 12' },
      },
    });
  });

  it('numbers further values of one attribute', () => {
    const contact = map({ telephonenumber: ['1', '2', '3'], mail: ['a@b', 'A@C'] });
    expect(Object.keys(contact.details)).toEqual(['phone', 'phone#2', 'phone#3', 'mail', 'mail#2']);
    expect(presentitiesOf(contact)).toEqual(['1_JTAPI', '2_JTAPI', '3_JTAPI', 'a@b_EXCHANGE', 'a@c_EXCHANGE']);
  });

  it('shows what is no identifier without presence', () => {
    expect(map({ telephonenumber: ['reception'], uid: ['two words'] }).details).toEqual({
      phone: { label: 'Phone', value: 'reception' },
      chat: { label: 'Chat', value: 'two words' },
      xmpp: { label: 'XMPP', value: 'two words' },
    });
  });

  it('takes values as they are, whatever they would mean in a replacement text', () => {
    expect(map({ uid: ["$&$'"] }).details['chat']?.presence).toBeUndefined();
    expect(map({ uid: ['a$$b'] }).details['chat']?.presence?.identifier).toBe('a$$b@example.org');
  });

  it('shows ten values of one attribute at most', () => {
    const many = Array.from({ length: 5000 }, (_, index) => String(index));
    expect(Object.keys(map({ telephonenumber: many }).details)).toHaveLength(10);
  });
});

import { parsePresenceId, type ParsedPresenceId } from '@lampfield/protocol';
import type { DetailRules } from './contact-mapper.ts';
import { presenceCandidates } from './presence-candidates.ts';

function parsed(id: string): ParsedPresenceId {
  const result = parsePresenceId(id);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

function candidates(details: DetailRules, id: string): string[] {
  return presenceCandidates(details, parsed(id)).map(({ attribute, kind, value }) => `${attribute} ${kind} ${value}`);
}

describe('where to look for a presentity', () => {
  const phone: DetailRules = { phone: { attribute: 'telephoneNumber', label: 'Phone', presence: 'JTAPI' } };
  const chat: DetailRules = { chat: { attribute: 'uid', label: 'Chat', presence: 'CUPS', identifier: '{value}@Example.org' } };

  it('a number: the same, or one that ends in its last four digits', () => {
    expect(candidates(phone, '+36110009100_JTAPI')).toEqual([
      'telephoneNumber equals +36110009100',
      'telephoneNumber endsInDigits 9100',
    ]);
    expect(candidates(phone, '910_JTAPI')).toEqual(['telephoneNumber equals 910', 'telephoneNumber endsInDigits 910']);
  });

  it('a number too short to end in: only the same', () => {
    expect(candidates(phone, '12_JTAPI')).toEqual(['telephoneNumber equals 12']);
  });

  it('a number made from an extension: the extension', () => {
    const extension: DetailRules = { phone: { attribute: 'ext', label: 'Phone', presence: 'JTAPI', identifier: '+361{value}' } };
    expect(candidates(extension, '+361123_JTAPI')).toEqual(['ext equals 123', 'ext endsInDigits 123']);
    expect(candidates(extension, '9123_JTAPI')).toEqual(['ext endsInDigits 9123']);
  });

  it('an address made by a template: what stands in the place of the value', () => {
    expect(candidates(chat, 'anna@example.org_CUPS')).toEqual(['uid equals anna']);
    expect(candidates(chat, 'anna@example.net_CUPS')).toEqual([]);
    expect(candidates(chat, '@example.org_CUPS')).toEqual([]);
  });

  it('an address as stored: also with the scheme it may be stored with', () => {
    const mail: DetailRules = { mail: { attribute: 'proxyAddresses', label: 'Mail', presence: 'EXCHANGE' } };
    expect(candidates(mail, 'a@b_EXCHANGE')).toEqual(['proxyAddresses equals a@b', 'proxyAddresses equals smtp:a@b']);
  });

  it('looks only at details of the same type', () => {
    expect(candidates({ ...phone, ...chat }, 'anna@example.org_XMPP')).toEqual([]);
  });
});

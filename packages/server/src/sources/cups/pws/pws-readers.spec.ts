import fc from 'fast-check';
import { readBasicPresence } from './basic-presence.ts';
import { basicPresence, richPresence } from './presence-node.fixture.ts';
import { readRichPresence } from './rich-presence.ts';

describe('basic presence', () => {
  it.each([
    ['AVAILABLE', { state: 'AVAILABLE', raw: 'available' }],
    ['Away', { state: 'AWAY', raw: 'away' }],
    ['BUSY', { state: 'BUSY', raw: 'busy' }],
    ['DND', { state: 'DND', raw: 'dnd' }],
    ['VACATION', { state: 'AWAY', raw: 'vacation' }],
    [' UNAVAILABLE\n', { state: 'OFFLINE', raw: 'unavailable' }],
    ['UNKNOWN', { state: 'UNKNOWN', raw: 'unknown', reason: 'NOT_FOUND' }],
  ])('%j is read, whatever is around it', (word, report) => {
    const value = { since: null, ...report };
    expect(readBasicPresence(basicPresence(word))).toEqual({ ok: true, value });
    expect(readBasicPresence(`<presence xmlns="urn:x">${word}</presence>`)).toEqual({ ok: true, value });
  });

  it.each(['<presence/>', '<presence>ASLEEP</presence>', '<a><b>BUSY</b><b>AWAY</b></a>', '<a>available now</a>'])(
    '%s is not',
    (text) => {
      expect(readBasicPresence(text)).toMatchObject({ ok: false, expected: expect.stringContaining('one of available') });
    },
  );
});

describe('rich presence', () => {
  it.each([
    ['<available/>', 'open', { state: 'AVAILABLE', raw: 'available' }],
    [
      '<user-input>idle</user-input><available/><phone-status>unavailable</phone-status>',
      'open',
      { state: 'AVAILABLE', raw: 'available' },
    ],
    ['<busy/><meeting/>', 'open', { state: 'IN_MEETING', raw: 'meeting' }],
    ['<busy/><on-the-phone/>', 'open', { state: 'ON_CALL', raw: 'on-the-phone' }],
    ['<dnd/>', 'open', { state: 'DND', raw: 'dnd' }],
    ['<vacation/>', 'open', { state: 'AWAY', raw: 'vacation' }],
    ['<unavailable/>', '', { state: 'OFFLINE', raw: 'unavailable' }],
    ['<away/>', 'closed', { state: 'OFFLINE', raw: 'closed' }],
    ['<dancing/>', 'open', { state: 'AVAILABLE', raw: 'open' }],
    ['', '', { state: 'UNKNOWN', reason: 'NOT_FOUND' }],
    ['<dancing/>', '', { state: 'UNKNOWN', reason: 'NOT_FOUND' }],
  ])('of %j and %j is read', (activities, basic, report) => {
    expect(readRichPresence(richPresence(activities, basic))).toEqual({ ok: true, value: { since: null, ...report } });
  });

  it('has a note, as one line of plain text', () => {
    const text = richPresence('<dnd/>', 'open').replace('</presence>', '<note> Back\n at &lt;3 </note></presence>');
    expect(readRichPresence(text)).toMatchObject({ value: { activity: { note: 'Back at <3' } } });
  });
});

describe('whatever comes', () => {
  const documents = [basicPresence('BUSY'), richPresence('<busy/><meeting/>', 'open')];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.constantFrom(...documents), fc.nat({ max: 400 }), fc.string({ maxLength: 8 }))
      .map(([text, at, piece]) => text.slice(0, at) + piece + text.slice(at + 3)),
    fc.constantFrom(...documents).map((text) => `<!DOCTYPE a [<!ENTITY b "BUSY">]>${text.replace('BUSY', '&b;')}`),
    fc.constantFrom(...documents).map((text) => text.replace('BUSY', '&b;').replace('open', '&b;')),
  );

  it('the readers never throw, and expand nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const read of [readBasicPresence, readRichPresence]) {
          const report = read(text);
          expect(report.ok || report.expected !== '').toBe(true);
          if (text.includes('&b;')) expect(report.ok).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { ServiceFailure } from '../../web/service-failure.ts';
import { readAvailabilityAnswer } from './availability-answer.ts';
import { MOST_MAILBOXES, wholeDaysOf, writeAvailabilityRequest } from './availability-request.ts';
import { readAvailabilityQuestion } from './availability-question.fixture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.parse('2026-11-30T12:00:00Z');
const WINDOW = { from: NOON - HOUR_MS, until: NOON + 12 * HOUR_MS };
const DAYS = wholeDaysOf(WINDOW);
const QUESTION = { addresses: ['anna@example.org'], window: WINDOW, days: DAYS };

const answerOf = (view: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body xmlns="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><GetUserAvailabilityResponse><FreeBusyResponseArray><FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView>${view}</FreeBusyView></FreeBusyResponse></FreeBusyResponseArray></GetUserAvailabilityResponse></s:Body></s:Envelope>`;
const event = (from: string, until: string, type: string) =>
  `<t:CalendarEvent><t:StartTime>${from}</t:StartTime><t:EndTime>${until}</t:EndTime><t:BusyType>${type}</t:BusyType></t:CalendarEvent>`;
const read = (text: string) => readAvailabilityAnswer(text, QUESTION).get('anna@example.org');

const DIGITS = (slots: Readonly<Record<number, string>>) => Array.from({ length: 192 }, (_, slot) => slots[slot] ?? '0').join('');
const SLOT_MS = HOUR_MS / 4;

describe('a calendar in an answer', () => {
  it.each<[string, string, object]>([
    [
      'times with a zone',
      `<t:CalendarEventArray>${event('2026-11-30T06:00:00-07:00', '2026-11-30T13:30:00.000Z', 'Busy')}</t:CalendarEventArray>`,
      { stretches: [{ from: NOON + HOUR_MS, until: NOON + 1.5 * HOUR_MS, kind: 'busy' }] },
    ],
    [
      'an end before its begin',
      `<t:CalendarEventArray>${event('2026-11-30T13:00:00', '2026-11-30T12:00:00', 'Busy')}</t:CalendarEventArray>`,
      { reason: 'SOURCE_DOWN' },
    ],
    [
      'a day that is none',
      `<t:CalendarEventArray>${event('2026-11-31T13:00:99', '2026-12-01T12:00:00', 'Busy')}</t:CalendarEventArray>`,
      { reason: 'SOURCE_DOWN' },
    ],
    [
      'digits alone',
      `<t:MergedFreeBusy>${DIGITS({ 48: '1', 49: '2', 50: '2', 51: '3' })}</t:MergedFreeBusy>`,
      {
        stretches: [
          { from: NOON, until: NOON + SLOT_MS, kind: 'tentative' },
          { from: NOON + SLOT_MS, until: NOON + 3 * SLOT_MS, kind: 'busy' },
          { from: NOON + 3 * SLOT_MS, until: NOON + HOUR_MS, kind: 'oof' },
        ],
      },
    ],
    [
      'no data in one slot of the window',
      `<t:MergedFreeBusy>${DIGITS({ 48: '5' })}</t:MergedFreeBusy>`,
      { reason: 'SOURCE_DOWN' },
    ],
    ['no data long before the window', `<t:MergedFreeBusy>${DIGITS({ 0: '5' })}</t:MergedFreeBusy>`, { stretches: [] }],
    [
      'no data where an exact time says more',
      `<t:MergedFreeBusy>${DIGITS({ 48: '4', 49: '4' })}</t:MergedFreeBusy><t:CalendarEventArray>${event('2026-11-30T12:00:00', '2026-11-30T12:30:00', 'WorkingElsewhere')}</t:CalendarEventArray>`,
      { stretches: [{ from: NOON, until: NOON + HOUR_MS / 2, kind: 'workingElsewhere' }] },
    ],
    [
      'no data beside an exact time',
      `<t:MergedFreeBusy>${DIGITS({ 48: '4', 52: '4' })}</t:MergedFreeBusy><t:CalendarEventArray>${event('2026-11-30T12:00:00', '2026-11-30T12:30:00', 'Busy')}</t:CalendarEventArray>`,
      { reason: 'SOURCE_DOWN' },
    ],
    ['digits that are none', '<t:MergedFreeBusy>00x0</t:MergedFreeBusy>', { reason: 'SOURCE_DOWN' }],
  ])('with %s', (_what, view, answer) => {
    expect(read(answerOf(`<t:FreeBusyViewType>FreeBusyMerged</t:FreeBusyViewType>${view}`))).toEqual(answer);
  });

  it('that promises digits alone and has none is not read as free', () => {
    expect(read(answerOf('<t:FreeBusyViewType>MergedOnly</t:FreeBusyViewType>'))).toEqual({ reason: 'SOURCE_DOWN' });
    expect(read(answerOf(''))).toEqual({ reason: 'SOURCE_DOWN' });
  });

  it('gives no subject away, though a server sends it', () => {
    const details = '<t:CalendarEventDetails><t:Subject>Secret</t:Subject></t:CalendarEventDetails></t:CalendarEvent>';
    const entry = event('2026-11-30T12:00:00', '2026-11-30T13:00:00', 'Busy').replace('</t:CalendarEvent>', details);
    const answer = read(
      answerOf(`<t:FreeBusyViewType>Detailed</t:FreeBusyViewType><t:CalendarEventArray>${entry}</t:CalendarEventArray>`),
    );
    expect(JSON.stringify(answer)).toContain('busy');
    expect(JSON.stringify(answer)).not.toContain('Secret');
  });
});

describe('whatever comes', () => {
  const sound = answerOf(
    `<t:FreeBusyViewType>FreeBusyMerged</t:FreeBusyViewType><t:MergedFreeBusy>${DIGITS({ 48: '2' })}</t:MergedFreeBusy><t:CalendarEventArray>${event('2026-11-30T12:00:00', '2026-11-30T12:30:00', 'Busy')}</t:CalendarEventArray>`,
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.nat({ max: sound.length }), fc.nat({ max: 40 }), fc.string({ maxLength: 12 }))
      .map(([at, gone, piece]) => sound.slice(0, at) + piece + sound.slice(at + gone)),
    fc.constantFrom(
      `<!DOCTYPE a [<!ENTITY b "Busy">]>${sound.replace('Busy<', '&b;<')}`,
      sound.replace('Busy<', '&b;<'),
      '<a>'.repeat(100_000),
    ),
  );

  it('the reader gives an answer or a failure of a service, and expands nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          const answer = read(text);
          expect(answer).toBeDefined();
          expect(text).not.toContain('&b;');
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceFailure);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a request', () => {
  const address = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
  const window = fc
    .tuple(fc.integer({ min: 0, max: 4_000_000_000_000 }), fc.integer({ min: 1, max: 72 * HOUR_MS }))
    .map(([from, lengthMs]) => ({ from, until: from + lengthMs }));

  it('is taken by a strict server, whatever the addresses and the window, and asks about the whole window', () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: MOST_MAILBOXES }), window, (addresses, asked) => {
        const days = wholeDaysOf(asked);
        const question = readAvailabilityQuestion(writeAvailabilityRequest(addresses, days));
        if (typeof question === 'string') throw new Error(question);
        expect(question.addresses).toHaveLength(addresses.length);
        expect([question.from % DAY_MS, question.until % DAY_MS, question.view]).toEqual([0, 0, 'FreeBusyMerged']);
        expect(question.from).toBeLessThanOrEqual(asked.from);
        expect(question.until).toBeGreaterThanOrEqual(asked.until);
        expect(question.until - question.from).toBeLessThan(42 * DAY_MS);
      }),
    );
  });
});

import fc from 'fast-check';
import { alignWindow, isMailboxAddress, writeScheduleRequest } from './schedule-request.ts';
import { readSchedules } from './read-schedules.ts';

const at = (time: string): number => Date.parse(`2026-11-30T${time}:00Z`);
const WINDOW = { from: at('12:00'), until: at('13:00') };
const time = (value: string) => ({ dateTime: `2026-11-30T${value}:00.0000000`, timeZone: 'UTC' });
const item = (status: unknown, from = '12:10', until = '12:30') => ({ status, start: time(from), end: time(until) });
const BUSY = { from: at('12:10'), until: at('12:30'), kind: 'busy' };
const FREE_VIEW = '0'.repeat(12);

const ask = (schedule: object, address = 'anna@example.org') =>
  readSchedules({ value: [{ scheduleId: address, ...schedule }] }, [address], WINDOW)?.get(address);

describe('what getSchedule says', () => {
  it.each([
    ['busy', 'busy'],
    ['Busy', 'busy'],
    ['TENTATIVE', 'tentative'],
    ['Oof', 'oof'],
    ['outOfOffice', 'oof'],
    ['workingElsewhere', 'workingElsewhere'],
    ['WorkingElsewhere', 'workingElsewhere'],
    // An entry is there, and nobody is told free on the strength of a word that nobody knows.
    ['unknown', 'busy'],
    ['unknownFutureValue', 'busy'],
    ['__proto__', 'busy'],
    ['constructor', 'busy'],
    [undefined, 'busy'],
    [null, 'busy'],
    [7, 'busy'],
  ])('of an entry that is %j is %s', (status, kind) => {
    expect(ask({ scheduleItems: [item(status)], availabilityView: FREE_VIEW })).toEqual({ stretches: [{ ...BUSY, kind }] });
  });

  it('of an entry that is free, or takes no time, is nothing', () => {
    const scheduleItems = [item('free'), item('Free'), item('busy', '12:20', '12:20'), item('busy', '12:20', '12:10')];
    expect(ask({ scheduleItems, availabilityView: FREE_VIEW })).toEqual({ stretches: [] });
  });

  it('has the entries as they are, whether they overlap or reach out of the window', () => {
    const scheduleItems = [item('oof', '10:00', '20:00'), item('busy')];
    expect(ask({ scheduleItems })).toEqual({ stretches: [{ from: at('10:00'), until: at('20:00'), kind: 'oof' }, BUSY] });
  });

  it('reads fractions of seconds, and no other time zone than the one asked for', () => {
    const start = { dateTime: '2026-11-30T12:10:00.1234567', timeZone: 'tzone://Microsoft/Utc' };
    const busy = { ...item('busy'), start };
    expect(ask({ scheduleItems: [busy] })).toEqual({ stretches: [{ ...BUSY, from: at('12:10') + 123 }] });
    const elsewhere = { ...start, timeZone: 'Pacific Standard Time' };
    expect(ask({ scheduleItems: [{ ...item('busy'), start: elsewhere }] })).toEqual({ reason: 'SOURCE_DOWN' });
  });

  it.each([
    ['the view alone', { availabilityView: '001122330000' }],
    ['the view, and no entries', { availabilityView: '001122330000', scheduleItems: [] }],
    ['entries that cannot be read', { availabilityView: '001122330000', scheduleItems: [item('busy'), { status: 'busy' }] }],
  ])('is the view where there is %s', (_what, schedule) => {
    expect(ask(schedule)).toEqual({
      stretches: [
        { from: at('12:10'), until: at('12:20'), kind: 'tentative' },
        { from: at('12:20'), until: at('12:30'), kind: 'busy' },
        { from: at('12:30'), until: at('12:40'), kind: 'oof' },
      ],
    });
  });

  it.each([
    ['nothing', {}],
    ['a view that is too short', { availabilityView: '00000000000' }],
    ['a view with a digit for "no data"', { availabilityView: '000000000005', scheduleItems: [] }],
    ['a view of something else', { availabilityView: 'constructor0', scheduleItems: [] }],
    ['an empty view', { availabilityView: '', scheduleItems: [] }],
    ['entries that are none', { scheduleItems: [null, 'busy', 7] }],
    ['an entry without an end', { scheduleItems: [{ status: 'busy', start: time('12:00') }] }],
    ['a day that does not exist', { scheduleItems: [item('busy', '12:10', '12:99')] }],
  ])('says nothing of a calendar of which there is %s', (_what, schedule) => {
    expect(ask(schedule)).toEqual({ reason: 'SOURCE_DOWN' });
  });

  it('takes an empty list of entries for a free calendar', () => {
    expect(ask({ scheduleItems: [] })).toEqual({ stretches: [] });
    expect(ask({ scheduleItems: [], availabilityView: FREE_VIEW, error: null })).toEqual({ stretches: [] });
  });

  it.each([
    ['ErrorMailRecipientNotFound', 'NOT_FOUND'],
    ['errormailrecipientnotfound', 'NOT_FOUND'],
    ['5009', 'NOT_FOUND'],
    [5009, 'NOT_FOUND'],
    ['ErrorAccessDenied', 'DENIED'],
    ['ErrorNoFreeBusyAccess', 'DENIED'],
    ['ErrorProxyRequestProcessingFailed', 'SOURCE_DOWN'],
    ['constructor', 'SOURCE_DOWN'],
    [{}, 'SOURCE_DOWN'],
  ])('knows the error %j as %s', (responseCode, reason) => {
    expect(ask({ error: { message: 'anna@example.org', responseCode }, scheduleItems: [], availabilityView: FREE_VIEW })).toEqual(
      { reason },
    );
  });

  it('is told apart by address, whatever its capitals, and nothing else is read', () => {
    const entry = (scheduleId: unknown) => ({ scheduleId, scheduleItems: [item('busy')] });
    const value = [
      entry('Anna@Example.ORG'),
      entry('somebody@example.org'),
      entry('__proto__'),
      entry(7),
      null,
      entry('anna@example.org'),
    ];
    const asked = ['anna@example.org', 'bela@example.org', 'constructor@example.org'];
    expect([...(readSchedules({ value }, asked, WINDOW) ?? [])]).toEqual([['anna@example.org', { stretches: [BUSY] }]]);
  });

  it.each([[undefined], [null], [[]], [{}], [{ value: {} }], ['value'], [{ __proto__: { value: [] } }]])(
    'is not said by %j',
    (document) => {
      expect(readSchedules(document, ['anna@example.org'], WINDOW)).toBeUndefined();
    },
  );

  it('is read without an error, whatever it is', () => {
    const words = fc.constantFrom('busy', 'UTC', '__proto__', '2026-11-30T12:00:00', 'anna@example.org', '000000000000', '5009');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, words, fc.jsonValue(), tie('list'), tie('object')),
      list: fc.array(tie('tree'), { maxLength: 4 }),
      object: fc.dictionary(
        fc.constantFrom(
          'value',
          'scheduleId',
          'scheduleItems',
          'availabilityView',
          'error',
          'responseCode',
          'status',
          'start',
          'end',
          'dateTime',
          'timeZone',
        ),
        tie('tree'),
      ),
    }));
    fc.assert(
      fc.property(tree, (document) => {
        for (const [address, answer] of readSchedules(document, ['anna@example.org'], WINDOW) ?? []) {
          expect(address).toBe('anna@example.org');
          if ('stretches' in answer) for (const { from, until } of answer.stretches) expect(from).toBeLessThan(until);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a question for getSchedule', () => {
  it('is in UTC, without offsets', () => {
    expect(writeScheduleRequest(['a@example.org'], WINDOW)).toEqual({
      schedules: ['a@example.org'],
      startTime: { dateTime: '2026-11-30T12:00:00.000', timeZone: 'UTC' },
      endTime: { dateTime: '2026-11-30T13:00:00.000', timeZone: 'UTC' },
      availabilityViewInterval: 5,
    });
  });

  it('covers whole intervals of the view', () => {
    expect(alignWindow({ from: at('12:01'), until: at('12:56') })).toEqual(WINDOW);
    expect(alignWindow(WINDOW)).toEqual(WINDOW);
  });

  it.each(['anna@example.org', "o'brien@example.org", 'ŐZ.bela+x@könyv.example', '__proto__@example.org'])(
    'may be about %s',
    (address) => {
      expect(isMailboxAddress(address)).toBe(true);
    },
  );

  it.each([
    '',
    '__proto__',
    '9'.repeat(255),
    '../../etc/passwd',
    `o'brien"<&>;--@example.org`,
    'a@b@c',
    'a@',
    '@b',
    'a b@c',
    '日本語\u{1f4de}@exa mple.org',
  ])('is not about %s', (address) => {
    expect(isMailboxAddress(address)).toBe(false);
  });
});

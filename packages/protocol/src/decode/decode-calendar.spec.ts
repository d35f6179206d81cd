import { MAX_PEEK_STRETCHES } from '../calendar.ts';
import { decodeCalendarResponse } from './decode-calendar.ts';

const CALENDAR = {
  from: 1,
  until: 10,
  busy: [
    { from: 2, until: 3, kind: 'busy' },
    { from: 4, until: 10, kind: 'oof' },
  ],
};

describe('decodeCalendarResponse', () => {
  it('reads what is in a calendar, and leaves out what it does not know', () => {
    expect(decodeCalendarResponse({ ...CALENDAR, subject: 'secret' })).toEqual({ ok: true, value: CALENDAR });
  });

  it.each([
    [{ ...CALENDAR, busy: undefined }, 'busy'],
    [{ ...CALENDAR, until: 'later' }, 'until'],
    [{ ...CALENDAR, busy: [CALENDAR.busy[0], { from: 2, until: 3, kind: 'holiday' }] }, 'busy[1].kind'],
    [{ ...CALENDAR, busy: Array(MAX_PEEK_STRETCHES + 1).fill(CALENDAR.busy[0]) }, 'busy'],
  ])('refuses what would be read as free time', (input, path) => {
    expect(decodeCalendarResponse(input)).toMatchObject({ ok: false, path });
  });
});

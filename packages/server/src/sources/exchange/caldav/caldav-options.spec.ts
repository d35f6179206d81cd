import { Value } from '@sinclair/typebox/value';
import { CALDAV_OPTIONS } from './caldav-options.ts';

const isFine = (given: Record<string, unknown>): boolean =>
  Value.Check(CALDAV_OPTIONS, Value.Default(CALDAV_OPTIONS, { url: 'https://dav.example.org', ...given }));

describe('the options of the CalDAV source', () => {
  it('need an address and know the rest', () => {
    expect(Value.Default(CALDAV_OPTIONS, { url: 'https://dav.example.org' })).toEqual({
      ...{ url: 'https://dav.example.org', calendars: ['/{localpart}/calendar/'], useFreeBusy: 'auto', requestsInFlight: 4 },
      ...{
        pollSeconds: 300,
        lookAheadHours: 12,
        maxMailboxes: 10_000,
        timeoutSeconds: 30,
        requestsPerMinute: 300,
        batchSize: 20,
      },
    });
    expect([isFine({}), isFine({ url: undefined })]).toEqual([true, false]);
  });

  it.each([
    ['https://dav.example.org/remote.php/dav', true],
    ['http://127.0.0.1:5232/', true],
    ['https://user:secret@dav.example.org', false],
    ['https://dav.example.org/?x=1', false],
    ['dav.example.org', false],
    ['ftp://dav.example.org', false],
  ])('take %s for an address: %s', (url, fine) => {
    expect(isFine({ url })).toBe(fine);
  });

  it.each([
    [['/{address}/calendar/', '/calendars/{domain}/{localpart}/work'], true],
    [['/calendar/'], false],
    [['{localpart}/calendar/'], false],
    [['/{user}/calendar/'], false],
    [['/{localpart}/?x'], false],
    [[], false],
  ])('take %j for paths: %s', (calendars, fine) => {
    expect(isFine({ calendars })).toBe(fine);
  });
});

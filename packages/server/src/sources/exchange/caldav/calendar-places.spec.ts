import fc from 'fast-check';
import { calendarPlaces } from './calendar-places.ts';

const URL_BASE = 'https://dav.example.org/base/';
const pathsOf = (address: string, ...calendars: string[]): string[] | undefined =>
  calendarPlaces({ url: URL_BASE, calendars }, address)?.map(({ url }) => url.href.slice('https://dav.example.org'.length));

describe('where calendars are', () => {
  it.each([
    ['anna@example.org', '/{localpart}/calendar/', '/base/anna/calendar/'],
    ['anna@example.org', '/users/{address}/{domain}/x', '/base/users/anna%40example.org/example.org/x'],
    [`o'brien+x&y@example.org`, '/{localpart}/', `/base/o'brien%2Bx%26y/`],
    ['a?b#c;d=e@example.org', '/{localpart}/', '/base/a%3Fb%23c%3Bd%3De/'],
    ['日本@example.org', '/{localpart}/', '/base/%E6%97%A5%E6%9C%AC/'],
    ['"a@b"@example.org', '/{localpart}/', '/base/%22a%40b%22/'],
    ['...@example.org', '/{localpart}/', '/base/.../'],
    ['.@example.org', '/u-{localpart}/', '/base/u-./'],
    ['$&@example.org', '/{localpart}/', '/base/%24%26/'],
  ])('of %s by %s: %s', (address, template, path) => {
    expect(pathsOf(address, template)).toEqual([path]);
  });

  it.each([
    '..@example.org',
    '.@example.org',
    '../x@example.org',
    'a/b@example.org',
    'a\\b@example.org',
    '%2e%2e@example.org',
    'a\u0000@example.org',
    '@example.org',
    '\ud800@example.org',
  ])('of %j are nowhere', (address) => {
    expect(pathsOf(address, '/{localpart}/calendar/')).toBeUndefined();
  });

  it('are several, if so configured, and named without the mailbox', () => {
    const places = calendarPlaces({ url: URL_BASE, calendars: ['/{localpart}/a/', '/{localpart}/b/'] }, 'anna@example.org');
    expect(places?.map(({ name }) => name)).toEqual([
      'https://dav.example.org/base/{localpart}/a/',
      'https://dav.example.org/base/{localpart}/b/',
    ]);
  });

  it('never leave their segments, whatever the address', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('.', '/', '%', '2', 'e', 'f', '\\', '@') })),
        (address) => {
          const [path] = pathsOf(address, '/before/{localpart}/{domain}/after/') ?? ['/base/before/x/y/after/'];
          expect(path?.split('/')).toHaveLength(7);
          expect(path).toMatch(/^\/base\/before\/[^/]+\/[^/]+\/after\/$/);
          expect(decodeURIComponent(path ?? '').split('/')).toHaveLength(7);
        },
      ),
    );
  });
});

import { randomBytes } from 'node:crypto';
import { ManualClock } from '../testing/manual-clock.ts';
import { SealedJourneyCookies } from './journey-cookies.ts';

const [KEY, NEWER] = [randomBytes(32), randomBytes(32)] as const;
const SCOPE = { basePath: '/presence/', isSecure: true };

function setUp(keys: readonly [Buffer, ...Buffer[]] = [KEY], clock = new ManualClock()) {
  return { clock, cookies: new SealedJourneyCookies({ keys }, SCOPE, clock) };
}

const headerOf = (cookie: string): string => cookie.split(';')[0] ?? '';

test('what was written is read again, after a change of keys as well, and only for the same purpose', () => {
  const header = headerOf(setUp().cookies.write('sign-in', 'secret ♥'));
  expect(header).not.toContain('secret');
  expect(setUp([NEWER, KEY]).cookies.read('sign-in', header)).toBe('secret ♥');
  expect(setUp([NEWER]).cookies.read('sign-in', header)).toBeUndefined();
  const renamed = header.replace('lampfield_sign_in', 'lampfield_sign_out');
  expect(setUp().cookies.read('sign-out', renamed)).toBeUndefined();
});

test('it is out of reach of scripts and of other sites, and travels to its own calls alone', () => {
  const { cookies } = setUp();
  expect(cookies.write('sign-in', 'x')).toMatch(
    /; Max-Age=900; Path=\/presence\/api\/login\/oidc; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(cookies.writeRemoval('sign-out')).toMatch(
    /^lampfield_sign_out=; Max-Age=0; Path=\/presence\/api\/logout; HttpOnly; Secure;/,
  );
});

test.each([
  [899_999, true],
  [900_000, false],
])('%d ms later it is good: %s', (ageMs, isGood) => {
  const { clock, cookies } = setUp();
  const header = headerOf(cookies.write('sign-in', 'x'));
  clock.advance(ageMs);
  expect(cookies.read('sign-in', header) === 'x').toBe(isGood);
});

test.each([undefined, '', 'other=1', 'lampfield_sign_in=', 'lampfield_sign_in=AAAA', `lampfield_sign_in=${'A'.repeat(100)}`])(
  '%j is nothing',
  (header) => {
    expect(setUp().cookies.read('sign-in', header)).toBeUndefined();
  },
);

test('what a browser would not keep is not written', () => {
  expect(setUp().cookies.write('sign-out', 'x'.repeat(4000))).toContain('Max-Age=0');
});

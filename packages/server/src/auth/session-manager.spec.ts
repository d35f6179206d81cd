import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Log } from '../ports/log.ts';
import type { Revocation, RevocationStore } from '../ports/revocation-store.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { SESSION_LIFETIME_MS, SESSION_RENEWAL_MS, SessionManager } from './session-manager.ts';

const KEY = randomBytes(32);
const USER = { username: 'anna', displayName: 'Anna Ünlü' };

class MemoryRevocations implements RevocationStore {
  readonly kept: Revocation[] = [];
  needed: readonly Revocation[] = [];
  failure: Error | undefined;

  load(): readonly Revocation[] {
    return [...this.kept];
  }

  add(revocation: Revocation, listNeeded: () => readonly Revocation[]): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.kept.push(revocation);
    this.needed = listNeeded();
    return Promise.resolve();
  }
}

function silentLog(errors: string[] = []): Log {
  const ignore = (): void => undefined;
  return { debug: ignore, info: ignore, warn: ignore, error: (_fields, message) => void errors.push(message) };
}

function setUp(
  options: {
    keys?: KeyRing['keys'];
    longestMs?: number;
    revocations?: RevocationStore;
    clock?: ManualClock;
    isSecure?: boolean;
    log?: Log;
  } = {},
) {
  const clock = options.clock ?? new ManualClock();
  const revocations = options.revocations ?? new MemoryRevocations();
  const sessions = new SessionManager({
    ring: { keys: options.keys ?? [KEY] },
    longestMs: options.longestMs,
    scope: { basePath: '/presence/', isSecure: options.isSecure ?? false },
    revocations,
    clock,
    log: options.log ?? silentLog(),
  });
  /** The `Cookie` header a browser sends after it got the session. */
  const cookieOf = (session: Parameters<typeof sessions.cookiesOf>[0]): string =>
    sessions
      .cookiesOf(session)
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  return { clock, sessions, cookieOf };
}

describe('the session cookie', () => {
  it('brings the session back, in another process with the same key as well', () => {
    const { clock, sessions, cookieOf } = setUp();
    const session = sessions.begin(USER);
    expect(session).toMatchObject({ ...USER, issuedAt: clock.wallMs(), lastCallAt: clock.wallMs() });
    expect(setUp().sessions.find(cookieOf(session))).toEqual(session);
  });

  it('is out of reach of scripts and of other sites, and valid below the base path', () => {
    const { sessions } = setUp();
    const [session, csrf] = sessions.cookiesOf(sessions.begin(USER));
    expect(session).toMatch(/^lampfield_session=[^;]+; Path=\/presence; HttpOnly; SameSite=Lax$/);
    expect(csrf).toMatch(/^XSRF-TOKEN=[^;]+; Path=\/presence; SameSite=Lax$/);
  });

  it('travels only over https where the public URL says so', () => {
    const { sessions } = setUp({ isSecure: true });
    for (const cookie of [...sessions.cookiesOf(sessions.begin(USER)), ...sessions.clearingCookies])
      expect(cookie).toContain('; Secure');
  });

  it('has another sid at each sign-in', () => {
    const { sessions } = setUp();
    expect(new Set(Array.from({ length: 50 }, () => sessions.begin(USER).sid)).size).toBe(50);
  });

  it('fits into a browser whatever the name', () => {
    const { sessions } = setUp();
    const session = sessions.begin({ username: '\u{1F600}'.repeat(128), displayName: '\u{4E2D}'.repeat(100_000) });
    expect(sessions.cookiesOf(session)[0]?.length).toBeLessThan(4096);
  });

  it.each([
    ['none at all', undefined],
    ['another cookie only', 'theme=dark'],
    ['no signature', 'lampfield_session=eyJzIjoiYSJ9'],
    ['an empty value', 'lampfield_session='],
    ['rubbish', 'lampfield_session=%%%;;;=;'],
  ])('is refused with %s', (_what, header) => {
    expect(setUp().sessions.find(header)).toBeUndefined();
  });

  it('is refused when a character of it was changed', () => {
    const { sessions, cookieOf } = setUp();
    const cookie = cookieOf(sessions.begin(USER));
    const changed = cookie.replace(/^(lampfield_session=.{10})./, (_all, head: string) => `${head}!`);
    expect(changed).not.toBe(cookie);
    expect(sessions.find(changed)).toBeUndefined();
  });

  it('is refused when another key signed it', () => {
    const { sessions, cookieOf } = setUp({ keys: [randomBytes(32)] });
    expect(setUp().sessions.find(cookieOf(sessions.begin(USER)))).toBeUndefined();
  });
});

describe('after a change of keys', () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)] as const;

  it('sessions and tokens from before are still good, and are written with the new key when they are written anew', () => {
    const before = setUp({ keys: [older] });
    const session = before.sessions.begin(USER);
    const after = setUp({ keys: [newer, older] }).sessions;
    expect(after.find(before.cookieOf(session))).toEqual(session);
    expect(after.isCsrfToken(session, before.sessions.csrfTokenOf(session))).toBe(true);
    const renewed = setUp({ keys: [newer, older] }).cookieOf(session);
    expect(setUp({ keys: [newer] }).sessions.find(renewed)).toEqual(session);
    expect(after.csrfTokenOf(session)).not.toBe(before.sessions.csrfTokenOf(session));
  });

  it('what only a key that is gone signed is worth nothing', () => {
    const before = setUp({ keys: [older] });
    const session = before.sessions.begin(USER);
    const after = setUp({ keys: [newer] }).sessions;
    expect(after.find(before.cookieOf(session))).toBeUndefined();
    expect(after.isCsrfToken(session, before.sessions.csrfTokenOf(session))).toBe(false);
  });
});

describe('sessions with a longest time', () => {
  it('end then, whatever is done in them, and whoever watches is told', () => {
    const { clock, sessions, cookieOf } = setUp({ longestMs: 2 * SESSION_LIFETIME_MS });
    let session = sessions.begin(USER);
    const ended = jest.fn();
    sessions.watchEnd(session, ended);
    for (let half = 0; half < 4; half += 1) {
      expect(sessions.find(cookieOf(session))).toBeDefined();
      clock.advance(SESSION_LIFETIME_MS / 2);
      session = sessions.renew(session) ?? session;
    }
    expect([ended.mock.calls.length, sessions.find(cookieOf(session))]).toEqual([0, session]);
    clock.advance(1);
    expect([ended.mock.calls.length, sessions.find(cookieOf(session))]).toEqual([1, undefined]);
  });
});

describe('all sessions of a user', () => {
  it('end together, and a new one begins as ever', () => {
    const { clock, sessions, cookieOf } = setUp();
    const [here, there, other] = [sessions.begin(USER), sessions.begin(USER), sessions.begin({ ...USER, username: 'bob' })];
    const ended = jest.fn();
    for (const session of [here, there, other]) sessions.watchEnd(session, ended);
    sessions.endAllOf(USER.username);
    expect([here, there, other].map((session) => sessions.find(cookieOf(session)))).toEqual([undefined, undefined, other]);
    expect(ended).toHaveBeenCalledTimes(2);
    clock.advance(1);
    const next = sessions.begin(USER);
    expect(sessions.find(cookieOf(next))).toEqual(next);
  });
});

describe('the lifetime', () => {
  it.each([
    [SESSION_LIFETIME_MS, true],
    [SESSION_LIFETIME_MS + SESSION_RENEWAL_MS, true],
    [SESSION_LIFETIME_MS + SESSION_RENEWAL_MS + 1, false],
  ])('%d ms after the last call in the cookie the session is valid: %s', (ageMs, isValid) => {
    const { clock, sessions, cookieOf } = setUp();
    const cookie = cookieOf(sessions.begin(USER));
    clock.advance(ageMs);
    expect(sessions.find(cookie) !== undefined).toBe(isValid);
  });

  it.each([
    [SESSION_RENEWAL_MS - 1, false],
    [SESSION_RENEWAL_MS, true],
  ])('%d ms after the last call in the cookie it is written anew: %s', (ageMs, isRenewed) => {
    const { clock, sessions } = setUp();
    const session = sessions.begin(USER);
    clock.advance(ageMs);
    expect(sessions.renew(session)).toEqual(isRenewed ? { ...session, lastCallAt: clock.wallMs() } : undefined);
  });

  it('goes on as long as calls come', () => {
    const { clock, sessions } = setUp();
    let session = sessions.begin(USER);
    for (let day = 0; day < 10; day += 1) {
      clock.advance(SESSION_LIFETIME_MS);
      session = sessions.renew(session) ?? session;
    }
    expect(sessions.find(setUp().cookieOf(session))).toEqual(session);
  });
});

describe('sign-out', () => {
  it('makes the cookie void, after a restart as well, and leaves other sessions of the user alone', async () => {
    const revocations = new MemoryRevocations();
    const { clock, sessions, cookieOf } = setUp({ revocations });
    const [here, elsewhere] = [sessions.begin(USER), sessions.begin(USER)];
    await sessions.end(here);
    const restarted = setUp({ revocations, clock }).sessions;
    for (const manager of [sessions, restarted]) {
      expect(manager.find(cookieOf(here))).toBeUndefined();
      expect(manager.find(cookieOf(elsewhere))).toEqual(elsewhere);
    }
  });

  it('is remembered exactly as long as the cookie would be accepted', async () => {
    const revocations = new MemoryRevocations();
    const { clock, sessions } = setUp({ revocations });
    const first = sessions.begin(USER);
    await sessions.end(first);
    clock.advance(SESSION_LIFETIME_MS + SESSION_RENEWAL_MS);
    await sessions.end(sessions.begin(USER));
    expect(revocations.needed.map(({ sid }) => sid)).toContain(first.sid);
    clock.advance(1);
    await sessions.end(sessions.begin(USER));
    expect(revocations.needed.map(({ sid }) => sid)).not.toContain(first.sid);
    expect(revocations.needed).toHaveLength(2);
  });

  it('holds until the restart, with a word in the log, when it cannot be stored', async () => {
    const revocations = new MemoryRevocations();
    revocations.failure = new Error('disk full');
    const errors: string[] = [];
    const { sessions, cookieOf } = setUp({ revocations, log: silentLog(errors) });
    const session = sessions.begin(USER);
    await sessions.end(session);
    expect(sessions.find(cookieOf(session))).toBeUndefined();
    expect(errors).toEqual(['a sign-out could not be stored: it holds until the server restarts']);
  });

  it('takes both cookies away', () => {
    expect(setUp().sessions.clearingCookies).toEqual([
      'lampfield_session=; Max-Age=0; Path=/presence; HttpOnly; SameSite=Lax',
      'XSRF-TOKEN=; Max-Age=0; Path=/presence; SameSite=Lax',
    ]);
  });
});

describe('whoever watches a session', () => {
  it('is told at once on sign-out, and only once', async () => {
    const { clock, sessions } = setUp();
    const session = sessions.begin(USER);
    const ended = jest.fn();
    sessions.watchEnd(session, ended);
    await sessions.end(session);
    clock.advance(3 * SESSION_LIFETIME_MS);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(clock.pendingCount).toBe(0);
  });

  it('is told when no call came for the lifetime, counted from the last one', () => {
    const { clock, sessions } = setUp();
    const session = sessions.begin(USER);
    const ended = jest.fn();
    sessions.watchEnd(session, ended);
    clock.advance(SESSION_LIFETIME_MS);
    sessions.renew(session);
    clock.advance(SESSION_LIFETIME_MS + SESSION_RENEWAL_MS);
    expect(ended).not.toHaveBeenCalled();
    clock.advance(2);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('is not told any more once it stopped watching, and leaves no timer behind', async () => {
    const { clock, sessions } = setUp();
    const session = sessions.begin(USER);
    const [ended, other] = [jest.fn(), jest.fn()];
    const stop = sessions.watchEnd(session, ended);
    const stopOther = sessions.watchEnd(session, other);
    stop();
    await sessions.end(session);
    expect(ended).not.toHaveBeenCalled();
    expect(other).toHaveBeenCalledTimes(1);
    stopOther();
    sessions.watchEnd(sessions.begin(USER), ended)();
    expect(clock.pendingCount).toBe(0);
  });
});

describe('the CSRF token', () => {
  it('is the same at every call of a session, and another in the next', () => {
    const { sessions } = setUp();
    const [session, next] = [sessions.begin(USER), sessions.begin(USER)];
    const token = sessions.csrfTokenOf(session);
    expect(sessions.csrfTokenOf(session)).toBe(token);
    expect(sessions.isCsrfToken(session, token)).toBe(true);
    expect(sessions.isCsrfToken(next, token)).toBe(false);
  });

  it.each([undefined, '', 'x', 'ü'.repeat(43)])('%j is not the one', (token) => {
    const { sessions } = setUp();
    expect(sessions.isCsrfToken(sessions.begin(USER), token)).toBe(false);
  });
});

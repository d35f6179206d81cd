import { AuthUnavailableError, type AuthenticatedUser } from '../ports/authenticator.ts';
import { ALL, type Role } from '../ports/permissions.ts';
import type { Session } from '../ports/sessions.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { UserRights } from './user-rights.ts';

const RECHECK_MS = 300_000;
const REMEMBERED_MS = 12 * 3_600_000;
const NOTHING = { users: [], groups: [], directories: [], presence: [], onlineList: false, calendarPeek: false };
const ROLES: readonly Role[] = [
  { ...NOTHING, name: 'reception', groups: ['reception'], directories: ['corp'], presence: ['JTAPI'], onlineList: true },
  { ...NOTHING, name: 'everybody', users: [ALL], presence: ['CUPS'] },
];

/** A directory of accounts: each a list of groups. */
class AccountBook {
  readonly groups = new Map<string, readonly string[]>();
  readonly asked: string[] = [];
  isDown = false;
  answer: Promise<void> = Promise.resolve();

  readonly accounts = {
    recheckMs: RECHECK_MS,
    find: async (username: string): Promise<AuthenticatedUser | undefined> => {
      this.asked.push(username);
      await this.answer;
      if (this.isDown) throw new AuthUnavailableError('down');
      const groups = this.groups.get(username);
      return groups === undefined ? undefined : { username, displayName: username, groups };
    },
  };
}

let clock: ManualClock;
let book: AccountBook;
let rights: UserRights;
let withdrawn: string[];
let gone: string[];

function start(withAccounts = true): void {
  const authenticator = withAccounts ? { accounts: book.accounts } : {};
  rights = new UserRights({ roles: ROLES, authenticator, rememberedMs: REMEMBERED_MS, clock, log: silentLog });
  rights.onWithdrawn((username) => withdrawn.push(username));
  rights.onGone((username) => gone.push(username));
  rights.start();
}

function session(groups: readonly string[], issuedAt = clock.wallMs()): Session {
  const user = { username: 'ann', displayName: 'Ann', groups };
  return { ...user, sid: 's', groupKeys: rights.groupKeysOf(user), issuedAt, lastCallAt: issuedAt };
}

/** What Ann may do now: directory, phones, chat, list. */
const sight = (): readonly boolean[] => [
  rights.maySearch('ann', 'corp'),
  rights.maySeeType('ann', 'JTAPI'),
  rights.maySeeType('ann', 'CUPS'),
  rights.maySeeOnline('ann'),
];
const ALL_OF_IT = [true, true, true, true];
const ONLY_CHAT = [false, false, true, false];
const NOTHING_AT_ALL = [false, false, false, false];

beforeEach(() => {
  clock = new ManualClock();
  book = new AccountBook();
  withdrawn = [];
  gone = [];
  start();
});

afterEach(() => rights.stop());

test('before anybody is known he may see nothing, not even what everybody may', () => {
  expect(sight()).toEqual(NOTHING_AT_ALL);
});

test('a new session brings its groups, and nobody is asked', () => {
  expect(rights.learn(session(['reception']))).toBeUndefined();
  expect(sight()).toEqual(ALL_OF_IT);
  expect(book.asked).toEqual([]);
});

test('who has left a group loses what it gave at the next check, and it is said once', async () => {
  void rights.learn(session(['reception']));
  book.groups.set('ann', []);
  await clock.advanceAsync(RECHECK_MS - 1);
  expect(sight()).toEqual(ALL_OF_IT);
  await clock.advanceAsync(5001);
  expect([sight(), withdrawn, gone]).toEqual([ONLY_CHAT, ['ann'], []]);
  await clock.advanceAsync(RECHECK_MS + 5000);
  expect(withdrawn).toEqual(['ann']);
  // The cookie from before does not bring it back.
  void rights.learn(session(['reception'], clock.wallMs() - 2 * RECHECK_MS));
  expect(sight()).toEqual(ONLY_CHAT);
});

test('who has come into a group gets what it gives, and nothing is taken', async () => {
  void rights.learn(session([]));
  book.groups.set('ann', ['reception']);
  await clock.advanceAsync(RECHECK_MS + 5000);
  expect([sight(), withdrawn]).toEqual([ALL_OF_IT, []]);
});

test('an account that is gone loses everything, and its sessions are to end', async () => {
  void rights.learn(session(['reception']));
  await clock.advanceAsync(RECHECK_MS + 5000);
  expect([sight(), withdrawn, gone]).toEqual([NOTHING_AT_ALL, ['ann'], ['ann']]);
});

test('while the directory cannot be asked everybody keeps what he had', async () => {
  void rights.learn(session(['reception']));
  book.isDown = true;
  await clock.advanceAsync(3 * RECHECK_MS, 100);
  expect(book.asked.length).toBeGreaterThan(1);
  expect([sight(), withdrawn, gone]).toEqual([ALL_OF_IT, [], []]);
});

test('an old session after a restart shows nothing before its account was asked for', async () => {
  book.groups.set('ann', []);
  const learning = rights.learn(session(['reception'], clock.wallMs() - RECHECK_MS - 1));
  expect(learning).toBeInstanceOf(Promise);
  expect(sight()).toEqual(NOTHING_AT_ALL);
  expect(rights.learn(session(['reception'], clock.wallMs() - RECHECK_MS - 1))).toBeInstanceOf(Promise);
  await learning;
  expect(sight()).toEqual(ONLY_CHAT);
  expect(book.asked).toEqual(['ann']);
});

test('an old session whose directory is down has what it had', async () => {
  book.isDown = true;
  await rights.learn(session(['reception'], clock.wallMs() - RECHECK_MS - 1));
  expect([sight(), gone]).toEqual([ALL_OF_IT, []]);
});

test('a sign-in during a check counts for more than its answer', async () => {
  void rights.learn(session([]));
  let answer = (): void => undefined;
  book.answer = new Promise((resolve) => (answer = resolve));
  await clock.advanceAsync(RECHECK_MS + 5000);
  clock.advance(1);
  void rights.learn(session(['reception']));
  answer();
  await clock.advanceAsync(0, 5);
  expect([sight(), gone]).toEqual([ALL_OF_IT, []]);
});

test('without accounts that can be asked for, the session of the last sign-in counts', async () => {
  start(false);
  void rights.learn(session(['reception'], clock.wallMs() - 10 * RECHECK_MS));
  expect(sight()).toEqual(ALL_OF_IT);
  await clock.advanceAsync(2 * RECHECK_MS);
  void rights.learn(session([]));
  expect([sight(), withdrawn]).toEqual([ONLY_CHAT, ['ann']]);
});

test('who makes no call for as long as a session lasts is forgotten', async () => {
  start(false);
  void rights.learn(session(['reception']));
  await clock.advanceAsync(REMEMBERED_MS - 10_000);
  expect(rights.knownCount).toBe(1);
  await clock.advanceAsync(20_000);
  expect(rights.knownCount).toBe(0);
});

test('a thousand accounts are asked for a few at a time', async () => {
  const one = session([]);
  for (let user = 0; user < 1000; user += 1) void rights.learn({ ...one, username: `user${String(user)}` });
  await clock.advanceAsync(RECHECK_MS + 1);
  const first = book.asked.length;
  expect(first).toBeLessThanOrEqual(50);
  await clock.advanceAsync(120_000, 30);
  expect(new Set(book.asked).size).toBe(1000);
});

import fc from 'fast-check';
import type { SessionRow } from '../session-row.ts';
import type { UserChange } from './host-sessions.ts';
import { NaiveSessionTable } from './naive-session-table.fixture.ts';
import { SessionTable, type UserPage, type UserQuery } from './session-table.ts';

const HOST = 'chat.test';
const T0_MS = 1_795_000_000_000;

/** A session of that user, opened so many milliseconds after the beginning of the test's time. */
function row(user: string, openedMs: number, change: Partial<SessionRow> = {}): SessionRow {
  return {
    user,
    host: HOST,
    node: 'ejabberd@one',
    sidUs: (T0_MS + openedMs) * 1000 + 7,
    resource: 'desk',
    priority: 0,
    ...change,
  };
}

function tableOf(...rows: readonly SessionRow[]): SessionTable {
  const table = new SessionTable();
  for (const each of rows) table.put(each, T0_MS);
  table.markReady();
  return table;
}

const namesOf = (page: ReturnType<SessionTable['list']>): string[] | undefined =>
  page?.users.map(({ user, host }) => `${user}@${host}`);

/** All pages, but not more than there can be. */
function pagesOf(table: SessionTable, query: UserQuery, mostPages: number): UserPage[] {
  const pages: UserPage[] = [];
  let cursor: string | undefined;
  do {
    const page = table.list({ ...query, ...(cursor !== undefined && { cursor }) });
    if (page === undefined) throw new Error('A cursor was not taken back');
    pages.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined && pages.length <= mostPages);
  return pages;
}

describe('a user of the session table', () => {
  it.each([
    ['AVAILABLE', [0], 0],
    ['AVAILABLE', [127], 0],
    ['AWAY', [-1], 0],
    ['AWAY', [-128, -1], 0],
    ['PENDING', [null], 0],
    ['PENDING', [null, null], 0],
    ['AVAILABLE', [-1, 0], 1],
    ['AVAILABLE', [null, -1, 5, 6], 2],
    ['AWAY', [null, -5, null], 1],
  ] as const)('is %s with priorities %j, since the first that says so was opened', (state, priorities, since) => {
    const table = tableOf(...priorities.map((priority, openedMs) => row('anna', openedMs, { priority })));
    const resources = priorities.length;
    expect(table.find('anna', HOST, T0_MS + 1000)).toEqual({ state, since: T0_MS + since, resources });
  });

  it('is in no state since a moment that has not come, though a clock of the cluster is ahead', () => {
    const table = tableOf(row('anna', 5000));
    expect(table.find('anna', HOST, T0_MS)?.since).toBe(T0_MS);
    table.put(row('anna', 6000), T0_MS + 1);
    expect(table.find('anna', HOST, T0_MS + 9999)?.since).toBe(T0_MS + 1);
  });

  it.each([
    ['NONE', row('anna', 0)],
    ['NONE', row('anna', 0, { priority: 7, resource: 'phone' })],
    ['CHANGED', row('anna', 0, { priority: -1 })],
    ['CHANGED', row('anna', 0, { priority: null })],
    ['CHANGED', row('anna', 1)],
    ['CHANGED', row('anna', 0, { node: 'ejabberd@two' })],
    ['JOINED', row('bert', 0)],
    ['JOINED', row('anna', 0, { host: 'other.test' })],
  ] as const)('has %s by row %#', (change, put) => {
    expect(tableOf(row('anna', 0)).put(put, T0_MS)).toBe(change);
  });

  it.each([
    ['CHANGED', row('anna', 0)],
    ['LEFT', row('bert', 0)],
    ['NONE', row('anna', 2)],
    ['NONE', row('anna', 0, { node: 'ejabberd@two' })],
    ['NONE', row('anna', 0, { node: 'ejabberd@never' })],
    ['NONE', row('bert', 0, { host: 'other.test' })],
    ['NONE', row('carl', 0)],
  ] as const)('has %s by removal %#, and nothing by another one', (change, key) => {
    const table = tableOf(row('anna', 0), row('anna', 1), row('bert', 0), row('dora', 0, { node: 'ejabberd@two' }));
    expect([table.remove(key, T0_MS), table.remove(key, T0_MS)]).toEqual([change, 'NONE']);
  });

  it('keeps the time of a state that other sessions take over, and has the present one when it changes', () => {
    const table = tableOf(row('anna', 0), row('anna', 10));
    table.remove(row('anna', 0), T0_MS + 100);
    expect(table.find('anna', HOST, T0_MS + 500)).toEqual({ state: 'AVAILABLE', since: T0_MS, resources: 1 });
    table.put(row('anna', 10, { priority: -1 }), T0_MS + 200);
    expect(table.find('anna', HOST, T0_MS + 500)).toEqual({ state: 'AWAY', since: T0_MS + 200, resources: 1 });
    table.remove(row('anna', 10), T0_MS + 300);
    table.put(row('anna', 20), T0_MS + 400);
    expect(table.find('anna', HOST, T0_MS + 500)).toEqual({ state: 'AVAILABLE', since: T0_MS + 400, resources: 1 });
  });

  it('may have thousands of sessions', () => {
    const table = tableOf(row('anna', 0), row('zoe', 0));
    const many = Array.from({ length: 20_000 }, (_, number) => row('mass', (number * 7919) % 20_000));
    for (const each of many) table.put(each, T0_MS);
    expect(table.find('mass', HOST, T0_MS + 99_999)?.resources).toBe(20_000);
    expect(new Set(many.slice(1).map((each) => table.remove(each, T0_MS)))).toEqual(new Set(['CHANGED']));
    expect([table.userCount, table.sessionCount]).toEqual([3, 3]);
  });
});

describe('the list of the session table', () => {
  it('is in the order of UTF-16 units, of the domain, then of the user', () => {
    const users = ['b', 'a', 'Z', '\u{1f600}', '\uffee', 'é', 'aa', '__proto__', ''];
    const table = tableOf(...users.map((user) => row(user, 0)), row('y', 0, { host: 'a.test' }), row('x', 0, { host: 'd.test' }));
    const ordered = ['y@a.test', ...[...users].sort().map((user) => `${user}@${HOST}`), 'x@d.test'];
    expect(namesOf(table.list({ limit: 100 }))).toEqual(ordered);
  });

  it('goes on where it was, though the user it ended with has left', () => {
    const table = tableOf(...['a', 'b', 'c', 'd'].map((user) => row(user, 0)));
    const { cursor } = table.list({ limit: 2 }) ?? {};
    table.remove(row('b', 0), T0_MS);
    table.put(row('bb', 0), T0_MS);
    expect(table.list({ limit: 2, cursor: cursor ?? '' })).toMatchObject({ users: [{ user: 'bb' }, { user: 'c' }], matching: 4 });
  });

  it('has no page for a cursor of somebody else', () => {
    expect(tableOf(row('a', 0)).list({ limit: 1, cursor: 'garbage' })).toBeUndefined();
  });

  it('has a cursor only where something follows', () => {
    const table = tableOf(row('a', 0), row('b', 0), row('a', 0, { host: 'other.test' }));
    expect(table.list({ limit: 2, host: HOST })?.cursor).toBeUndefined();
    expect(table.list({ limit: 2 })?.cursor).toBeDefined();
    expect(table.list({ limit: 3 })?.cursor).toBeUndefined();
    expect(table.list({ limit: 1, prefix: 'b' })?.cursor).toBeUndefined();
    expect(new SessionTable().list({ limit: 1 })).toEqual({ users: [], matching: 0 });
  });
});

describe('the session table, whatever it is told', () => {
  const HOSTS = ['a.test', 'b.test'];
  const USERS = ['a', 'aa', 'ab', 'b', 'é', '\u{1f600}', 'z'];
  const anySession = fc.record<SessionRow>({
    user: fc.constantFrom(...USERS),
    host: fc.constantFrom(...HOSTS),
    node: fc.constantFrom('ejabberd@one', 'ejabberd@two'),
    sidUs: fc.integer({ min: 0, max: 4 }).map((opened) => (T0_MS + opened * 50) * 1000 + opened),
    resource: fc.constant('desk'),
    priority: fc.constantFrom(null, -1, 0, 1),
  });
  const anyStep = fc.oneof(
    { weight: 60, arbitrary: fc.record({ do: fc.constant('put' as const), session: anySession }) },
    { weight: 30, arbitrary: fc.record({ do: fc.constant('remove' as const), session: anySession }) },
    { weight: 3, arbitrary: fc.constant({ do: 'ready' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'reset' as const }) },
  );
  type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

  function run(steps: readonly Step[]): { table: SessionTable; naive: NaiveSessionTable; nowMs: number } {
    const table = new SessionTable();
    const naive = new NaiveSessionTable();
    const changes: [UserChange, UserChange][] = [];
    let nowMs = T0_MS;
    for (const step of steps) {
      nowMs += 1;
      if (step.do === 'reset') [table, naive].forEach((each) => each.reset());
      else if (step.do === 'ready') {
        table.markReady();
        naive.isReady = true;
      } else {
        const { do: call, session } = step;
        changes.push([table[call](session, nowMs), naive[call](session, nowMs)]);
      }
    }
    expect(changes.map(([change]) => change)).toEqual(changes.map(([, change]) => change));
    return { table, naive, nowMs };
  }

  it('knows each user as one would who looks through all sessions', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 150, size: 'max' }), (steps) => {
        const { table, naive, nowMs } = run(steps);
        expect(table.isReady).toBe(naive.isReady);
        const everybody = HOSTS.flatMap((host) => USERS.map((user) => ({ user, host })));
        const find = (one: SessionTable | NaiveSessionTable) => everybody.map(({ user, host }) => one.find(user, host, nowMs));
        expect(find(table)).toEqual(find(naive));
      }),
    );
  });

  it('counts users and sessions, of each domain and of all', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 150, size: 'max' }), (steps) => {
        const { table, naive } = run(steps);
        const hosts = HOSTS.map((host) => ({ host, entries: naive.list({ host }) })).filter(({ entries }) => entries.length > 0);
        const sessionsOf = (entries: { resources: number }[]): number =>
          entries.reduce((sum, { resources }) => sum + resources, 0);
        expect(table.hosts()).toEqual(
          hosts.map(({ host, entries }) => ({ host, users: entries.length, sessions: sessionsOf(entries) })),
        );
        expect([table.userCount, table.sessionCount]).toEqual([naive.list({}).length, sessionsOf(naive.list({}))]);
      }),
    );
  });

  it('lists page by page what one would who sorts everything', () => {
    const anyFilter = fc.record(
      { host: fc.constantFrom(...HOSTS, 'other.test'), prefix: fc.constantFrom('', 'a', 'ab', 'é', '\ud83d', 'zz') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 150, size: 'max' }),
        anyFilter,
        fc.integer({ min: 1, max: 6 }),
        (steps, filter, limit) => {
          const { table, naive } = run(steps);
          const expected = naive.list(filter);
          const pages = pagesOf(table, { ...filter, limit }, expected.length);
          expect(pages.flatMap(({ users }) => users)).toEqual(expected);
          for (const { matching } of pages) expect(matching).toBe(expected.length);
          for (const { users } of pages.slice(0, -1)) expect(users).toHaveLength(limit);
        },
      ),
    );
  });

  it('is the same however large it is', () => {
    const table = new SessionTable();
    const names = Array.from({ length: 5000 }, (_, number) => `user${String((number * 2719) % 5000)}`);
    names.forEach((user, number) => table.put(row(user, number), T0_MS));
    table.markReady();
    const leaving = names.filter((_, number) => number % 3 > 0);
    for (const user of leaving) table.remove(row(user, names.indexOf(user)), T0_MS);
    const staying = names.filter((_, number) => number % 3 === 0).sort();
    expect(table.list({ limit: 10_000 })?.users.map(({ user }) => user)).toEqual(staying);
    const withPrefix = staying.filter((user) => user.startsWith('user4'));
    expect(table.list({ limit: 10, prefix: 'user4' })).toMatchObject({ matching: withPrefix.length });
  });
});

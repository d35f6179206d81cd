import { SessionTable } from '@lampfield/ejabberd-replica';
import { ClusterUsers } from './cluster-users.ts';

const T0_MS = 1_795_000_000_000;

let table: SessionTable;
let users: ClusterUsers;

beforeEach(() => {
  table = new SessionTable();
  users = new ClusterUsers(table);
});

function put(user: string, host = 'chat.test', sidUs = 1): void {
  table.put({ user, host, sidUs, node: 'ejabberd@one', resource: 'desk', priority: 0 }, T0_MS);
}

describe('the users of a cluster', () => {
  it('are known while the table is', () => {
    expect(users.isReady).toBe(false);
    table.markReady();
    expect(users.isReady).toBe(true);
    table.reset();
    expect(users.isReady).toBe(false);
  });

  it('are counted by domain, and their sessions with them', () => {
    for (const [user, host, sidUs] of [
      ['anna', 'chat.test', 1],
      ['anna', 'chat.test', 2],
      ['bela', 'a.test', 3],
    ] as const) {
      put(user, host, sidUs);
    }
    users.tellReset();
    expect(users.count()).toEqual({
      ...{ total: 2, sessions: 3, seq: 1 },
      hosts: [
        { host: 'a.test', users: 1, sessions: 1 },
        { host: 'chat.test', users: 1, sessions: 2 },
      ],
    });
  });

  it.each([
    [{ prefix: 'straß' }, ['strasse@chat.test']],
    [{ prefix: 'ＡＮＮＡ' }, ['anna@bücher.test', 'anna@chat.test']],
    [{ host: 'xn--bcher-kva.test' }, ['anna@bücher.test']],
    [{ host: 'CHAT.test', prefix: 'A' }, ['anna@chat.test']],
    [{ host: 'chat' }, []],
  ])('are listed for %j as ejabberd would write it', (filter, expected) => {
    put('anna');
    put('strasse');
    put('anna', 'bücher.test');
    const { users: listed = [], ...page } = users.list({ ...filter, limit: 10 }) ?? {};
    expect(listed.map(({ user, host }) => `${user}@${host}`)).toEqual(expected);
    expect(page).toEqual({ matching: expected.length, total: 3, seq: 0 });
  });

  it('are listed page by page, but not by the cursor of somebody else', () => {
    put('anna');
    put('bela');
    const page = users.list({ limit: 1 });
    expect(users.list({ limit: 1, cursor: page?.cursor ?? '' })).toMatchObject({ users: [{ user: 'bela', resources: 1 }] });
    expect(users.list({ limit: 1, cursor: 'garbage' })).toBeUndefined();
  });

  it('are told to whoever watches, each change with a number of its own, until he has seen enough', () => {
    const heard: unknown[] = [];
    const watch = () =>
      users.watch({
        onChanged: ({ user, host }, isOnline) => heard.push([user, host, isOnline, users.seq]),
        onReset: () => heard.push(['reset', users.seq]),
      });
    const end = watch();
    users.tellReset();
    users.tellChanged({ user: 'anna', host: 'chat.test' }, true);
    users.tellChanged({ user: 'anna', host: 'chat.test' }, false);
    end();
    end();
    users.tellReset();
    expect(heard).toEqual([
      ['reset', 1],
      ['anna', 'chat.test', true, 2],
      ['anna', 'chat.test', false, 3],
    ]);
    expect(users.seq).toBe(4);
  });

  it('are told as often as one watches, and each end is the end of one', () => {
    const onChanged = jest.fn();
    const listener = { onChanged, onReset: () => undefined };
    const end = users.watch(listener);
    users.watch(listener);
    users.tellChanged({ user: 'anna', host: 'chat.test' }, true);
    end();
    users.tellChanged({ user: 'anna', host: 'chat.test' }, false);
    expect(onChanged).toHaveBeenCalledTimes(3);
  });
});

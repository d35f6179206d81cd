import { MAX_ONLINE_CHANGES } from '@lampfield/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedOnlineUsers } from '../testing/scripted-online-users.ts';
import { ONLINE_EVENT_INTERVAL_MS } from './online-feed.ts';
import { OnlineWatch } from './online-watch.ts';
import { TestWatcher, viewers } from './online-watcher.fixture.ts';

let clock: ManualClock;
let users: ScriptedOnlineUsers;
let doors: OnlineWatch;

beforeEach(() => {
  clock = new ManualClock();
  users = new ScriptedOnlineUsers();
  doors = new OnlineWatch({ onlineUsers: users, permissions: viewers('*'), clock });
});

function watching(id = 'c1'): TestWatcher {
  const watcher = new TestWatcher(id);
  expect(doors.watch(watcher)).toBeUndefined();
  return watcher;
}

const join = (...names: string[]): void => {
  for (const name of names) users.join(`${name}@x`);
};
const leave = (...names: string[]): void => {
  for (const name of names) users.leave(`${name}@x`);
};
const crowd = (count: number): string[] => Array.from({ length: count }, (_, index) => `u${String(index)}`);

describe('who may see who is online', () => {
  const ALL = { limit: 10 };

  test.each([
    [[], 'ann', false],
    [['ann'], 'ann', true],
    [['ann'], 'bob', false],
    [['*'], 'bob', true],
    [['ann', '*'], 'bob', true],
  ])('with %j as viewers %s: %s', (names, username, maySee) => {
    const some = new OnlineWatch({ onlineUsers: users, permissions: viewers(...names), clock });
    const watcher = new TestWatcher('c1', username);
    expect(some.maySee(username)).toBe(maySee);
    expect(some.findRefusal(username)).toBe(maySee ? undefined : 'NOT_ALLOWED');
    expect(some.list(username, ALL)).toEqual(maySee ? users.list(ALL) : 'NOT_ALLOWED');
    expect(some.watch(watcher)).toBe(maySee ? undefined : 'NOT_ALLOWED');
    expect(users.listenerCount).toBe(maySee ? 1 : 0);
    expect(some.count()).toEqual(users.count());
  });

  test('without a source is nobody, and nothing can be asked', () => {
    const none = new OnlineWatch({ permissions: viewers('*'), clock });
    expect(none.maySee('ann')).toBe(false);
    expect(none.findRefusal('ann')).toBe('NO_SOURCE');
    expect(none.list('ann', ALL)).toBe('NO_SOURCE');
    expect(none.count()).toBe('NO_SOURCE');
    expect(none.watch(new TestWatcher('c1'))).toBe('NO_SOURCE');
    expect(none.unwatch('c1')).toBe('NO_SOURCE');
  });

  test('is told nothing while the list is not loaded, but may wait for it', () => {
    users.lose();
    expect(doors.list('ann', ALL)).toBe('REPLICA_NOT_READY');
    expect(doors.count()).toBe('REPLICA_NOT_READY');
    const watcher = watching();
    users.load(['bob@x']);
    clock.tick();
    expect(watcher.received).toEqual([{ seq: users.seq, total: 1, joined: [], left: [], reset: true }]);
  });

  test('who may not see it is told so before anything else, and a wrong cursor last', () => {
    users.lose();
    const closed = new OnlineWatch({ onlineUsers: users, permissions: viewers(), clock });
    expect(closed.list('ann', { limit: 1, cursor: 'wrong' })).toBe('NOT_ALLOWED');
    expect(doors.list('ann', { limit: 1, cursor: 'wrong' })).toBe('REPLICA_NOT_READY');
    users.load([]);
    expect(doors.list('ann', { limit: 1, cursor: 'wrong' })).toBe('BAD_CURSOR');
  });
});

describe('a connection that watches', () => {
  test('is told at the end of the tick, all who came and left in it at once', () => {
    join('bob');
    const watcher = watching();
    join('cid', 'dan');
    leave('bob');
    expect(watcher.received).toEqual([]);
    clock.tick();
    expect(watcher.received).toEqual([
      {
        seq: users.seq,
        total: 2,
        joined: [
          { user: 'cid', host: 'x' },
          { user: 'dan', host: 'x' },
        ],
        left: [{ user: 'bob', host: 'x' }],
      },
    ]);
  });

  test('is told of nobody who came before it asked, even in the same tick', () => {
    const first = watching('c1');
    join('bob');
    const second = watching('c2');
    join('cid');
    clock.tick();
    expect([first.take(), second.take()]).toEqual([['+bob +cid'], ['+cid']]);
    const third = watching('c3');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(third.take()).toEqual([]);
  });

  test('is told of somebody who came and left and came as he stands', () => {
    const watcher = watching();
    join('bob', 'cid');
    leave('bob');
    join('bob');
    leave('cid');
    clock.tick();
    expect(watcher.take()).toEqual(['+bob -cid']);
  });

  test.each([ONLINE_EVENT_INTERVAL_MS - 1, ONLINE_EVENT_INTERVAL_MS, ONLINE_EVENT_INTERVAL_MS + 1])(
    'is told of a further change %d ms after the first no sooner than the interval is over',
    (afterMs) => {
      const watcher = watching();
      join('bob');
      clock.tick();
      clock.advance(afterMs);
      join('cid');
      clock.tick();
      expect(watcher.take()).toEqual(afterMs < ONLINE_EVENT_INTERVAL_MS ? ['+bob'] : ['+bob', '+cid']);
      clock.advance(1);
      expect(watcher.take()).toEqual(afterMs < ONLINE_EVENT_INTERVAL_MS ? ['+cid'] : []);
    },
  );

  test('gets two events in any second, however much happens', () => {
    const watcher = watching();
    const toldAtMs: number[] = [];
    for (let ms = 0; ms < 5000; ms += 1) {
      join(`u${String(ms)}`);
      clock.tick();
      toldAtMs.push(...watcher.take().map(() => clock.monotonicMs()));
      clock.advance(1);
    }
    const mostInASecond = Math.max(...toldAtMs.map((at) => toldAtMs.filter((other) => other >= at && other < at + 1000).length));
    expect([mostInASecond, toldAtMs.length]).toEqual([2, 10]);
  });

  test('gets no more events by leaving and asking again', () => {
    const watcher = watching();
    join('bob');
    clock.tick();
    doors.unwatch('c1');
    doors.watch(watcher);
    join('cid');
    clock.advance(ONLINE_EVENT_INTERVAL_MS - 1);
    expect(watcher.take()).toEqual(['+bob']);
    clock.advance(1);
    expect(watcher.take()).toEqual(['+cid']);
  });

  test('is not told more for asking twice', () => {
    const watcher = watching();
    join('bob');
    doors.watch(watcher);
    clock.tick();
    expect(watcher.take()).toEqual(['+bob']);
    expect(watcher.callbackCount).toBe(1);
  });

  test('is told of another session of somebody by nothing', () => {
    join('bob');
    const watcher = watching();
    join('bob');
    expect(clock.pendingCount).toBe(0);
    expect(watcher.received).toEqual([]);
  });

  test('is told that all is void, without the changes around it and with no total while there is none', () => {
    const watcher = watching();
    join('bob');
    users.lose();
    clock.tick();
    users.load(['cid@x', 'dan@x']);
    join('eve');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    join('fay');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(watcher.received.map(({ total }) => total)).toEqual([0, 3, 4]);
    expect(watcher.take()).toEqual(['reset', 'reset', '+fay']);
  });

  test.each([
    [MAX_ONLINE_CHANGES, false],
    [MAX_ONLINE_CHANGES + 1, true],
  ])('is told of %d users at once: as a reset %s', (count, isReset) => {
    const watcher = watching();
    join(...crowd(count));
    clock.tick();
    const [event] = watcher.received;
    expect([event?.reset === true, event?.joined.length]).toEqual(isReset ? [true, 0] : [false, count]);
    join('late');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(watcher.take().at(-1)).toBe('+late');
  });
});

describe('a connection whose client does not read', () => {
  test('is told nothing until it is ready, then once how all stand', () => {
    const watcher = watching();
    watcher.block();
    join('bob', 'cid');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    leave('bob');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    join('dan');
    watcher.unblock();
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(watcher.take()).toEqual(['+cid +dan -bob']);
    join('eve');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(watcher.take()).toEqual(['+eve']);
  });

  test('does not hold up the others', () => {
    const [slow, quick] = [watching('c1'), watching('c2')];
    slow.block();
    join('bob');
    clock.tick();
    expect([slow.take(), quick.take()]).toEqual([[], ['+bob']]);
    slow.unblock();
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect([slow.take(), quick.take()]).toEqual([['+bob'], []]);
  });

  test('is told that all is void if anything was, and nothing of what was before', () => {
    const watcher = watching();
    watcher.block();
    join('bob');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    users.lose();
    users.load(['cid@x']);
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    join('dan');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    watcher.unblock();
    clock.tick();
    expect(watcher.received).toEqual([{ seq: users.seq, total: 2, joined: [], left: [], reset: true }]);
  });

  test('is owed no more users than an event may name, over however many intervals', () => {
    const watcher = watching();
    watcher.block();
    for (const name of crowd(MAX_ONLINE_CHANGES + 1)) {
      join(name);
      if (users.seq % 1000 === 0) clock.advance(ONLINE_EVENT_INTERVAL_MS);
    }
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    watcher.unblock();
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(watcher.take()).toEqual(['reset']);
  });

  test('costs no timer while nothing happens, and none by becoming ready when it is owed nothing', () => {
    const watcher = watching();
    watcher.block();
    join('bob');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(clock.pendingCount).toBe(0);
    watcher.unblock();
    expect(clock.pendingCount).toBe(1);
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    watcher.unblock();
    expect(clock.pendingCount).toBe(0);
  });
});

describe('when the last connection has gone', () => {
  test('nothing is listened to, kept or pending', () => {
    const watchers = ['c1', 'c2', 'c3'].map(watching);
    expect(users.listenerCount).toBe(1);
    join('bob');
    for (const { id } of watchers) doors.unwatch(id);
    expect([users.listenerCount, clock.pendingCount]).toEqual([0, 0]);
    expect(watchers.map(({ callbackCount }) => callbackCount)).toEqual([0, 0, 0]);
    join('cid');
    expect(clock.pendingCount).toBe(0);
    const late = watching('c4');
    join('dan');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect(late.take()).toEqual(['+dan']);
    expect(watchers.flatMap((watcher) => watcher.take())).toEqual([]);
  });

  test('going twice, or without having watched, changes nothing', () => {
    const watcher = watching();
    expect(doors.unwatch('c2')).toBeUndefined();
    join('bob');
    clock.tick();
    expect(watcher.take()).toEqual(['+bob']);
    doors.unwatch('c1');
    expect(doors.unwatch('c1')).toBeUndefined();
    expect(users.listenerCount).toBe(0);
  });

  test('a connection that goes while others stay takes its callback with it, and the others are told', () => {
    const [goes, stays] = [watching('c1'), watching('c2')];
    goes.block();
    join('bob');
    clock.tick();
    doors.unwatch('c1');
    expect(goes.callbackCount).toBe(0);
    join('cid');
    clock.advance(ONLINE_EVENT_INTERVAL_MS);
    expect([goes.take(), stays.take()]).toEqual([[], ['+bob', '+cid']]);
  });
});

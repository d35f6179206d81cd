import type { PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import { UserSlots } from '../core/user-slots.ts';
import type { OutgoingItem } from '../ports/push-sink.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { OFF_SCREEN_PERIOD_MS } from './off-screen.ts';
import { Outbox } from './outbox.ts';

const DOWN: SourceStateEvt = { type: 'JTAPI', state: 'DOWN', since: 1, reason: 'SOURCE_DOWN' };

function item(id: string, version: number): PresenceItem {
  return { id, identifier: id, type: 'JTAPI', state: 'AVAILABLE', since: null, version, confirmedAt: 0 };
}

/** An outbox over scripted items; `watching` says who is told of changes: by default ann and guest, of everything. */
function setUp({ watching = ['ann', 'guest'] } = {}) {
  const clock = new ManualClock();
  const users = new UserSlots();
  const items = new Map<string, PresenceItem>();
  const tally = { pushed: 0, encoded: 0 };
  const outbox = new Outbox({
    clock,
    findItem: (id) => {
      tally.encoded += 1;
      return items.get(id);
    },
    isNameless: ({ raw }) => raw === 'nameless',
    findNameFor: (username, { raw }) => (raw === 'nameless' && username === 'guest' ? 'Name' : undefined),
    withName: (shown, name) => ({ ...shown, raw: name }),
    watchers: {
      users,
      forEachWatcher: (_id, visit) => {
        for (const username of watching) {
          const user = users.find(username);
          if (user !== undefined) visit(user);
        }
      },
    },
    onPushed: (count) => (tally.pushed += count),
  });
  const change = (...changed: PresenceItem[]): void => {
    for (const one of changed) {
      items.set(one.id, one);
      outbox.addChange(one.id);
    }
  };
  const connect = (id: string, username: string) => {
    const received: (PresenceItem[] | SourceStateEvt)[] = [];
    const ready = { callback: (): void => undefined };
    const took = { ms: 0 };
    const sink = {
      isReady: true,
      onReady: (callback: () => void) => {
        ready.callback = callback;
      },
      send: (batch: readonly OutgoingItem[]) => {
        received.push(batch.map(({ item: shown }) => shown));
        clock.advance(took.ms);
        return batch.length;
      },
      pushSourceState: (event: SourceStateEvt) => void received.push(event),
    };
    outbox.connect({ id, username, sink });
    const block = () => {
      sink.isReady = false;
    };
    const unblock = () => {
      sink.isReady = true;
      ready.callback();
    };
    return Object.assign(received, { block, unblock, took });
  };
  return { clock, users, items, outbox, change, connect, tally };
}

test('everything that changes in one tick goes to a connection as one batch', () => {
  const { clock, change, connect } = setUp();
  const received = connect('c1', 'ann');
  change(item('1_JTAPI', 1), item('2_JTAPI', 1));
  expect([...received]).toEqual([]);
  clock.tick();
  expect([...received]).toEqual([[item('1_JTAPI', 1), item('2_JTAPI', 1)]]);
});

test('of an item that changed several times only the latest state goes out', () => {
  const { clock, change, connect, tally } = setUp();
  const received = connect('c1', 'ann');
  for (const version of [1, 2, 3]) change(item('1_JTAPI', version));
  clock.tick();
  expect([...received]).toEqual([[item('1_JTAPI', 3)]]);
  expect(tally.pushed).toBe(1);
});

test('every connection of who watches gets it, those of others do not; it is made once for all', () => {
  const { clock, change, connect, tally } = setUp();
  const [one, two, other] = [connect('c1', 'ann'), connect('c2', 'ann'), connect('c3', 'bob')];
  change(item('1_JTAPI', 1));
  clock.tick();
  expect([one.length, two.length, other.length]).toEqual([1, 1, 0]);
  expect(tally).toEqual({ pushed: 2, encoded: 1 });
});

test('what is pushed to one user alone goes to his connections, whoever else watches', () => {
  const { clock, items, outbox, connect } = setUp();
  const [one, two, other] = [connect('c1', 'ann'), connect('c2', 'ann'), connect('c3', 'guest')];
  items.set('1_JTAPI', item('1_JTAPI', 1));
  outbox.addFor('ann', '1_JTAPI');
  outbox.addFor('nobody', '1_JTAPI');
  clock.tick();
  expect([one.length, two.length, other.length]).toEqual([1, 1, 0]);
});

test('a change of what one user is to get alone reaches him once', () => {
  const { clock, outbox, change, connect } = setUp();
  const [ann, guest] = [connect('c1', 'ann'), connect('c2', 'guest')];
  outbox.addFor('ann', '1_JTAPI');
  change(item('1_JTAPI', 2), item('2_JTAPI', 2));
  clock.tick();
  expect([...ann]).toEqual([[item('1_JTAPI', 2), item('2_JTAPI', 2)]]);
  expect([...guest]).toEqual([[item('1_JTAPI', 2), item('2_JTAPI', 2)]]);
});

test('each user gets of it what he may see, and those who see the same get the same object', () => {
  const { clock, change, connect } = setUp();
  const [ann, guest, guestToo] = [connect('c1', 'ann'), connect('c2', 'guest'), connect('c3', 'guest')];
  const nameless = { ...item('1_JTAPI', 1), raw: 'nameless' };
  change(nameless);
  clock.tick();
  expect([[...ann], [...guest]]).toEqual([[[nameless]], [[{ ...nameless, raw: 'Name' }]]]);
  const first = ([batch]: readonly unknown[]): unknown => (batch as unknown[])[0];
  expect(first(guest)).toBe(first(guestToo));
});

test('what lost its subscription before the end of the tick is not pushed', () => {
  const { clock, items, change, connect } = setUp();
  const received = connect('c1', 'ann');
  change(item('1_JTAPI', 1));
  items.clear();
  clock.tick();
  expect([...received]).toEqual([]);
});

test('a connection that left gets nothing, and leaves nothing behind', () => {
  const { clock, users, outbox, change, connect } = setUp();
  const received = connect('c1', 'ann');
  outbox.addFor('ann', '1_JTAPI');
  change(item('1_JTAPI', 1));
  outbox.disconnect('c1');
  outbox.disconnect('c1');
  clock.tick();
  change(item('1_JTAPI', 2));
  clock.tick();
  expect([...received]).toEqual([]);
  expect([outbox.connectionCount, clock.pendingCount, users.size]).toEqual([0, 0, 0]);
});

test('a source going down is told after the changes that came before it', () => {
  const { outbox, change, connect } = setUp();
  const received = connect('c1', 'ann');
  change(item('1_JTAPI', 1));
  outbox.broadcastSourceState(DOWN);
  expect([...received]).toEqual([[item('1_JTAPI', 1)], DOWN]);
});

describe('a connection whose client does not read', () => {
  test('is pushed nothing until it is ready, then the latest of everything once', () => {
    const { clock, change, connect } = setUp();
    const received = connect('c1', 'ann');
    received.block();
    for (let version = 1; version <= 1000; version += 1) {
      change(item('1_JTAPI', version));
      clock.tick();
    }
    expect(received.length).toBe(0);
    received.unblock();
    clock.tick();
    expect([...received]).toEqual([[item('1_JTAPI', 1000)]]);
  });

  test('does not hold up the others of the same user', () => {
    const { clock, change, connect } = setUp();
    const [slow, quick] = [connect('c1', 'ann'), connect('c2', 'ann')];
    slow.block();
    change(item('1_JTAPI', 1));
    clock.tick();
    expect([slow.length, quick.length]).toEqual([0, 1]);
  });

  test('learns of a source that went and came as it is at last, after the items', () => {
    const { clock, outbox, change, connect } = setUp();
    const received = connect('c1', 'ann');
    received.block();
    change(item('1_JTAPI', 1));
    outbox.broadcastSourceState(DOWN);
    outbox.broadcastSourceState({ ...DOWN, since: 2 });
    received.unblock();
    clock.tick();
    expect([...received]).toEqual([[item('1_JTAPI', 1)], { ...DOWN, since: 2 }]);
  });

  test('costs no work while it waits', () => {
    const { clock, outbox, connect } = setUp();
    connect('c1', 'ann').block();
    outbox.addFor('ann', '1_JTAPI');
    expect(clock.pendingCount).toBe(0);
  });
});

describe('a client that says what it has on screen', () => {
  const ids = (batches: readonly unknown[]): string[][] => batches.map((batch) => (batch as PresenceItem[]).map(({ id }) => id));

  test('is told of that at once, and of the rest once in two seconds, then only the latest', () => {
    const { clock, outbox, change, connect } = setUp();
    const received = connect('c1', 'ann');
    outbox.show('c1', new Set(['1_JTAPI']));
    for (let version = 1; version <= 4; version += 1) {
      change(item('1_JTAPI', version), item('2_JTAPI', version));
      clock.advance(OFF_SCREEN_PERIOD_MS / 4 - 1);
    }
    expect(ids(received)).toEqual([['1_JTAPI'], ['1_JTAPI'], ['1_JTAPI'], ['1_JTAPI']]);
    clock.advance(4);
    expect(received.at(-1)).toEqual([item('2_JTAPI', 4)]);
    expect([received.length, clock.pendingCount]).toEqual([5, 0]);
  });

  test('is told at once of what changed before it came on screen', () => {
    const { clock, outbox, change, connect } = setUp();
    const received = connect('c1', 'ann');
    outbox.show('c1', new Set());
    change(item('1_JTAPI', 1), item('2_JTAPI', 1));
    clock.tick();
    outbox.show('c1', new Set(['2_JTAPI', '3_JTAPI']));
    clock.tick();
    expect(ids(received)).toEqual([['2_JTAPI']]);
    clock.advance(OFF_SCREEN_PERIOD_MS);
    expect(ids(received)).toEqual([['2_JTAPI'], ['1_JTAPI']]);
  });

  test('is told at once of what it asks for, on screen or not', () => {
    const { clock, items, outbox, connect } = setUp();
    const received = connect('c1', 'ann');
    outbox.show('c1', new Set());
    items.set('1_JTAPI', item('1_JTAPI', 1));
    outbox.addFor('ann', '1_JTAPI');
    clock.tick();
    expect(ids(received)).toEqual([['1_JTAPI']]);
  });

  test('does not slow down another tab of the same user', () => {
    const { clock, outbox, change, connect } = setUp();
    const [hidden, shown] = [connect('c1', 'ann'), connect('c2', 'ann')];
    outbox.show('c1', new Set());
    change(item('1_JTAPI', 1));
    clock.tick();
    expect([hidden.length, shown.length]).toEqual([0, 1]);
  });

  test('and does not read, gets all of it when it does', () => {
    const { clock, outbox, change, connect } = setUp();
    const received = connect('c1', 'ann');
    outbox.show('c1', new Set(['1_JTAPI']));
    received.block();
    change(item('1_JTAPI', 1), item('2_JTAPI', 1));
    clock.advance(OFF_SCREEN_PERIOD_MS);
    expect(received.length).toBe(0);
    received.unblock();
    clock.tick();
    expect(ids(received)).toEqual([['1_JTAPI', '2_JTAPI']]);
  });

  test('leaves nothing behind when it goes', () => {
    const { clock, outbox, change, connect } = setUp();
    connect('c1', 'ann');
    outbox.show('c1', new Set());
    change(item('1_JTAPI', 1));
    clock.tick();
    outbox.disconnect('c1');
    outbox.show('c1', new Set());
    expect(clock.pendingCount).toBe(0);
  });
});

import type { PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { Outbox } from './outbox.ts';

const DOWN: SourceStateEvt = { type: 'JTAPI', state: 'DOWN', since: 1, reason: 'SOURCE_DOWN' };

function item(id: string, version: number): PresenceItem {
  return { id, identifier: id, type: 'JTAPI', state: 'AVAILABLE', since: null, version, confirmedAt: 0 };
}

function setUp() {
  const clock = new ManualClock();
  const items = new Map<string, PresenceItem>();
  let pushed = 0;
  const outbox = new Outbox({
    clock,
    findItem: (id) => items.get(id),
    showTo: (username, item) => (username === 'guest' ? { ...item, raw: 'for guests' } : item),
    onPushed: (count) => (pushed += count),
  });
  const connect = (id: string, username: string) => {
    const received: (PresenceItem[] | SourceStateEvt)[] = [];
    const ready = { callback: (): void => undefined };
    const sink = {
      isReady: true,
      onReady: (callback: () => void) => {
        ready.callback = callback;
      },
      pushItems: (batch: readonly PresenceItem[]) => void received.push([...batch]),
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
    return Object.assign(received, { block, unblock });
  };
  return { clock, items, outbox, connect, pushedCount: () => pushed };
}

test('everything that changes in one tick goes to a connection as one batch', () => {
  const { clock, items, outbox, connect } = setUp();
  const received = connect('c1', 'ann');
  for (const id of ['1_JTAPI', '2_JTAPI']) {
    items.set(id, item(id, 1));
    outbox.add('ann', id);
  }
  expect([...received]).toEqual([]);
  clock.tick();
  expect([...received]).toEqual([[item('1_JTAPI', 1), item('2_JTAPI', 1)]]);
});

test('of an item that changed several times only the latest state goes out', () => {
  const { clock, items, outbox, connect, pushedCount } = setUp();
  const received = connect('c1', 'ann');
  for (const version of [1, 2, 3]) {
    items.set('1_JTAPI', item('1_JTAPI', version));
    outbox.add('ann', '1_JTAPI');
  }
  clock.tick();
  expect([...received]).toEqual([[item('1_JTAPI', 3)]]);
  expect(pushedCount()).toBe(1);
});

test('every connection of the user gets it, those of others do not', () => {
  const { clock, items, outbox, connect } = setUp();
  const [one, two, other] = [connect('c1', 'ann'), connect('c2', 'ann'), connect('c3', 'bob')];
  items.set('1_JTAPI', item('1_JTAPI', 1));
  outbox.add('ann', '1_JTAPI');
  clock.tick();
  expect([one.length, two.length, other.length]).toEqual([1, 1, 0]);
});

test('each user gets of it what he may see', () => {
  const { clock, items, outbox, connect } = setUp();
  const [ann, guest] = [connect('c1', 'ann'), connect('c2', 'guest')];
  items.set('1_JTAPI', item('1_JTAPI', 1));
  for (const username of ['ann', 'guest']) outbox.add(username, '1_JTAPI');
  clock.tick();
  expect([[...ann], [...guest]]).toEqual(
    [[item('1_JTAPI', 1)], [{ ...item('1_JTAPI', 1), raw: 'for guests' }]].map((one) => [one]),
  );
});

test('what lost its subscription before the end of the tick is not pushed', () => {
  const { clock, items, outbox, connect } = setUp();
  const received = connect('c1', 'ann');
  items.set('1_JTAPI', item('1_JTAPI', 1));
  outbox.add('ann', '1_JTAPI');
  items.clear();
  clock.tick();
  expect([...received]).toEqual([]);
});

test('a connection that left gets nothing, and leaves nothing behind', () => {
  const { clock, items, outbox, connect } = setUp();
  const received = connect('c1', 'ann');
  items.set('1_JTAPI', item('1_JTAPI', 1));
  outbox.add('ann', '1_JTAPI');
  outbox.disconnect('c1');
  outbox.disconnect('c1');
  clock.tick();
  outbox.add('ann', '1_JTAPI');
  expect([...received]).toEqual([]);
  expect([outbox.connectionCount, clock.pendingCount]).toEqual([0, 0]);
});

test('a source going down is told after the changes that came before it', () => {
  const { items, outbox, connect } = setUp();
  const received = connect('c1', 'ann');
  items.set('1_JTAPI', item('1_JTAPI', 1));
  outbox.add('ann', '1_JTAPI');
  outbox.broadcastSourceState(DOWN);
  expect([...received]).toEqual([[item('1_JTAPI', 1)], DOWN]);
});

test('a very large change goes out in several pushes, in order and whole', () => {
  const { clock, items, outbox, connect } = setUp();
  const received = connect('c1', 'ann');
  const ids = Array.from({ length: 2500 }, (_, index) => `${String(index)}_JTAPI`);
  for (const id of ids) {
    items.set(id, item(id, 1));
    outbox.add('ann', id);
  }
  clock.tick();
  expect(received.map((batch) => (batch as PresenceItem[]).length)).toEqual([1000, 1000, 500]);
  expect(received.flatMap((batch) => (batch as PresenceItem[]).map(({ id }) => id))).toEqual(ids);
});

describe('a connection whose client does not read', () => {
  test('is pushed nothing until it is ready, then the latest of everything once', () => {
    const { clock, items, outbox, connect } = setUp();
    const received = connect('c1', 'ann');
    received.block();
    for (let version = 1; version <= 1000; version += 1) {
      items.set('1_JTAPI', item('1_JTAPI', version));
      outbox.add('ann', '1_JTAPI');
      clock.tick();
    }
    expect(received.length).toBe(0);
    received.unblock();
    clock.tick();
    expect([...received]).toEqual([[item('1_JTAPI', 1000)]]);
  });

  test('does not hold up the others of the same user', () => {
    const { clock, items, outbox, connect } = setUp();
    const [slow, quick] = [connect('c1', 'ann'), connect('c2', 'ann')];
    slow.block();
    items.set('1_JTAPI', item('1_JTAPI', 1));
    outbox.add('ann', '1_JTAPI');
    clock.tick();
    expect([slow.length, quick.length]).toEqual([0, 1]);
  });

  test('learns of a source that went and came as it is at last, after the items', () => {
    const { clock, items, outbox, connect } = setUp();
    const received = connect('c1', 'ann');
    received.block();
    items.set('1_JTAPI', item('1_JTAPI', 1));
    outbox.add('ann', '1_JTAPI');
    outbox.broadcastSourceState(DOWN);
    outbox.broadcastSourceState({ ...DOWN, since: 2 });
    received.unblock();
    clock.tick();
    expect([...received]).toEqual([[item('1_JTAPI', 1)], { ...DOWN, since: 2 }]);
  });

  test('costs no work while it waits', () => {
    const { clock, outbox, connect } = setUp();
    connect('c1', 'ann').block();
    outbox.add('ann', '1_JTAPI');
    expect(clock.pendingCount).toBe(0);
  });
});

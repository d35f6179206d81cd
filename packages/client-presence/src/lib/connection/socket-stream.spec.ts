import type { Action } from '@ngrx/store';
import { FakeSocket } from '../../testing/fake-socket.ts';
import { anItem } from '../../testing/items.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { CurrentSocket } from './current-socket.ts';
import { socketActions } from './socket-stream.ts';

const NOW = { wallMs: 1, monotonicMs: 2 };

describe('the socket as a stream of actions', () => {
  let socket: FakeSocket;
  let actions: (Action & Record<string, unknown>)[];
  let current: CurrentSocket;
  let close: () => void;

  beforeEach(() => {
    socket = new FakeSocket();
    current = new CurrentSocket();
    actions = [];
    const parts = { createSocket: () => socket, now: () => NOW, chance: () => 0.25, current };
    const subscription = socketActions(parts).subscribe((action) => actions.push(action as Action & Record<string, unknown>));
    close = () => {
      subscription.unsubscribe();
    };
  });

  const names = () => actions.map(({ type }) => type.replace('[Presence Socket] ', ''));

  it('connects when it is subscribed to, and closes for good when it is not any more', () => {
    expect(names()).toEqual(['Web Socket Connecting']);
    expect(socket.active).toBe(true);
    close();
    expect(socket.isClosed).toBe(true);
  });

  it('makes one action of all items that arrive in one task', async () => {
    socket.receive('PresenceWebEvt', { presenceItems: [anItem({ version: 1 })] });
    socket.receive('PresenceWebEvt', { presenceItems: [anItem({ version: 2 }), anItem({ identifier: '9101' })] });
    expect(names()).not.toContain('Items Received');
    await settle();
    expect(names().slice(1)).toEqual(['Items Received']);
    expect(actions[1]?.['items']).toHaveLength(3);
    expect(actions[1]?.['now']).toEqual(NOW);
  });

  it('lets nothing overtake an item', () => {
    socket.receive('PresenceWebEvt', { presenceItems: [anItem()] });
    socket.receive('SourceStateEvt', { type: 'JTAPI', state: 'UP', since: 1 });
    socket.receive('PresenceWebEvt', { presenceItems: [anItem({ version: 2 })] });
    socket.drop();
    expect(names().slice(1)).toEqual(['Items Received', 'Source State Changed', 'Items Received', 'Web Socket Disconnected']);
  });

  it('says nothing any more once it is closed, not even what had arrived', async () => {
    socket.receive('PresenceWebEvt', { presenceItems: [anItem()] });
    close();
    socket.receive('disconnect', 'io client disconnect');
    await settle();
    expect(names()).toEqual(['Web Socket Connecting']);
  });

  it('tells a connection that comes back by itself from one that the server ended', () => {
    socket.receive('connect_error', new Error('xhr poll error'));
    socket.open();
    socket.drop('ping timeout');
    socket.open();
    socket.endByServer();
    socket.refuse('NOT_SIGNED_IN');
    expect(actions.slice(1).map(({ type, reason, code }) => [type.replace('[Presence Socket] ', ''), reason ?? code])).toEqual([
      ['Web Socket Disconnected', 'xhr poll error'],
      ['Web Socket Connected', undefined],
      ['Web Socket Disconnected', 'ping timeout'],
      ['Web Socket Connected', undefined],
      ['Web Socket Refused', 'io server disconnect'],
      ['Web Socket Refused', 'NOT_SIGNED_IN'],
    ]);
  });

  it('plans to come back at a moment of its own within the time that a stopping server names', () => {
    socket.receive('server:draining', { reconnectWithinMs: 2000 });
    expect(socket.plannedMs).toEqual([500]);
    expect(names()).toEqual(['Web Socket Connecting']);
  });

  it.each([
    ['PresenceWebEvt', undefined],
    ['PresenceWebEvt', { presenceItems: 'many' }],
    ['PresenceWebEvt', { presenceItems: [] }],
    ['PresenceWebEvt', { presenceItems: [{ ...anItem(), state: 'DANCING' }] }],
    ['PresenceWebEvt', { presenceItems: [{ ...anItem(), id: '__proto__' }] }],
    ['SourceStateEvt', { type: 'JTAPI', state: 'SIDEWAYS', since: 1 }],
    ['hello', { serverEpoch: 7 }],
    ['hello', null],
    ['server:draining', { reconnectWithinMs: -1 }],
    ['server:draining', { reconnectWithinMs: 86_400_000 }],
  ])('drops and counts what cannot be read: %s %j', async (event, payload) => {
    socket.receive(event, payload);
    await settle();
    expect(names().slice(1)).toEqual(['Unreadable Received']);
    expect(actions[1]).toMatchObject({ what: event });
  });

  it('keeps the readable items of an event that has unreadable ones', async () => {
    socket.receive('PresenceWebEvt', { presenceItems: [{ ...anItem(), type: 'TELEPATHY' }, anItem({ identifier: '9101' })] });
    await settle();
    expect(actions[1]?.['items']).toEqual([anItem({ identifier: '9101' })]);
  });

  it('does not mind an event nobody knows', () => {
    socket.receive('FutureEvt', {});
    expect(names()).toEqual(['Web Socket Connecting']);
  });
});

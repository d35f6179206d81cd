import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { OnlineViewer } from '../../testing/online-viewer.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { SessionService } from '../connection/session-service.ts';
import { followOnlineUsers } from './follow-online-users.ts';
import { selectOnlineChangeCounts, selectOnlineFigures, selectRecentOnlineChanges } from './select-online.ts';

let harness: PresenceHarness;
let viewer: OnlineViewer;

const online = () => harness.server.online;
const figures = () => harness.store.selectSignal(selectOnlineFigures)();
const asked = () => harness.socket().asked;
/** Time for an event of the server, and for the figures after it. */
const passEvent = () => harness.clock.advance(3000);
const pageRequests = () =>
  harness.server.requests.filter(({ path }) => path === 'online').map(({ request }) => request.params.toString());

beforeEach(async () => {
  harness = await PresenceHarness.connected();
  for (const name of ['bea', 'anna']) online().join(name);
  online().join('anna');
  online().join('zoe', 'branch.test');
  await harness.clock.advance(1000);
});

describe('following who is online', () => {
  beforeEach(async () => {
    viewer = await OnlineViewer.open();
  });

  it('shows everybody, ordered by host and name, and how many', () => {
    expect(viewer.names()).toEqual(['zoe@branch.test', 'anna', 'bea']);
    expect(viewer.shown()).toMatchObject({ status: 'LIVE', filter: {}, isCapped: false, matching: 3 });
    expect(figures()).toEqual({
      total: 3,
      sessions: 4,
      hosts: [
        { host: 'branch.test', users: 1, sessions: 1 },
        { host: 'chat.test', users: 2, sessions: 3 },
      ],
    });
  });

  it('follows who comes and goes', async () => {
    online().join('carl');
    online().leave('anna');
    await passEvent();
    expect(viewer.names()).toEqual(['zoe@branch.test', 'bea', 'carl']);
    expect(figures()).toMatchObject({ total: 3, sessions: 3 });
    expect(pageRequests()).toHaveLength(1);
  });

  it('tells the latest changes, latest first, and counts them', async () => {
    online().join('carl');
    await harness.clock.advance(500);
    online().leave('anna');
    await harness.clock.advance(500);
    const { wallMs } = harness.clock.now();
    expect(harness.store.selectSignal(selectRecentOnlineChanges)()).toEqual([
      { user: 'anna', host: 'chat.test', isOnline: false, atMs: wallMs, number: 2 },
      { user: 'carl', host: 'chat.test', isOnline: true, atMs: wallMs - 500, number: 1 },
    ]);
    expect(harness.store.selectSignal(selectOnlineChangeCounts)()).toEqual({ joined: 1, left: 1 });
  });

  it('keeps fifty changes of a crowd, each with a number of its own', async () => {
    for (let number = 0; number < 80; number += 1) online().join(`user${number}`);
    await harness.clock.advance(500);
    const recent = harness.store.selectSignal(selectRecentOnlineChanges)();
    expect(recent).toHaveLength(50);
    expect(new Set(recent.map(({ number }) => number)).size).toBe(50);
    expect(recent[0]).toMatchObject({ user: 'user79' });
    online().leave('user0');
    await harness.clock.advance(500);
    const later = harness.store.selectSignal(selectRecentOnlineChanges)();
    expect(new Set(later.map(({ number }) => number)).size).toBe(50);
    expect(harness.store.selectSignal(selectOnlineChangeCounts)()).toEqual({ joined: 80, left: 1 });
  });

  it('counts sessions that are no event, from time to time', async () => {
    online().join('bea');
    await harness.clock.advance(4000);
    expect(figures()?.sessions).toBe(4);
    await harness.clock.advance(1000);
    expect(figures()?.sessions).toBe(5);
  });

  it('does not ask for the figures more often than every two seconds, however much happens', async () => {
    const before = harness.server.count('online/count');
    for (let number = 0; number < 20; number += 1) {
      online().join(`user${number}`);
      await harness.clock.advance(500);
    }
    expect(harness.server.count('online/count') - before).toBeLessThanOrEqual(6);
  });

  it('has the server tell nothing any more once nobody wants it, and leaves nothing behind', async () => {
    const other = await OnlineViewer.open();
    other.close();
    expect(asked()).toEqual(['online:watch']);
    viewer.close();
    expect(asked()).toEqual(['online:watch', 'online:unwatch']);
    expect(online().isWatched).toBe(false);
    expect(figures()).toBeNull();
    const requests = harness.server.requests.length;
    await harness.clock.advance(60_000);
    expect(harness.server.requests.filter(({ path }) => path.startsWith('online'))).toHaveLength(
      harness.server.requests.slice(0, requests).filter(({ path }) => path.startsWith('online')).length,
    );
  });

  it('opens again for the next who wants it', async () => {
    viewer.close();
    viewer = await OnlineViewer.open();
    expect(viewer.names()).toHaveLength(3);
    expect(asked()).toEqual(['online:watch', 'online:unwatch', 'online:watch']);
  });

  it('ends with the session', async () => {
    TestBed.inject(SessionService).logout().subscribe();
    await settle();
    expect(viewer.names()).toEqual([]);
    expect(figures()).toBeNull();
    const requests = harness.server.requests.length;
    await harness.clock.advance(60_000);
    expect(harness.server.requests).toHaveLength(requests);
  });
});

describe('the filter', () => {
  beforeEach(async () => {
    viewer = await OnlineViewer.open();
  });

  it('is asked of the server once it has rested', async () => {
    await viewer.want({ prefix: 'a' });
    await harness.clock.advance(150);
    await viewer.want({ prefix: 'An', host: 'chat.test' });
    expect(viewer.shown()).toMatchObject({ status: 'LOADING', filter: {} });
    expect(viewer.names()).toHaveLength(3);
    await harness.clock.advance(199);
    expect(pageRequests()).toHaveLength(1);
    await harness.clock.advance(1);
    expect(pageRequests().slice(1)).toEqual(['host=chat.test&prefix=an&limit=5000']);
    expect(viewer.names()).toEqual(['anna']);
    expect(viewer.shown()).toMatchObject({ status: 'LIVE', filter: { host: 'chat.test', prefix: 'an' } });
  });

  it('is not asked for again where it means the same', async () => {
    await viewer.want({ prefix: '  ' });
    await harness.clock.advance(1000);
    expect(pageRequests()).toHaveLength(1);
  });

  it('abandons at once what is being fetched for another', async () => {
    online().takeLatencyMs = () => 1000;
    await viewer.want({ prefix: 'b' });
    await harness.clock.advance(500);
    await viewer.want({ prefix: 'a' });
    await harness.clock.advance(1100);
    expect(viewer.names()).not.toEqual(['bea']);
    await harness.clock.advance(200);
    expect(viewer.names()).toEqual(['anna']);
  });

  it('lets in of the news only whom it fits', async () => {
    await viewer.want({ prefix: 'a' });
    await harness.clock.advance(200);
    online().join('adam');
    online().join('carl');
    online().leave('bea');
    await passEvent();
    expect(viewer.names()).toEqual(['adam', 'anna']);
    expect(figures()?.total).toBe(4);
  });

  it('that can fit nobody is told', async () => {
    await viewer.want({ prefix: 'a'.repeat(1024) });
    await harness.clock.advance(200);
    expect(viewer.shown()).toMatchObject({ status: 'FILTER_REFUSED', users: [] });
    await harness.clock.advance(60_000);
    expect(pageRequests()).toHaveLength(2);
    await viewer.want({ prefix: 'a' });
    await harness.clock.advance(200);
    expect(viewer.shown().status).toBe('LIVE');
  });
});

describe('a long list', () => {
  /** They are there before anybody watches. */
  const crowd = async (count: number) => {
    for (let number = 0; number < count; number += 1) online().join(`user${String(number).padStart(6, '0')}`);
    await harness.clock.advance(1000);
  };

  it('is fetched page by page and shown as it grows', async () => {
    await crowd(12_000);
    online().takeLatencyMs = () => 100;
    viewer = await OnlineViewer.open();
    await harness.clock.advance(300);
    expect(viewer.shown()).toMatchObject({ status: 'LOADING' });
    expect(viewer.names()).toHaveLength(5000);
    await harness.clock.advance(200);
    expect(viewer.shown().status).toBe('LIVE');
    expect(viewer.names()).toHaveLength(12_003);
    expect(pageRequests().map((request) => request.replace(/cursor=[^&]*/, 'cursor'))).toEqual([
      'limit=5000',
      'cursor&limit=5000',
      'cursor&limit=5000',
    ]);
  });

  it('waits where the server has had too many requests, and goes on with the same page', async () => {
    await crowd(12_000);
    online().takeLatencyMs = () => 100;
    viewer = await OnlineViewer.open();
    await harness.clock.advance(250);
    harness.server.faults.set('online', [429, 429]);
    await harness.clock.advance(1000);
    expect(viewer.names()).toHaveLength(5000);
    await harness.clock.advance(1300);
    expect(viewer.shown().status).toBe('LIVE');
    expect(pageRequests()).toHaveLength(5);
  });

  it('ends at a hundred thousand and says that there are more', async () => {
    await crowd(100_100);
    viewer = await OnlineViewer.open();
    for (let turn = 0; turn < 50; turn += 1) await settle();
    expect(viewer.shown()).toMatchObject({ status: 'LIVE', isCapped: true, matching: 100_103 });
    expect(viewer.names()).toHaveLength(100_000);
    expect(pageRequests()).toHaveLength(20);
  }, 60_000);
});

it('wants an injection context, as it ends with it', () => {
  expect(() => followOnlineUsers(signal({}))).toThrow(/injection context/);
});

import { OnlineViewer } from '../../testing/online-viewer.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { reopenDelayMs, voidDelayMs } from './online-intervals.ts';
import { selectOnlineFigures, selectOnlineProblem } from './select-online.ts';

let harness: PresenceHarness;
let viewer: OnlineViewer;

const online = () => harness.server.online;
const status = () => viewer.shown().status;
const figures = () => harness.store.selectSignal(selectOnlineFigures)();
const requests = () => harness.server.requests.filter(({ path }) => path.startsWith('online')).length;

beforeEach(async () => {
  harness = await PresenceHarness.connected();
  for (const name of ['anna', 'bea']) online().join(name);
  await harness.clock.advance(1000);
});

describe('the connection', () => {
  beforeEach(async () => {
    viewer = await OnlineViewer.open();
  });

  it('lost is told, and what was known stays on screen', () => {
    harness.socket().drop();
    expect(status()).toBe('DISCONNECTED');
    expect(viewer.names()).toEqual(['anna', 'bea']);
    expect(figures()?.total).toBe(2);
  });

  it('back has the server told again, and brings what was missed', async () => {
    harness.socket().drop();
    online().leave('anna');
    online().join('carl');
    await harness.clock.advance(60_000);
    expect(viewer.names()).toEqual(['anna', 'bea']);
    await harness.openSocket();
    expect(harness.socket().asked).toEqual(['online:watch', 'online:watch']);
    expect(status()).toBe('LIVE');
    expect(viewer.names()).toEqual(['bea', 'carl']);
    expect(figures()?.total).toBe(2);
  });

  it('back keeps the old list on screen until the new one is whole', async () => {
    harness.socket().drop();
    online().largestPage = 1;
    online().join('carl');
    await harness.clock.advance(1000);
    online().takeLatencyMs = () => 100;
    await harness.openSocket();
    await harness.clock.advance(450);
    expect(status()).toBe('LOADING');
    expect(viewer.names()).toEqual(['anna', 'bea']);
    await harness.clock.advance(100);
    expect(viewer.names()).toEqual(['anna', 'bea', 'carl']);
  });

  it('back with a server that counts anew is believed', async () => {
    for (let time = 0; time < 5; time += 1) {
      online().leave('anna');
      online().join('anna');
    }
    await harness.clock.advance(3000);
    harness.socket().drop();
    online().restart();
    online().leave('bea');
    await harness.openSocket();
    expect(viewer.names()).toEqual(['anna']);
    online().join('dora');
    await harness.clock.advance(3000);
    expect(viewer.names()).toEqual(['anna', 'dora']);
    expect(figures()?.total).toBe(2);
  });

  it('is asked for nothing while it is lost', async () => {
    harness.socket().drop();
    const before = requests();
    viewer.close();
    await harness.clock.advance(60_000);
    expect(requests()).toBe(before);
    expect(harness.socket().asked).toEqual(['online:watch']);
  });

  it('that answers nothing to the watch is asked again after ten seconds', async () => {
    viewer.close();
    harness.socket().answer = () => undefined;
    viewer = await OnlineViewer.open();
    await harness.clock.advance(9999);
    expect(status()).toBe('LOADING');
    await harness.clock.advance(1);
    expect(status()).toBe('UNREACHABLE');
    harness.socket().answer = (event, acknowledge) => online().answerSocket(harness.socket(), event, acknowledge);
    await harness.clock.advance(1000);
    expect(status()).toBe('LIVE');
  });
});

describe('a list that the server does not have', () => {
  it('yet is said to be loading there, and comes as soon as it is', async () => {
    online().isReady = false;
    viewer = await OnlineViewer.open();
    expect(status()).toBe('NOT_READY');
    const before = requests();
    await harness.clock.advance(4000);
    expect(requests()).toBe(before);
    online().reset(true);
    await harness.clock.advance(501);
    expect(status()).toBe('LIVE');
    expect(viewer.names()).toEqual(['anna', 'bea']);
  });

  it('yet is asked for again when the server said, should no event say it before', async () => {
    online().isReady = false;
    viewer = await OnlineViewer.open();
    online().isReady = true;
    await harness.clock.advance(5000);
    expect(status()).toBe('LIVE');
  });

  it('any more leaves nobody on screen, and comes back without ghosts', async () => {
    viewer = await OnlineViewer.open();
    online().reset(false);
    await harness.clock.advance(500);
    expect(status()).toBe('NOT_READY');
    expect(viewer.names()).toEqual([]);
    expect(figures()).toBeNull();
    online().leave('anna');
    await harness.clock.advance(20_000);
    expect(status()).toBe('NOT_READY');
    online().reset(true);
    await harness.clock.advance(501);
    expect(status()).toBe('LIVE');
    expect(viewer.names()).toEqual(['bea']);
  });

  it.each([
    ['NOT_ALLOWED', 'NOT_ALLOWED'],
    ['NO_SOURCE', 'NO_SOURCE'],
  ])('for this user, by %s, is not asked for again on this connection', async (refusal, shown) => {
    online().refusal = refusal;
    viewer = await OnlineViewer.open();
    expect(status()).toBe(shown);
    await harness.clock.advance(600_000);
    expect(harness.socket().asked).toEqual(['online:watch']);
    online().refusal = null;
    harness.socket().drop();
    await harness.openSocket();
    expect(status()).toBe('LIVE');
  });

  it('for reasons of its own is told with the code, and asked for again', async () => {
    online().refusal = 'HOUSEKEEPING';
    viewer = await OnlineViewer.open();
    expect(status()).toBe('FAILED');
    expect(harness.store.selectSignal(selectOnlineProblem)()).toBe('UNEXPECTED');
    online().refusal = null;
    await harness.clock.advance(1000);
    expect(status()).toBe('LIVE');
    expect(harness.store.selectSignal(selectOnlineProblem)()).toBeNull();
  });

  it('is not asked for without the permission', async () => {
    harness.server.permissions = [];
    await harness.start();
    viewer = await OnlineViewer.open();
    expect(status()).toBe('NOT_ALLOWED');
    expect(harness.socket().asked).toEqual([]);
    expect(requests()).toBe(0);
  });
});

describe('a page that cannot be had', () => {
  it('is told, and everything is fetched anew after a back-off that grows', async () => {
    harness.server.lasting.set('online', 'OFFLINE');
    viewer = await OnlineViewer.open();
    expect(status()).toBe('UNREACHABLE');
    await harness.clock.advance(60_000);
    // After 1, 2, 4, 8, 16 and 30 s.
    expect(harness.server.count('online')).toBe(6);
    harness.server.lasting.clear();
    await harness.clock.advance(30_000);
    expect(status()).toBe('LIVE');
    expect(viewer.names()).toEqual(['anna', 'bea']);
  });

  it('for its cursor is no matter of the filter', async () => {
    online().largestPage = 1;
    online().takeLatencyMs = () => 100;
    viewer = await OnlineViewer.open();
    await harness.clock.advance(250);
    harness.server.faults.set('online', [400]);
    await harness.clock.advance(100);
    expect(status()).toBe('FAILED');
    await harness.clock.advance(2000);
    expect(status()).toBe('LIVE');
    expect(viewer.names()).toEqual(['anna', 'bea']);
  });

  it('because the session is over ends it', async () => {
    harness.server.lasting.set('online', 401);
    viewer = await OnlineViewer.open();
    expect(harness.state().session.phase).toBe('SIGNED_OUT');
  });
});

describe('the figures', () => {
  it('that cannot be had once are no harm', async () => {
    viewer = await OnlineViewer.open();
    harness.server.faults.set('online/count', ['OFFLINE', 500]);
    online().join('carl');
    await harness.clock.advance(1000);
    expect(status()).toBe('LIVE');
    expect(figures()).toMatchObject({ total: 3, sessions: 2 });
    await harness.clock.advance(20_000);
    expect(figures()).toMatchObject({ total: 3, sessions: 3 });
  });

  it('notice that the list has gone, should no event say it', async () => {
    viewer = await OnlineViewer.open();
    online().isReady = false;
    await harness.clock.advance(10_000);
    expect(status()).toBe('NOT_READY');
    expect(viewer.names()).toEqual([]);
  });
});

describe('a list that becomes void', () => {
  beforeEach(async () => {
    viewer = await OnlineViewer.open();
  });

  it('is fetched anew, spread over a second', async () => {
    harness.clock.luck = 0.5;
    online().reset();
    await harness.clock.advance(500);
    expect(viewer.names()).toEqual([]);
    expect(status()).toBe('LOADING');
    await harness.clock.advance(499);
    expect(viewer.names()).toEqual([]);
    await harness.clock.advance(1);
    expect(viewer.names()).toEqual(['anna', 'bea']);
  });

  it('by an event that cannot be read is fetched anew too', async () => {
    online().join('carl');
    harness.socket().receive('OnlineUsersEvt', { seq: 'many' });
    expect(harness.state().unreadableCount).toBe(1);
    await harness.clock.advance(0);
    await settle();
    expect(viewer.names()).toEqual(['anna', 'bea', 'carl']);
  });

  it('again and again is asked for more and more rarely', async () => {
    const before = harness.server.count('online/count');
    for (let time = 0; time < 60; time += 1) {
      online().reset();
      await harness.clock.advance(1000);
    }
    expect(harness.server.count('online/count') - before).toBeLessThan(10);
    await harness.clock.advance(60_000);
    expect(status()).toBe('LIVE');
    expect(viewer.names()).toEqual(['anna', 'bea']);
  });
});

describe('the back-off', () => {
  it.each([
    { failures: 0, delayMs: 1000 },
    { failures: 1, delayMs: 1000 },
    { failures: 2, delayMs: 2000 },
    { failures: 5, delayMs: 16_000 },
    { failures: 6, delayMs: 30_000 },
    { failures: 99, delayMs: 30_000 },
    { failures: 1, chance: 0.5, delayMs: 950 },
    { failures: 1, retryAfterMs: 5000, delayMs: 5000 },
    { failures: 1, retryAfterMs: 5000, chance: 0.5, delayMs: 5500 },
    { failures: 6, retryAfterMs: 5000, delayMs: 30_000 },
  ])('after a failure is as long as in %j', ({ failures, retryAfterMs = null, chance = 0, delayMs }) => {
    expect(reopenDelayMs(failures, retryAfterMs, chance)).toBe(delayMs);
  });

  it.each([
    [1, 0, 0],
    [1, 0.25, 250],
    [2, 0, 1000],
    [3, 0, 2000],
  ])('of a list void for the %i. time, with chance %d, is %i ms', (failures, chance, delayMs) => {
    expect(voidDelayMs(failures, chance)).toBe(delayMs);
  });
});

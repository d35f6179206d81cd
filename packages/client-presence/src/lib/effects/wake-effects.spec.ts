import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { appDataLoadRequested } from '../actions/start-up-actions.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';

describe('a client that wakes', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    await harness.show([PHONE]);
    await harness.clock.advance(10_000);
  });

  const rounds = () => harness.server.keepAlives().length;

  const fire = async (target: EventTarget, name: string) => {
    target.dispatchEvent(new Event(name));
    await settle();
  };

  it.each([
    ['the tab comes back to the screen', () => document, 'visibilitychange'],
    ['the page is thawed', () => document, 'resume'],
    ['the network comes back', () => window, 'online'],
  ] as const)('renews at once when %s', async (_, target, name) => {
    await fire(target(), name);
    expect(rounds()).toBe(2);
  });

  it('does not when the tab is hidden', async () => {
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await fire(document, 'visibilitychange');
    visibility.mockRestore();
    expect(rounds()).toBe(1);
  });

  it('takes several signs within a second for one', async () => {
    await fire(document, 'visibilitychange');
    await fire(window, 'online');
    expect(rounds()).toBe(2);
    await harness.clock.advance(1000);
    await fire(window, 'online');
    expect(rounds()).toBe(3);
  });

  it('notices the second of two sleeps though it is hidden, and its timers fire once a minute only', async () => {
    harness.clock.scheduler.granularityMs = 60_000;
    harness.clock.sleep(60_000);
    await fire(window, 'online');
    await harness.clock.advance(10_000);
    harness.clock.sleep(3 * 3600 * 1000);
    await fire(window, 'online');
    expect(harness.sockets).toHaveLength(3);
  });

  it('notices two sleeps with less than a second between them', async () => {
    harness.clock.sleep(60_000);
    await fire(window, 'online');
    harness.clock.sleep(60_000);
    await fire(window, 'online');
    expect(harness.sockets).toHaveLength(3);
  });

  it('plans its next round from the one on waking', async () => {
    await fire(document, 'visibilitychange');
    await harness.clock.advance(479_999);
    expect(rounds()).toBe(2);
    await harness.clock.advance(1);
    expect(rounds()).toBe(3);
  });

  it.each([
    ['drift of two seconds', 2000, 1],
    ['more than that', 2001, 2],
  ])('notices a jump of the wall clock within five seconds: %s', async (_, jumpMs, expected) => {
    harness.clock.sleep(jumpMs);
    await harness.clock.advance(5000);
    expect(rounds()).toBe(expected);
  });

  it('has nothing on screen removed by a sleep of hours, and everything renewed', async () => {
    await harness.found([CHAT]);
    harness.clock.sleep(3 * 3600 * 1000);
    await harness.clock.advance(5000);
    expect(harness.findEntry(PHONE)).toBeDefined();
    expect(harness.findEntry(CHAT)).toBeUndefined();
    expect(
      harness.server
        .keepAlives()
        .at(-1)
        ?.items.map(({ id }) => id),
    ).toEqual([PHONE]);
  });

  it('opens the socket anew after a sleep of 20 s, as the server has given it up', async () => {
    harness.clock.sleep(19_999);
    await harness.clock.advance(5000);
    expect(harness.sockets).toHaveLength(1);
    harness.clock.sleep(20_000);
    await harness.clock.advance(5000);
    expect(harness.sockets).toHaveLength(2);
    expect(harness.lamp(PHONE)).toMatchObject({ stale: true, reason: 'CONNECTION_LOST' });
    await harness.openSocket();
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  it('looks at the clocks when it becomes visible, before its timer does', async () => {
    harness.clock.sleep(60_000);
    await fire(document, 'visibilitychange');
    expect(harness.sockets).toHaveLength(2);
  });

  it('does not take a clock that was set back for sleep', async () => {
    harness.clock.sleep(-3 * 3600 * 1000);
    await harness.clock.advance(5000);
    expect(rounds()).toBe(1);
  });
});

describe('a client that wakes before it is loaded', () => {
  it('does not wait any longer for its next try', async () => {
    const harness = new PresenceHarness();
    harness.server.lasting.set('reload', 'OFFLINE');
    harness.store.dispatch(appDataLoadRequested());
    await harness.clock.advance(20_000);
    const tries = harness.server.count('reload');
    harness.server.lasting.clear();
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(harness.server.count('reload')).toBe(tries + 1);
    expect(harness.sockets).toHaveLength(1);
  });

  it('does nothing when nobody is signed in', async () => {
    const harness = new PresenceHarness();
    harness.server.isSignedIn = false;
    harness.store.dispatch(appDataLoadRequested());
    await settle();
    window.dispatchEvent(new Event('online'));
    await harness.clock.advance(60_000);
    expect(harness.server.requests).toHaveLength(1);
  });
});

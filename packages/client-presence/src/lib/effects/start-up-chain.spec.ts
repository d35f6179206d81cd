import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { appDataLoadRequested } from '../actions/start-up-actions.ts';
import { presenceStoreCleanupInit } from '../actions/store-actions.ts';
import { selectConnectionState, selectDirectories, selectUserProfile } from '../state/select-session.ts';

const PHONE = '9100_JTAPI';

describe('the start-up chain', () => {
  let harness: PresenceHarness;

  beforeEach(() => {
    harness = new PresenceHarness();
  });

  const connection = () => harness.store.selectSignal(selectConnectionState)();

  it('goes through its links in their order and ends with the resync', async () => {
    await harness.start();
    expect(harness.actionNames()).toEqual([
      'App Data Load Requested',
      'App Csrf Initiating',
      'App Csrf Initiated',
      'Presence Store Cleanup Init',
      'Update Presence Subscriptions',
      'App Data Loaded',
      'Presence Store Cleanup',
      'Update Round Ended',
      'Web Socket Connecting',
      'Web Socket Connected',
      'Update Presence Subscriptions',
      'Update Round Ended',
      'Server Hello',
      'Presence Items Forced',
    ]);
    expect(harness.server.requests.map(({ path }) => path)).toEqual(['reload', 'presence/forcePushPresenceItems']);
    expect(connection()).toMatchObject({ status: 'CONNECTED', failure: null });
  });

  it('sends what is on screen, with its versions, and asks for nothing more where that has brought it', async () => {
    harness.claims.hold(harness, [PHONE]);
    await harness.start();
    const paths = harness.server.requests.map(({ path }) => path);
    expect(paths).toEqual(['reload', 'presence/bulkUpdateSubscription', 'presence/bulkUpdateSubscription']);
    expect(harness.server.keepAlives().at(-1)?.items).toEqual([{ id: PHONE, version: 0 }]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('brings the profile and the directories', async () => {
    expect(harness.store.selectSignal(selectUserProfile)()).toBeNull();
    await harness.start();
    expect(harness.store.selectSignal(selectUserProfile)()).toMatchObject({
      username: 'attendant',
      presenceSubscriptionTime: 600,
    });
    expect(harness.store.selectSignal(selectDirectories)()).toEqual([{ id: 'corp', name: 'Corporate directory' }]);
  });

  it('says at each link how far it is', async () => {
    expect(connection().status).toBe('UNKNOWN');
    harness.server.faults.set('reload', [503]);
    harness.store.dispatch(appDataLoadRequested());
    expect(connection()).toMatchObject({ status: 'LOADING', failure: null });
    await settle();
    expect(connection()).toMatchObject({ status: 'LOADING', failure: 'INTERNAL' });
    await harness.clock.advance(1000);
    expect(connection().status).toBe('CONNECTING');
    harness.server.lasting.set('presence/forcePushPresenceItems', 'SILENCE');
    await harness.openSocket();
    expect(connection().status).toBe('RESYNCING');
    harness.server.lasting.clear();
    await harness.clock.advance(12_000 + 20_000);
    expect(connection().status).toBe('CONNECTED');
  });

  it.each([
    ['the server is out of order', 503, 0],
    ['there is no network', 'OFFLINE', 0],
    ['the server never answers', 'SILENCE', 10_000],
  ] as const)('is tried again, later and later, when %s', async (_, fault, perTryMs) => {
    harness.server.lasting.set('reload', fault);
    harness.store.dispatch(appDataLoadRequested());
    await harness.clock.advance(5 * perTryMs + 1000 + 2000 + 4000 + 8000 + 10_000 - 1);
    expect(harness.server.count('reload')).toBe(5);
    await harness.clock.advance(1);
    expect(harness.server.count('reload')).toBe(6);
    harness.server.lasting.clear();
    await harness.clock.advance(perTryMs + 10_000);
    expect(harness.sockets).toHaveLength(1);
  });

  it('treats an unreadable answer as a failure and counts it', async () => {
    harness.server.presenceSubscriptionTime = 0;
    harness.store.dispatch(appDataLoadRequested());
    await settle();
    expect(connection()).toMatchObject({ status: 'LOADING', failure: 'UNREADABLE' });
    expect(harness.state().unreadableCount).toBe(1);
  });

  it('ends at the sign-in when nobody is signed in', async () => {
    harness.server.isSignedIn = false;
    harness.store.dispatch(appDataLoadRequested());
    await harness.clock.advance(60_000);
    expect(connection().status).toBe('SIGNED_OUT');
    expect(harness.state().session.signOutReason).toBe('NOT_SIGNED_IN');
    expect(harness.server.count('reload')).toBe(1);
    expect(harness.sockets).toHaveLength(0);
  });

  it('closes the socket before when it runs again, and starts no loop twice', async () => {
    await harness.start();
    await harness.found([PHONE]);
    for (let again = 0; again < 3; again += 1) await harness.start();
    harness.store.dispatch(presenceStoreCleanupInit({ now: harness.clock.now() }));
    expect(harness.sockets.map(({ isClosed }) => isClosed)).toEqual([true, true, true, false]);

    const roundsBefore = harness.server.keepAlives().length;
    const sweepsBefore = countOf('Presence Store Cleanup');
    await harness.clock.advance(480_000);
    expect(harness.server.keepAlives()).toHaveLength(roundsBefore + 1);
    expect(countOf('Presence Store Cleanup')).toBe(sweepsBefore + Math.floor(480 / 165));
  });

  it('keeps what is on screen while a live session is merely checked', async () => {
    await harness.start();
    await harness.show([PHONE]);
    harness.server.faults.set('reload', ['OFFLINE']);
    harness.store.dispatch(appDataLoadRequested());
    await settle();
    expect(connection()).toMatchObject({ status: 'CONNECTED', failure: 'UNREACHABLE' });
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  const countOf = (name: string) => harness.actionNames().filter((each) => each === name).length;
});

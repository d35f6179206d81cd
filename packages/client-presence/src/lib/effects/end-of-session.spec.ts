import { TestBed } from '@angular/core/testing';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { appDataLoadRequested } from '../actions/start-up-actions.ts';
import { SessionService } from '../connection/session-service.ts';
import type { RequestError } from '../connection/request-error.ts';
import { selectConnectionState } from '../state/select-session.ts';

const PHONE = '9100_JTAPI';
const KEEP_ALIVE = 'presence/bulkUpdateSubscription';

let harness: PresenceHarness;
let session: SessionService;

beforeEach(async () => {
  harness = await PresenceHarness.connected();
  session = TestBed.inject(SessionService);
  await harness.show([PHONE]);
});

afterEach(() => {
  document.cookie = 'XSRF-TOKEN=; Max-Age=0';
});

const status = () => harness.store.selectSignal(selectConnectionState)().status;

const expectNothingLeft = async () => {
  expect(status()).toBe('SIGNED_OUT');
  expect(harness.state().entries.ids).toEqual([]);
  expect(harness.state().session).toMatchObject({ profile: null, directories: [], csrfToken: null });
  expect(harness.sockets.every(({ isClosed }) => isClosed)).toBe(true);
  const requests = harness.server.requests.length;
  const actions = harness.actions.length;
  await harness.clock.advance(3600 * 1000);
  expect(harness.server.requests).toHaveLength(requests);
  expect(harness.actions).toHaveLength(actions);
};

describe('signing out', () => {
  it('stops the loops, empties the store and closes the socket', async () => {
    session.logout().subscribe();
    await settle();
    expect(harness.state().session.signOutReason).toBe('LOGOUT');
    await expectNothingLeft();
  });

  it('ignores what the closed socket still says', async () => {
    const socket = harness.socket();
    session.logout().subscribe();
    await settle();
    socket.receive('PresenceWebEvt', { presenceItems: [harness.server.items.get(PHONE)] });
    socket.receive('disconnect', 'io client disconnect');
    await expectNothingLeft();
  });

  it('is not done when the server could not be told: the user has to know', async () => {
    harness.server.faults.set('logout', ['OFFLINE']);
    const failures: RequestError[] = [];
    session.logout().subscribe({ error: (error: RequestError) => failures.push(error) });
    await settle();
    expect(failures.map(({ code }) => code)).toEqual(['UNREACHABLE']);
    expect(status()).toBe('CONNECTED');
  });

  it('is done when the server knows of no session', async () => {
    harness.server.faults.set('logout', [401]);
    session.logout().subscribe();
    await settle();
    await expectNothingLeft();
  });
});

describe('a session that ended', () => {
  it.each([KEEP_ALIVE, 'presence/forcePushPresenceItems'])('is noticed by the 401 of %s', async (path) => {
    harness.server.lasting.set(path, 401);
    harness.socket().drop();
    await harness.openSocket();
    expect(harness.state().session.signOutReason).toBe('NOT_SIGNED_IN');
    await expectNothingLeft();
  });

  it('is noticed when the server ends the socket', async () => {
    harness.clock.luck = 0.5;
    harness.server.isSignedIn = false;
    harness.socket().endByServer();
    expect(status()).toBe('LOST');
    await harness.clock.advance(499);
    expect(status()).toBe('LOST');
    await harness.clock.advance(1);
    await expectNothingLeft();
  });

  it('is noticed when the server refuses the socket', async () => {
    harness.server.isSignedIn = false;
    harness.socket().drop();
    harness.socket().refuse('NOT_SIGNED_IN');
    await harness.clock.advance(0);
    await expectNothingLeft();
  });

  it('was none when the session turns out to live: the socket is opened anew', async () => {
    harness.socket().endByServer();
    await harness.clock.advance(0);
    expect(harness.sockets).toHaveLength(2);
    await harness.openSocket();
    expect(status()).toBe('CONNECTED');
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  it('is looked for more and more rarely while the server goes on refusing', async () => {
    const refuse = async () => {
      harness.socket().refuse('OUT_OF_ORDER');
      await harness.clock.advance(10_000);
    };
    for (let time = 0; time < 20; time += 1) await refuse();
    expect(harness.server.count('reload')).toBeLessThanOrEqual(22);
  });
});

describe('signing in', () => {
  it('again starts every loop once', async () => {
    for (let time = 0; time < 3; time += 1) {
      session.logout().subscribe();
      await settle();
      session.login('attendant', 'secret').subscribe();
      await settle();
      await harness.openSocket();
    }
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
    const rounds = harness.server.keepAlives().length;
    const sweeps = countOf('Presence Store Cleanup');
    await harness.clock.advance(480_000);
    expect(harness.server.keepAlives()).toHaveLength(rounds + 1);
    expect(countOf('Presence Store Cleanup')).toBe(sweeps + 2);
  });

  it('as another user leaves nothing of the one before', async () => {
    harness.hide();
    harness.server.username = 'colleague';
    session.login('colleague', 'secret').subscribe();
    await settle();
    expect(harness.lamp(PHONE)).toBeUndefined();
    await harness.openSocket();
    expect(harness.state().session.profile?.username).toBe('colleague');
    expect(harness.state().entries.ids).toEqual([]);
  });

  it('fails with what the server says', async () => {
    harness.server.faults.set('login', [429]);
    const failures: RequestError[] = [];
    session.login('attendant', 'wrong').subscribe({ error: (error: RequestError) => failures.push(error) });
    await settle();
    expect(failures.map(({ status }) => status)).toEqual([429]);
    expect(status()).toBe('CONNECTED');
  });

  const countOf = (name: string) => harness.actionNames().filter((each) => each === name).length;
});

describe('another user in the same browser', () => {
  it('found by a reload ends the session of the one before and begins his own', async () => {
    harness.hide();
    harness.server.username = 'colleague';
    harness.store.dispatch(appDataLoadRequested());
    await harness.openSocket();
    expect(harness.actionNames()).toContain('Signed Out');
    expect(harness.state().session).toMatchObject({ phase: 'READY', profile: { username: 'colleague' } });
    expect(harness.state().entries.ids).toEqual([]);
  });

  it('found by his token has no keep-alive sent with the ids of the one before', async () => {
    document.cookie = 'XSRF-TOKEN=mine';
    await harness.start();
    const seen = harness.server.keepAlives().length;
    document.cookie = 'XSRF-TOKEN=his';
    harness.server.username = 'colleague';
    harness.hide();
    await harness.clock.advance(480_000);
    expect(harness.server.keepAlives()).toHaveLength(seen);
    expect(harness.state().session.profile?.username).toBe('colleague');
  });

  it('who is the same one, signed in anew, changes nothing', async () => {
    document.cookie = 'XSRF-TOKEN=mine';
    await harness.start();
    const seen = harness.server.keepAlives().length;
    document.cookie = 'XSRF-TOKEN=mine-too';
    await harness.clock.advance(480_000);
    expect(harness.server.keepAlives()).toHaveLength(seen + 1);
    expect(status()).toBe('CONNECTED');
    const reloads = harness.server.count('reload');
    await harness.clock.advance(480_000);
    expect(harness.server.count('reload')).toBe(reloads);
  });

  it('cannot be looked for while the server is away, and the loop goes on', async () => {
    document.cookie = 'XSRF-TOKEN=mine';
    await harness.start();
    document.cookie = 'XSRF-TOKEN=mine-too';
    harness.server.lasting.set('*', 'SILENCE');
    await harness.clock.advance(600_000);
    harness.server.lasting.clear();
    await harness.clock.advance(120_000);
    expect(harness.server.holds(PHONE)).toBe(true);
  });
});

import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideStore } from '@ngrx/store';
import { PRESENCE_SOCKET_FACTORY, providePresence } from './index.ts';
import * as publicApi from './index.ts';

describe('the public names', () => {
  it.each([
    'appDataLoadRequested',
    'appCsrfInitiating',
    'appCsrfInitiated',
    'appDataLoaded',
    'webSocketConnected',
    'updatePresenceSubscriptions',
    'presenceStoreCleanupInit',
    'presenceStoreCleanup',
    'presenceStoreKeepAliveUpdate',
    'itemsReceived',
    'selectUserProfile',
    'selectOldPresences',
    'selectPresenceById',
    'KEEP_ALIVE_RATIO',
    'CLEANUP_RATIO',
    'RETRY_FACTOR',
    'oldPresenceAgeMs',
    'presenceSubscriptionUpdateIntervalMs',
    'presenceStoreKeepAliveIntervalMs',
    'presenceStoreCleanupIntervalMs',
    'PresenceService',
    'selectMaySeeOnline',
    'provideOnlineUsers',
    'followOnlineUsers',
    'OnlineService',
  ])('include %s, which embedding applications use', (name) => {
    expect(publicApi).toHaveProperty(name);
  });

  it('keep the feature under its key', () => {
    expect(publicApi.presenceFeature.name).toBe('presence');
  });
});

describe('the real socket', () => {
  it('is made unconnected, below the base path', () => {
    TestBed.configureTestingModule({ providers: [provideStore(), provideHttpClient(), providePresence({ basePath: '/lamps' })] });
    const socket = TestBed.inject(PRESENCE_SOCKET_FACTORY)();
    expect(socket.active).toBe(false);
    expect(socket).toMatchObject({
      auth: { clientType: 'webattendant' },
      io: { opts: { path: '/lamps/socket.io', autoConnect: false, forceNew: true, transports: ['websocket', 'polling'] } },
    });
    socket.disconnect();
  });
});

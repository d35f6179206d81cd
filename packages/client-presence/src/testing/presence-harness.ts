import { HttpBackend, provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Actions } from '@ngrx/effects';
import { provideStore, Store, type Action } from '@ngrx/store';
import { PRESENCE_SOCKET_FACTORY } from '../lib/connection/presence-socket.ts';
import { appDataLoadRequested } from '../lib/actions/start-up-actions.ts';
import { searchAnswered } from '../lib/actions/store-actions.ts';
import { provideOnlineUsers } from '../lib/online/provide-online-users.ts';
import type { PresenceOptions } from '../lib/presence-options.ts';
import { providePresence } from '../lib/provide-presence.ts';
import type { PresenceEntry } from '../lib/state/presence-entry.ts';
import { selectPresenceState } from '../lib/state/presence-feature.ts';
import type { PresenceFeatureState } from '../lib/state/presence-state.ts';
import { selectPresenceById } from '../lib/state/select-presence.ts';
import type { ShownPresence } from '../lib/state/shown-presence.ts';
import { PRESENCE_CLOCK } from '../lib/system-clock.ts';
import { PresenceClaims } from '../lib/ui/presence-claims.ts';
import { FakeServer } from './fake-server.ts';
import { FakeSocket } from './fake-socket.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

/** The whole feature in an application of its own, with a fake server, fake sockets and virtual time. */
export class PresenceHarness {
  readonly clock = new VirtualClock();
  readonly sockets: FakeSocket[] = [];
  readonly server = new FakeServer(this.clock, () => this.sockets.at(-1));
  readonly actions: Action[] = [];
  readonly store: Store;
  readonly claims: PresenceClaims;

  constructor(options: PresenceOptions = {}) {
    TestBed.configureTestingModule({
      providers: [
        provideStore({}, { runtimeChecks: STRICT }),
        provideHttpClient(),
        providePresence(options),
        provideOnlineUsers(),
        { provide: HttpBackend, useValue: this.server },
        { provide: PRESENCE_CLOCK, useValue: this.clock },
        { provide: PRESENCE_SOCKET_FACTORY, useValue: () => this.createSocket() },
      ],
    });
    TestBed.inject(Actions).subscribe((action: Action) => this.actions.push(action));
    this.store = TestBed.inject<Store>(Store);
    this.claims = TestBed.inject(PresenceClaims);
  }

  /** A harness that is signed in, connected and resynced. */
  static async connected(changes: Partial<Pick<FakeServer, 'presenceSubscriptionTime' | 'presenceGcPeriod'>> = {}) {
    const harness = new PresenceHarness();
    Object.assign(harness.server, changes);
    await harness.start();
    return harness;
  }

  /** Runs the start-up chain to its end. */
  async start(): Promise<void> {
    this.store.dispatch(appDataLoadRequested());
    await this.openSocket();
  }

  /** Connects the latest socket as a server does: the connection, its hello. */
  async openSocket(): Promise<void> {
    await settle();
    this.socket().open();
    this.socket().receive('hello', { serverEpoch: this.server.epoch, serverTime: this.clock.now().wallMs });
    await settle();
  }

  /** The latest socket. */
  socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was made');
    return socket;
  }

  /** A search that found these, without the request. */
  async found(ids: readonly string[]): Promise<void> {
    this.store.dispatch(searchAnswered({ ids, now: this.clock.now() }));
    await settle();
  }

  /** A component shows these from now on. */
  async show(ids: readonly string[], holder: object = this): Promise<void> {
    this.claims.hold(holder, ids);
    await settle();
  }

  /** The component is closed. */
  hide(holder: object = this): void {
    this.claims.release(holder);
  }

  /** The feature state. */
  state(): PresenceFeatureState {
    return this.store.selectSignal(selectPresenceState)();
  }

  /** An entry of the store. */
  findEntry(id: string): PresenceEntry | undefined {
    return this.state().entries.entities[id];
  }

  /** What a lamp shows. */
  lamp(id: string): ShownPresence | undefined {
    return this.store.selectSignal(selectPresenceById(id))();
  }

  /** Types of the actions so far, without the group they belong to. */
  actionNames(): string[] {
    return this.actions.map(({ type }) => type.replace(/^\[.*\] /, ''));
  }

  private createSocket(): FakeSocket {
    const socket = new FakeSocket();
    socket.answer = (event, acknowledge) => this.server.online.answerSocket(socket, event, acknowledge);
    this.sockets.push(socket);
    return socket;
  }
}

/** Everything NgRx can check; there is no NgZone to be within. */
const STRICT = {
  strictStateImmutability: true,
  strictActionImmutability: true,
  strictStateSerializability: true,
  strictActionSerializability: true,
  strictActionTypeUniqueness: true,
};

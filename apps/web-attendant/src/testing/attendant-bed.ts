import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import type { Type } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import {
  DirectoryService,
  OnlineService,
  PRESENCE_CLOCK,
  PRESENCE_SOCKET_FACTORY,
  PresenceService,
  SessionService,
  appCsrfInitiated,
  appCsrfInitiating,
  itemsReceived,
  presenceItemsForced,
  provideOnlineUsers,
  providePresence,
  selectPresenceState,
  serverHello,
  webSocketConnected,
  webSocketDisconnected,
  type OnlinePageQuery,
  type PresenceSocket,
} from '@lampfield/client-presence';
import type {
  CalendarResponse,
  DirectoryInfo,
  OnlineCountResponse,
  OnlineResponse,
  Permission,
  PresenceItem,
  SearchResponse,
  SignInMethod,
} from '@lampfield/protocol';
import { provideEffects } from '@ngrx/effects';
import { Store, provideStore } from '@ngrx/store';
import { NEVER, of, type Observable } from 'rxjs';
import { PageAddress } from '../app/sign-in/page-address.ts';

/** The directories of the signed-in attendant unless a spec says otherwise. */
export const DIRECTORIES: readonly DirectoryInfo[] = [
  { id: 'corp', name: 'Corporate directory' },
  { id: 'branch', name: 'Branch offices' },
];

const SILENT_SOCKET: PresenceSocket = {
  on: () => undefined,
  emit: (_, ...args) => {
    const acknowledge = args.at(-1);
    if (typeof acknowledge === 'function') (acknowledge as (answer: unknown) => void)({ ok: true });
  },
  active: true,
  connect: () => undefined,
  disconnect: () => undefined,
};

/** The whole presence package with its real store, without a server: what the server would do, the spec does. */
export class AttendantBed {
  readonly search = jest.fn<Observable<SearchResponse>, [string, string]>(() => NEVER);
  readonly peek = jest.fn<Observable<CalendarResponse>, [string, number?]>(() => NEVER);
  readonly signInMethod = jest.fn<Observable<SignInMethod>, []>(() => of({ kind: 'PASSWORD' }));
  readonly wentTo = jest.fn((_url: string): void => undefined);
  readonly login = jest.fn<Observable<void>, [string, string]>(() => NEVER);
  readonly logout = jest.fn<Observable<void>, []>(() => NEVER);
  readonly online = {
    count: jest.fn<Observable<OnlineCountResponse>, []>(() => NEVER),
    list: jest.fn<Observable<OnlineResponse>, [OnlinePageQuery]>(() => NEVER),
  };
  /** Of the page's own address. */
  parameter: string | undefined;
  readonly store: Store;

  constructor() {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideStore(),
        provideEffects(),
        providePresence(),
        provideOnlineUsers(),
        { provide: PRESENCE_SOCKET_FACTORY, useValue: () => SILENT_SOCKET },
        { provide: DirectoryService, useValue: { search: this.search } },
        { provide: OnlineService, useValue: this.online },
        {
          provide: SessionService,
          useValue: {
            findSignInMethod: this.signInMethod,
            urlOf: (path: string) => `/api/${path}`,
            login: this.login,
            logout: this.logout,
          },
        },
        { provide: PageAddress, useValue: { takeParameter: () => this.parameter, go: this.wentTo } },
      ],
    });
    this.store = TestBed.inject<Store>(Store);
    jest.spyOn(TestBed.inject(PresenceService), 'peekCalendar').mockImplementation(this.peek);
  }

  /** Makes and renders a component with these inputs. */
  render<T>(component: Type<T>, inputs: Readonly<Record<string, unknown>> = {}): ComponentFixture<T> {
    const fixture = TestBed.createComponent(component);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    return fixture;
  }

  /** Somebody is signed in and the socket is open. */
  signIn(username = 'attendant', permissions: readonly Permission[] = ['CALENDAR']): void {
    const profile = { username, displayName: `The ${username}`, presenceSubscriptionTime: 600, presenceGcPeriod: 30 };
    this.store.dispatch(appCsrfInitiating({ reload: { profile, directories: DIRECTORIES, csrfToken: 'token', permissions } }));
    this.store.dispatch(appCsrfInitiated());
    this.connect();
  }

  /** The socket opens, for the first time or again; the server's clock may be ahead of this machine's. */
  connect(serverAheadMs = 0): void {
    const serverTime = this.now().wallMs + serverAheadMs;
    this.store.dispatch(webSocketConnected({ now: this.now() }));
    this.store.dispatch(serverHello({ hello: { serverEpoch: 'epoch', serverTime }, now: this.now() }));
  }

  /** Everything has been pushed again over the connection that stands now. */
  resync(): void {
    const { connection } = this.store.selectSignal(selectPresenceState)().link;
    this.store.dispatch(presenceItemsForced({ isResync: true, connection }));
  }

  /** The socket breaks. */
  loseConnection(): void {
    this.store.dispatch(webSocketDisconnected({ reason: 'transport close', now: this.now() }));
  }

  /** The server pushes. */
  push(...items: readonly PresenceItem[]): void {
    this.store.dispatch(itemsReceived({ items, now: this.now() }));
  }

  /** Lets time go by and renders what came of it. */
  pass(durationMs: number, fixture?: ComponentFixture<unknown>): void {
    jest.advanceTimersByTime(durationMs);
    fixture?.detectChanges();
  }

  private now(): { wallMs: number; monotonicMs: number } {
    return TestBed.inject(PRESENCE_CLOCK).now();
  }
}

/** Visible and spoken text of an element, spaces made one. */
export function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** The first element that matches; throws where there is none. */
export function getElement<T extends HTMLElement>(parent: ParentNode, selector: string, kind: new () => T): T {
  const element = parent.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`there is no ${selector}`);
}

/** Presses a key on an element, as a person would: the event bubbles and may be prevented. */
export function press(element: Element | null, key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers });
  // Material's dialogs still read the key code.
  if (key === 'Escape') Object.defineProperty(event, 'keyCode', { value: 27 });
  element?.dispatchEvent(event);
  return event;
}

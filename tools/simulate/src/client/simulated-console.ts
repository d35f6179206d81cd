import type { EnvironmentInjector } from '@angular/core';
import {
  appDataLoadRequested,
  clientWoke,
  DirectoryService,
  presenceStoreKeepAliveUpdate,
  searchAnswered,
  selectPresenceById,
  selectPresenceState,
  SessionService,
  signedOut,
  type PresenceFeatureState,
  type ShownPresence,
} from '@lampfield/client-presence';
import { PresenceClaims } from '@lampfield/client-presence/testing';
import { Actions, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import type { Dice } from '../dice.ts';
import type { Ledger } from '../ledger.ts';
import { LineHttp } from '../network/line-http.ts';
import { LineSocket } from '../network/line-socket.ts';
import type { Line } from '../network/line.ts';
import type { DeviceClock } from '../time/device-clock.ts';
import type { Timeline } from '../timeline.ts';
import { createClient } from './create-client.ts';
import { ScreenDocument } from './screen-document.ts';

/** What a console is made of. */
export interface ConsoleParts {
  readonly name: string;
  readonly username: string;
  readonly device: DeviceClock;
  readonly line: Line;
  readonly dice: Dice;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly onError: (error: unknown) => void;
}

/** A lamp's selector, and what it showed of which state: asked more often than anything changes. */
interface Lamp {
  readonly select: (state: object) => ShownPresence | undefined;
  of: PresenceFeatureState | undefined;
  shown: ShownPresence | undefined;
}

/** An attendant's browser tab: the real feature, and somebody who shows, hides and searches. */
export class SimulatedConsole {
  readonly name: string;
  readonly username: string;
  readonly device: DeviceClock;
  readonly line: Line;
  readonly document = new ScreenDocument();
  /** The feature's state now. */
  state!: PresenceFeatureState;
  readonly #parts: ConsoleParts;
  readonly #injector: EnvironmentInjector;
  readonly #store: Store;
  readonly #claims: PresenceClaims;
  readonly #lamps = new Map<string, Lamp>();
  /** One list on screen each. */
  readonly #lists: object[] = [{}, {}];

  constructor(parts: ConsoleParts) {
    const { name, username, device, line, dice } = parts;
    this.#parts = parts;
    this.name = name;
    this.username = username;
    this.device = device;
    this.line = line;
    this.#injector = createClient({
      document: this.document,
      http: new LineHttp(line),
      clock: device,
      createSocket: () => new LineSocket(line, device, dice),
      onError: parts.onError,
    });
    this.#store = this.#injector.get<Store>(Store);
    this.#claims = this.#injector.get(PresenceClaims);
    this.#store.select(selectPresenceState).subscribe((state) => {
      this.state = state;
    });
    this.#watchClaims();
  }

  /** The application starts, or is loaded anew. */
  start(): void {
    this.#store.dispatch(appDataLoadRequested());
  }

  /** One of its lists shows these from now on, and nothing else. */
  show(list: number, ids: readonly string[]): void {
    const holder = this.#lists[list % this.#lists.length];
    if (holder === undefined) return;
    if (ids.length === 0) this.#claims.release(holder);
    else this.#claims.hold(holder, ids);
    this.#parts.ledger.shown(this.name, this.#claims.heldIds());
  }

  /** Everything on its screens. */
  shownIds(): readonly string[] {
    return this.#claims.heldIds();
  }

  search(query: string): void {
    this.#injector
      .get(DirectoryService)
      .search('corp', query)
      .subscribe({ error: () => undefined });
  }

  signIn(): void {
    this.#injector
      .get(SessionService)
      .login(this.username, 'secret')
      .subscribe({ error: () => undefined });
  }

  /** What a lamp shows. */
  lamp(id: string): ShownPresence | undefined {
    const lamp = this.#lamps.get(id) ?? { select: selectPresenceById(id), of: undefined, shown: undefined };
    this.#lamps.set(id, lamp);
    if (lamp.of !== this.state) {
      lamp.of = this.state;
      lamp.shown = lamp.select({ presence: this.state });
    }
    return lamp.shown;
  }

  /** The tab is closed. */
  close(): void {
    this.#injector.destroy();
  }

  /** Writes down every claim at the moment it is made, as the machine's clocks have it. */
  #watchClaims(): void {
    const { ledger, timeline } = this.#parts;
    const actions$ = this.#injector.get<Actions>(Actions);
    actions$.subscribe(({ type }) => timeline.add(this.name, type));
    actions$.pipe(ofType(signedOut)).subscribe(({ reason }) => ledger.excused(this.name, `is signed out: ${reason}`));
    actions$.pipe(ofType(presenceStoreKeepAliveUpdate, searchAnswered, clientWoke)).subscribe((action) => {
      if (this.state.session.phase !== 'READY') return;
      ledger.claimed(this.name, action.type === clientWoke.type ? action.shownIds : action.ids, this.device.now());
    });
  }
}

import type { PresenceSocket } from '@lampfield/client-presence';
import type { Dice } from '../dice.ts';
import type { DeviceClock } from '../time/device-clock.ts';
import type { Line } from './line.ts';
import type { Link } from './link.ts';

/** As the SDK has Socket.IO's client wait before it connects again; milliseconds. */
const RECONNECTION_MS = { first: 500, longest: 5000 } as const;

/** Socket.IO's client on a line: connects again by itself, later and later, unless the server ended or refused it. */
export class LineSocket implements PresenceSocket {
  active = false;
  readonly #line: Line;
  readonly #device: DeviceClock;
  readonly #dice: Dice;
  readonly #listeners = new Map<string, ((...args: unknown[]) => void)[]>();
  #link: Link | undefined;
  #failures = 0;
  /** Another one for each wish to be connected, so that what comes of an older one is no news. */
  #wish = 0;

  constructor(line: Line, device: DeviceClock, dice: Dice) {
    this.#line = line;
    this.#device = device;
    this.#dice = dice;
  }

  on(event: string, listener: (...args: unknown[]) => void): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  emit(event: string, payload: unknown): void {
    if (this.#link !== undefined && event === 'presence:visible')
      this.#line.tell(this.#link, (payload as { ids: readonly string[] }).ids);
  }

  connect(): void {
    this.active = true;
    this.#attempt();
  }

  disconnect(): void {
    this.active = false;
    this.#wish += 1;
    this.#link?.closeByClient();
    this.#link = undefined;
  }

  #attempt(): void {
    const wish = (this.#wish += 1);
    const client = {
      onEvent: (event: string, payload: unknown) => {
        if (this.#wish === wish) this.#hear(event, payload);
      },
      onClosed: (reason: string) => {
        if (this.#wish === wish) this.#lose('disconnect', reason);
      },
    };
    this.#line.open(client, (outcome) => {
      const isLink = typeof outcome !== 'string';
      if (this.#wish !== wish) {
        if (isLink) outcome.closeByClient();
      } else if (isLink) this.#welcome(outcome);
      else this.#lose('connect_error', outcome);
    });
  }

  #welcome(link: Link): void {
    this.#link = link;
    this.#failures = 0;
    this.#hear('connect');
  }

  #lose(event: 'disconnect' | 'connect_error', reason: string): void {
    this.#link = undefined;
    // The server's word is final: Socket.IO then leaves it to the application to connect again.
    this.active = reason !== 'io server disconnect' && reason !== 'NOT_SIGNED_IN';
    this.#hear(event, event === 'disconnect' ? reason : new Error(reason));
    if (!this.active) return;
    const wish = this.#wish;
    const waitMs = Math.min(RECONNECTION_MS.first * 2 ** this.#failures, RECONNECTION_MS.longest) * (0.5 + this.#dice.next());
    this.#failures += 1;
    this.#device.startTimer(waitMs, () => {
      if (this.#wish === wish) this.#attempt();
    });
  }

  #hear(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}

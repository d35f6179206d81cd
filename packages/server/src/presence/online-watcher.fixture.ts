import type { OnlineUsersEvt } from '@lampfield/protocol';
import type { OnlineConnection } from '../ports/online-doors.ts';
import type { Permissions } from '../ports/permissions.ts';

/** Lets these users see who is online; `*` stands for everybody. */
export function viewers(...names: readonly string[]): Pick<Permissions, 'maySeeOnline'> {
  return { maySeeOnline: (username) => names.includes('*') || names.includes(username) };
}

/** A connection that notes what it is told, and takes nothing while a test says so. */
export class TestWatcher implements OnlineConnection {
  readonly id: string;
  readonly username: string;
  readonly received: OnlineUsersEvt[] = [];
  readonly #callbacks = new Set<() => void>();
  #isReady = true;
  readonly sink: OnlineConnection['sink'];

  constructor(id: string, username = 'ann') {
    this.id = id;
    this.username = username;
    const isReady = (): boolean => this.#isReady;
    this.sink = {
      get isReady() {
        return isReady();
      },
      onReady: (callback) => {
        this.#callbacks.add(callback);
        return () => void this.#callbacks.delete(callback);
      },
      pushOnlineUsers: (event) => {
        if (!this.#isReady) throw new Error('pushed to while not ready');
        this.received.push(event);
      },
    };
  }

  /** How many want to know when it is ready: 0 proves that nothing was left behind. */
  get callbackCount(): number {
    return this.#callbacks.size;
  }

  /** What it was told since it was asked last: who came (+) and who left (-), each event a text. */
  take(): string[] {
    return this.received.splice(0).map(({ joined, left, reset }) => {
      const names = [...joined.map(({ user }) => `+${user}`), ...left.map(({ user }) => `-${user}`)];
      return reset === true ? ['reset', ...names].join(' ') : names.join(' ');
    });
  }

  block(): void {
    this.#isReady = false;
  }

  unblock(): void {
    this.#isReady = true;
    for (const callback of [...this.#callbacks]) callback();
  }
}

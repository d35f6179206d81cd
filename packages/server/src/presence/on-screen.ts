import type { PresenceId } from '@lampfield/protocol';

/** Parts of {@link OnScreen}. */
export interface OnScreenParts {
  /** Whether it makes a difference to its source; of others nothing is kept. */
  readonly matters: (id: PresenceId) => boolean;
  /** Whether anybody watches it, and so its source observes it: a client may say that it shows whatever it likes. */
  readonly isObserved: (id: PresenceId) => boolean;
  readonly watchedBy: (username: string) => Iterable<PresenceId>;
  readonly forEachWatcher: (id: PresenceId, visit: (username: string) => void) => void;
  /** Somebody shows it now, or nobody any more; said again only when it is otherwise. */
  readonly tell: (id: PresenceId, isOnScreen: boolean) => void;
}

interface Screen {
  readonly username: string;
  /** What it shows; undefined while its client has not said: then it counts for all that its user watches. */
  visible: ReadonlySet<PresenceId> | undefined;
}

/** What is on anybody's screen, as far as clients tell. A connection that ends shows nothing. */
export class OnScreen {
  readonly #parts: OnScreenParts;
  readonly #screens = new Map<string, Screen>();
  /** How many screens are known to show it; never 0. */
  readonly #shownBy = new Map<PresenceId, number>();
  /** Connections of a user that have not said what they show; never 0. */
  readonly #silent = new Map<string, number>();
  /** Those of which was told that nobody shows them. */
  readonly #hidden = new Set<PresenceId>();

  constructor(parts: OnScreenParts) {
    this.#parts = parts;
  }

  /** A connection shows all that its user watches, until it says otherwise. */
  connect(connectionId: string, username: string): void {
    this.disconnect(connectionId);
    this.#screens.set(connectionId, { username, visible: undefined });
    count(this.#silent, username, 1);
    this.#update(this.#parts.watchedBy(username));
  }

  disconnect(connectionId: string): void {
    const screen = this.#screens.get(connectionId);
    if (screen === undefined) return;
    this.#screens.delete(connectionId);
    this.#clear(screen);
  }

  /** A connection says what it shows, all of it. */
  show(connectionId: string, ids: Iterable<PresenceId>): void {
    const screen = this.#screens.get(connectionId);
    if (screen === undefined) return;
    const visible = new Set<PresenceId>();
    for (const id of ids) if (this.#parts.matters(id)) visible.add(id);
    for (const id of visible) count(this.#shownBy, id, 1);
    this.#clear(screen);
    screen.visible = visible;
    this.#update(visible);
  }

  /** Whether anybody shows it now. */
  has(id: PresenceId): boolean {
    if (this.#shownBy.has(id)) return true;
    let isShown = false;
    this.#parts.forEachWatcher(id, (username) => (isShown ||= this.#silent.has(username)));
    return isShown;
  }

  /** Its observation begins: the source takes it for shown. */
  begin(id: PresenceId): void {
    this.#hidden.delete(id);
    this.#update([id]);
  }

  /** Nobody watches it any more. */
  forget(id: PresenceId): void {
    this.#hidden.delete(id);
  }

  #clear({ username, visible }: Screen): void {
    if (visible === undefined) count(this.#silent, username, -1);
    else for (const id of visible) count(this.#shownBy, id, -1);
    this.#update(visible ?? []);
    this.#update(this.#parts.watchedBy(username));
  }

  #update(ids: Iterable<PresenceId>): void {
    for (const id of ids) {
      const isHidden = this.#hidden.has(id);
      if (!this.#parts.matters(id) || !this.#parts.isObserved(id) || this.has(id) !== isHidden) continue;
      if (isHidden) this.#hidden.delete(id);
      else this.#hidden.add(id);
      this.#parts.tell(id, isHidden);
    }
  }
}

function count<K>(counts: Map<K, number>, key: K, step: 1 | -1): void {
  const sum = (counts.get(key) ?? 0) + step;
  if (sum > 0) counts.set(key, sum);
  else counts.delete(key);
}

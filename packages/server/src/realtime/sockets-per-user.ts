/** Counts each user's open sockets, so that one user cannot take all. */
export class SocketsPerUser {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a place, and gives back what frees it (once, however often it is called); undefined when there is none left. */
  take(username: string): (() => void) | undefined {
    const count = this.#counts.get(username) ?? 0;
    if (count >= this.#limit) return undefined;
    this.#counts.set(username, count + 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.#free(username);
      isTaken = false;
    };
  }

  #free(username: string): void {
    const count = (this.#counts.get(username) ?? 1) - 1;
    if (count === 0) this.#counts.delete(username);
    else this.#counts.set(username, count);
  }
}

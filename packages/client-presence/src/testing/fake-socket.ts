import type { PresenceSocket } from '../lib/connection/presence-socket.ts';

/** A socket whose other end is the test. */
export class FakeSocket implements PresenceSocket {
  active = false;
  isOpen = false;
  isClosed = false;
  /** Counts the times it was opened. */
  connection = 0;
  /** The waits that were planned before the next connection; milliseconds. */
  readonly plannedMs: number[] = [];
  /** What was asked over it. */
  readonly asked: string[] = [];
  /** What was said over it without wanting an answer. */
  readonly told: { readonly event: string; readonly payload: unknown }[] = [];
  /** The other end's answers; without it nothing is acknowledged. */
  answer: (event: string, acknowledge: (answer: unknown) => void) => void = () => undefined;
  private readonly listeners = new Map<string, ((...args: unknown[]) => void)[]>();

  on(event: string, listener: (...args: unknown[]) => void): this {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return this;
  }

  emit(event: string, ...args: unknown[]): void {
    const acknowledge = args.at(-1);
    if (typeof acknowledge === 'function') {
      this.asked.push(event);
      this.answer(event, acknowledge as (answer: unknown) => void);
    } else this.told.push({ event, payload: args[0] });
  }

  connect(): void {
    this.active = true;
  }

  disconnect(): void {
    this.active = false;
    this.isOpen = false;
    this.isClosed = true;
  }

  planReconnection(delayMs: number): void {
    this.plannedMs.push(delayMs);
  }

  /** The connection is made, or made again. */
  open(): void {
    this.isOpen = true;
    this.connection += 1;
    this.receive('connect');
  }

  /** The network breaks; Socket.IO will try again. */
  drop(reason = 'transport close'): void {
    this.isOpen = false;
    this.receive('disconnect', reason);
  }

  /** The server ends the connection; Socket.IO will not try again. */
  endByServer(): void {
    this.isOpen = false;
    this.active = false;
    this.receive('disconnect', 'io server disconnect');
  }

  /** The server lets nobody in. */
  refuse(code: string): void {
    this.active = false;
    this.receive('connect_error', new Error(code));
  }

  /** An event of the server arrives. */
  receive(event: string, ...args: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(...args);
  }
}

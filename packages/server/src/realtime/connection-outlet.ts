import { DirectWriter } from './direct-writer.ts';
import { findNetworkSocket, type NetworkSocket } from './network-socket.ts';
import type { RealtimeSocket } from './realtime-deps.ts';
import { isTransportReady, onTransportReady } from './transport-readiness.ts';

const OPEN = 1;

const writer = new DirectWriter();

const NOBODY: readonly (() => void)[] = [];

/**
 * The way out of one connection for all that is pushed to it. Straight to the network's socket where that can be had, because what
 * lies between costs more than the writing itself; otherwise by an ordinary emit. Order is kept either way: nothing goes
 * straight while anything that was emitted before still waits, and what is emitted later waits for nobody but the network.
 */
export class ConnectionOutlet {
  readonly #connection: RealtimeSocket['conn'];
  readonly #stopListening: () => void;
  /** A list, as there is one of them as a rule, and one of these lists for each connection. */
  #listeners: readonly (() => void)[] = NOBODY;
  /** The network's own socket, where it can be had. */
  #socket: NetworkSocket['socket'] | undefined;
  #webSocket: NetworkSocket['webSocket'] | undefined;
  /** Something was emitted and is not with the network yet. */
  #isEmitting: boolean;
  /** The client reads more slowly than was written. */
  #isDraining = false;

  constructor(connection: RealtimeSocket['conn']) {
    this.#connection = connection;
    this.#findNetwork();
    this.#isEmitting = !isTransportReady(connection);
    const onPacket = (): void => {
      this.#isEmitting = true;
    };
    connection.on('packetCreate', onPacket);
    const stopWaiting = onTransportReady(connection, () => {
      this.#noteTransportReady();
    });
    this.#stopListening = () => {
      connection.off('packetCreate', onPacket);
      stopWaiting();
    };
  }

  /** Lets go of the connection: its client may leave and come back over the same one as often as it likes. Nothing is to be pushed any more. */
  end(): void {
    this.#stopListening();
  }

  /** False while something that was pushed has not been handed to the network yet. */
  get isReady(): boolean {
    if (this.#socket === undefined) return isTransportReady(this.#connection);
    return !this.#isEmitting && !this.#isDraining && this.#webSocket?.readyState === OPEN;
  }

  /** Whether frames can be written; else what is to be pushed has to be emitted. */
  get takesFrames(): boolean {
    return !this.#isEmitting && this.#webSocket?.readyState === OPEN;
  }

  /** Has the callback run whenever the connection is ready again. Returns what ends that. */
  onReady(callback: () => void): () => void {
    this.#listeners = [...this.#listeners, callback];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== callback);
    };
  }

  /** Writes whole frames; to be called only while it takes some. */
  write(frames: string): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!writer.write(socket, frames) && !this.#isDraining) this.#awaitDrain(socket);
  }

  /** An empty write comes after all others, so its end is theirs. */
  #awaitDrain(socket: NetworkSocket['socket']): void {
    this.#isDraining = true;
    socket.write('', () => {
      this.#isDraining = false;
      this.#tellListeners();
    });
  }

  /** Most connections begin with long polling and go on as a WebSocket, which is another transport. */
  #noteTransportReady(): void {
    if (this.#socket === undefined) this.#findNetwork();
    // What was emitted while the transport was busy is sent by the engine's own listener, which was there before this one.
    this.#isEmitting = !isTransportReady(this.#connection);
    this.#tellListeners();
  }

  #findNetwork(): void {
    const network = findNetworkSocket(this.#connection);
    this.#socket = network?.socket;
    this.#webSocket = network?.webSocket;
  }

  #tellListeners(): void {
    if (this.isReady) for (const callback of this.#listeners) callback();
  }
}

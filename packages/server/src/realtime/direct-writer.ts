import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A write that the network does not take at once. */
interface WriteRequest {
  /** Called with a negative number when it failed. */
  oncomplete?: (status: number) => void;
}

/** What Node's streams write to. */
interface Handle {
  /** Returns 0, or the number of an error, or the request that it has made for what is queued. */
  writeLatin1String: (request: WriteRequest | null, bytes: string) => unknown;
  /** Bytes that the network has not taken yet. */
  readonly writeQueueSize: number;
}

/** What is used of a socket of Node that its documentation does not promise. */
interface InsideSocket {
  readonly _handle?: Handle | null;
}

/** What this Node does with a write. */
interface Known {
  /** The class of a TCP socket's handle: of others, such as that of TLS, nothing is known. */
  readonly handleClass: unknown;
  /** Until Node 24 a handle is given a request with each write; since 26 it makes one where it needs one, and this is absent. */
  readonly requestClass: (new () => WriteRequest) | undefined;
}

/**
 * Writes to network sockets past Node's streams: these make a dozen steps and some objects a write, which is a tenth of what it costs, and all that they
 * keep in order is what waits. So it is done where nothing does. How this Node writes is seen from one ordinary write to the first socket; where
 * anything of it is not as this file knows it, every write is an ordinary one.
 */
export class DirectWriter {
  /** Undefined until it is found out; null: something is not as it should be. */
  #known: Known | null | undefined;
  /** For the next write. As good as new after one that the network took at once. */
  #request: WriteRequest | undefined;

  /**
   * Writes bytes behind all that was written to the socket before. Never throws; a socket that failed ends by itself, as it does by an ordinary write.
   *
   * @param bytes each a character from U+0000 to U+00FF
   * @returns whether nothing of it waits
   */
  write(socket: Socket, bytes: string): boolean {
    const handle = this.#findHandle(socket);
    const isTaken = handle && this.#writeTo(socket, handle, bytes);
    if (isTaken !== undefined) return isTaken;
    socket.write(bytes, 'latin1');
    return socket.writableLength === 0;
  }

  /** The handle, where it is of the known kind and nothing waits before it. */
  #findHandle(socket: Socket): Handle | undefined {
    const handle = (socket as InsideSocket)._handle;
    if (handle === undefined || handle === null || socket.writableLength > 0) return undefined;
    if (this.#known === undefined && isTelling(socket, handle)) this.#known = watchWrite(socket, handle);
    const handleClass = this.#known?.handleClass;
    return handleClass !== undefined && handle.constructor === handleClass ? handle : undefined;
  }

  /** Whether the network took it; undefined when it failed: an ordinary write will as well, and be noticed. */
  #writeTo(socket: Socket, handle: Handle, bytes: string): boolean | undefined {
    const request = this.#takeRequest();
    const outcome = handle.writeLatin1String(request, bytes);
    if (outcome === 0 && handle.writeQueueSize === 0) return true;
    this.#request = undefined;
    if (typeof outcome === 'number' && outcome !== 0) return undefined;
    const queued = typeof outcome === 'object' && outcome !== null ? (outcome as WriteRequest) : request;
    // An ordinary write would end the socket as well, with the error.
    if (queued !== null) {
      queued.oncomplete = (status) => {
        if (status < 0) socket.destroy();
      };
    }
    return false;
  }

  #takeRequest(): WriteRequest | null {
    if (this.#known?.requestClass === undefined) return null;
    return (this.#request ??= new this.#known.requestClass());
  }
}

/** Whether a write to this socket goes to a handle of the kind that is looked for, and goes there at once. */
function isTelling(socket: Socket, { writeLatin1String, writeQueueSize }: Handle): boolean {
  if (socket instanceof TLSSocket || !socket.writable || socket.writableCorked > 0) return false;
  return typeof writeLatin1String === 'function' && typeof writeQueueSize === 'number';
}

/** Sees from an ordinary write of nothing how this Node does it; null when that is not as known. */
function watchWrite(socket: Socket, handle: Handle): Known | null {
  const { writeLatin1String } = handle;
  let seen: readonly unknown[] = [];
  handle.writeLatin1String = (...given) => {
    seen = given;
    return writeLatin1String.apply(handle, given);
  };
  socket.write('', 'latin1');
  Reflect.deleteProperty(handle, 'writeLatin1String');
  const [request, bytes] = seen;
  if (seen.length !== 2 || bytes !== '') return null;
  if (request === null) return { handleClass: handle.constructor, requestClass: undefined };
  const requestClass = typeof request === 'object' ? request.constructor : undefined;
  return typeof requestClass === 'function' && requestClass !== Object
    ? { handleClass: handle.constructor, requestClass: requestClass as new () => WriteRequest }
    : null;
}

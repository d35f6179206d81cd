import { NEVER, Observable } from 'rxjs';
import type { PresenceSocket } from './presence-socket.ts';

/** The socket that is subscribed now, for what is asked over it. */
export class CurrentSocket {
  private socket: PresenceSocket | undefined;

  /** This is the socket from now on. */
  set(socket: PresenceSocket): void {
    this.socket = socket;
  }

  /** The socket is closed; another one may have taken its place already. */
  unset(socket: PresenceSocket): void {
    if (this.socket === socket) this.socket = undefined;
  }

  /** Sends an event that has no answer; nothing without a connection, as Socket.IO would keep it for the next. */
  tell(event: string, payload: object): void {
    this.socket?.emit(event, payload);
  }

  /**
   * Sends an event and emits its acknowledgement, unchecked. Nothing ever comes where the connection breaks before: whoever asks has to
   * end with the connection, and only asks while there is one, as Socket.IO would keep the event for the next.
   */
  ask(event: string): Observable<unknown> {
    return new Observable((subscriber) => {
      if (this.socket === undefined) return NEVER.subscribe(subscriber);
      this.socket.emit(event, (answer: unknown) => {
        subscriber.next(answer);
        subscriber.complete();
      });
      return undefined;
    });
  }
}

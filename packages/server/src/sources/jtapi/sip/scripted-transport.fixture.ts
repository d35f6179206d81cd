import type { Clock } from '../../../ports/clock.ts';
import type { EndKind } from '../../reconnect-delay.ts';
import { readDatagram } from './message/read-message.ts';
import type { SipMessage, SipRequest, SipResponse } from './message/sip-message.ts';
import type { Hop, LocalAddress, SipTransport, SipTransportEvents, TransportName } from './transport/sip-transport.ts';

/** A message that somebody sent, and where to. */
export interface SentMessage {
  readonly message: SipMessage;
  readonly bytes: Buffer;
  readonly hop: Hop;
}

/** Reads what was written; throws when it is no message. */
function readWritten(bytes: Buffer): SipMessage {
  const message = readDatagram(bytes);
  if ('malformed' in message) throw new Error(`${message.malformed}: ${bytes.toString()}`);
  return message;
}

/** A transport without sockets: a test sees what is sent and brings what arrives, at the end of the tick. */
export class ScriptedTransport implements SipTransport {
  readonly protocol: TransportName;
  readonly local: LocalAddress = { host: '192.0.2.7', port: 5070 };
  readonly sent: SentMessage[] = [];
  isClosed = false;
  /** What becomes of a message; the default takes it. A text says why it cannot be sent. */
  onSend: (sent: SentMessage) => string | undefined = () => undefined;
  readonly #clock: Clock;
  readonly #events: Pick<SipTransportEvents, 'onMessage' | 'onLost'>;

  constructor(protocol: TransportName, clock: Clock, events: Pick<SipTransportEvents, 'onMessage' | 'onLost'>) {
    this.protocol = protocol;
    this.#clock = clock;
    this.#events = events;
  }

  /** The requests that were sent, those sent again included. */
  get requests(): SipRequest[] {
    return this.sent.flatMap(({ message }) => (message.kind === 'request' ? [message] : []));
  }

  /** The responses that were sent. */
  get responses(): SipResponse[] {
    return this.sent.flatMap(({ message }) => (message.kind === 'response' ? [message] : []));
  }

  send(bytes: Buffer, hop: Hop, onFailed: (detail: string) => void): void {
    const sent = { message: readWritten(bytes), bytes, hop };
    this.sent.push(sent);
    const failure = this.onSend(sent);
    if (failure !== undefined) this.#later(() => onFailed(failure));
  }

  /** A message arrives, from the proxy unless another place is given. */
  bring(bytes: Buffer, from: Partial<Hop> = {}): void {
    const { host = '192.0.2.1', port = 5060, transport = this.protocol } = from;
    const reply = (answer: Buffer, toPort: number): void => {
      const sent = { message: readWritten(answer), bytes: answer, hop: { transport, host, port: toPort } };
      this.sent.push(sent);
      this.onSend(sent);
    };
    this.#later(() => this.#events.onMessage(readWritten(bytes), { transport, address: host, port, reply }));
  }

  /** The network takes it away. */
  lose(kind: EndKind, detail: string): void {
    this.#later(() => this.#events.onLost(kind, detail));
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  #later(run: () => void): void {
    this.#clock.startTick(() => {
      if (!this.isClosed) run();
    });
  }
}

import type { Clock, Timer } from '../../../ports/clock.ts';
import { describeError } from '../../describe-error.ts';
import type { EndKind } from '../../reconnect-delay.ts';
import { readChatAddress } from './chat-address.ts';
import { readErrorCondition } from './presence-stanza.ts';
import { ROSTER_NAMESPACE } from './roster-stanza.ts';
import { createStreamClient, type StreamAccount } from './stream-client.ts';
import { StreamRefusedError } from './stream-refused-error.ts';
import { StreamSocket, type StreamSocketParameters } from './stream-socket.ts';
import type { LibraryClient, XmlElement } from './xmpp-library.ts';

/** Why a stream is over. */
export interface StreamEnd {
  readonly kind: EndKind;
  /** For the log. */
  readonly detail: string;
}

/** What a stream tells. */
export interface XmppStreamEvents {
  /** Authenticated and bound: stanzas can be sent. Once. */
  onOnline(): void;
  /** A presence, or a roster push of our own server; anything else is not passed on. */
  onStanza(stanza: XmlElement): void;
  /** Once, and nothing after it. Not told of a stream that was closed or aborted by us. */
  onEnded(end: StreamEnd): void;
}

/** The server answered a request with an error. */
export class RequestRefusedError extends Error {
  override readonly name = 'RequestRefusedError';
  /** As in RFC 6120, section 8.3.3. */
  readonly condition: string;

  constructor(condition: string) {
    super(`the chat server refused: ${condition}`);
    this.condition = condition;
  }
}

/** The stream ended before the answer came. */
export class StreamEndedError extends Error {
  override readonly name = 'StreamEndedError';
}

/** One connection to the chat server, from its opening to its end; there is no second life in it. */
export interface XmppStream {
  /** When the server was last heard; monotonic milliseconds. */
  readonly heardAtMs: number;
  /** Sends a stanza; one that cannot be sent any more is swallowed. */
  send(stanza: XmlElement): void;
  /** Sends an iq and settles with the answer; rejects with {@link RequestRefusedError} or {@link StreamEndedError}. */
  request(iq: XmlElement): Promise<XmlElement>;
  /** Ends it in good order, within a second. */
  close(): Promise<void>;
  /** Drops the connection at once. */
  abort(): void;
}

/** Opens streams; replaced in tests by a scripted server. */
export type OpenXmppStream = (parts: XmppStreamParts) => XmppStream;

/** Parts of a stream. */
export interface XmppStreamParts {
  readonly clock: Clock;
  readonly account: StreamAccount;
  readonly parameters: StreamSocketParameters;
  readonly events: XmppStreamEvents;
}

interface Waiting {
  readonly resolve: (answer: XmlElement) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: Timer;
}

/** From the first packet to the bound stream; milliseconds. */
export const ONLINE_DEADLINE_MS = 20_000;
/** A server that leaves a request unanswered for so long has lost the stream; milliseconds. */
export const ANSWER_DEADLINE_MS = 30_000;
const CLOSE_DEADLINE_MS = 1000;

/** Stream errors (RFC 6120, section 4.9.3) that are about us. */
const REFUSALS = ['conflict', 'host-unknown', 'not-authorized', 'policy-violation', 'unsupported-version'];

/** Opens a stream over the network. */
export const openXmppStream: OpenXmppStream = (parts) => new NetworkStream(parts);

class NetworkStream implements XmppStream {
  readonly #parts: XmppStreamParts;
  readonly #client: LibraryClient;
  readonly #waiting = new Map<string, Waiting>();
  readonly #onlineDeadline: Timer;
  #heardAtMs: number;
  #lastId = 0;
  #isOver = false;

  constructor(parts: XmppStreamParts) {
    this.#parts = parts;
    this.#heardAtMs = parts.clock.monotonicMs();
    this.#client = createStreamClient(parts.account, parts.parameters);
    this.#onlineDeadline = parts.clock.startTimer(ONLINE_DEADLINE_MS, () => {
      this.#end('lost', 'the stream was not ready in time');
    });
    this.#listen();
    this.#open().catch((error: unknown) => {
      this.#endBy(error);
    });
  }

  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  send(stanza: XmlElement): void {
    if (this.#isOver) return;
    // A write fails when the connection is going: its end is told by itself.
    this.#client.send(stanza).catch(() => undefined);
  }

  request(iq: XmlElement): Promise<XmlElement> {
    if (this.#isOver) return Promise.reject(new StreamEndedError('the stream is over'));
    this.#lastId += 1;
    const id = `lampfield-${String(this.#lastId)}`;
    iq.attrs['id'] = id;
    return new Promise((resolve, reject) => {
      const deadline = this.#parts.clock.startTimer(ANSWER_DEADLINE_MS, () => {
        this.#end('lost', 'a request was not answered');
      });
      this.#waiting.set(id, { resolve, reject, deadline });
      this.send(iq);
    });
  }

  async close(): Promise<void> {
    const { clock } = this.#parts;
    const isReady = !this.#isOver;
    this.#finish();
    if (isReady) {
      const deadline = new Promise<void>((resolve) => {
        clock.startTimer(CLOSE_DEADLINE_MS, resolve);
      });
      await Promise.race([this.#client.disconnect().catch(() => undefined), deadline]);
    }
    this.#drop();
  }

  abort(): void {
    this.#finish();
    this.#drop();
  }

  async #open(): Promise<void> {
    const { account, parameters } = this.#parts;
    await this.#client.connect(account.service);
    await this.#client.open({ domain: parameters.domain });
  }

  #listen(): void {
    const { events } = this.#parts;
    this.#client.on('error', (error) => {
      this.#endBy(error);
    });
    this.#client.on('disconnect', () => {
      this.#end('lost', 'the connection was closed');
    });
    this.#client.on('close', () => {
      this.#end('lost', 'the server ended the stream');
    });
    this.#client.on('online', () => {
      if (this.#isOver) return;
      this.#onlineDeadline.cancel();
      this.#client.timeout = CLOSE_DEADLINE_MS;
      events.onOnline();
    });
    this.#client.on('stanza', (stanza) => {
      this.#receive(stanza);
    });
    // The library answers the server; this says that pushes are understood.
    this.#client.iqCallee.set(ROSTER_NAMESPACE, 'query', ({ stanza }) => this.#isFromOwnServer(stanza));
  }

  #receive(stanza: XmlElement): void {
    if (this.#isOver) return;
    this.#heardAtMs = this.#parts.clock.monotonicMs();
    const { type, id = '' } = stanza.attrs;
    if (stanza.name === 'presence') this.#parts.events.onStanza(stanza);
    if (stanza.name !== 'iq' || !this.#isFromOwnServer(stanza)) return;
    if (type === 'set' && stanza.getChild('query', ROSTER_NAMESPACE) !== undefined) this.#parts.events.onStanza(stanza);
    if (type === 'result' || type === 'error') this.#answer(id, stanza);
  }

  #answer(id: string, stanza: XmlElement): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.deadline.cancel();
    if (stanza.attrs['type'] === 'result') waiting?.resolve(stanza);
    else waiting?.reject(new RequestRefusedError(readErrorCondition(stanza)));
  }

  /** Anybody can send us an iq that looks like an answer or a push (RFC 6121, section 2.1.6): only the server speaks for the account. */
  #isFromOwnServer({ attrs }: XmlElement): boolean {
    const sender = readChatAddress(attrs['from'])?.bare;
    const own = readChatAddress(this.#client.jid?.toString())?.bare;
    return sender === undefined || sender === own || sender === readChatAddress(this.#parts.parameters.domain)?.bare;
  }

  #endBy(error: unknown): void {
    const { name, condition } = error as { readonly name?: unknown; readonly condition?: unknown };
    const isAboutUs = name === 'SASLError' || (name === 'StreamError' && REFUSALS.includes(String(condition)));
    this.#end(isAboutUs || error instanceof StreamRefusedError ? 'refused' : 'lost', describeError(error));
  }

  #end(kind: EndKind, detail: string): void {
    if (this.#isOver) return;
    this.abort();
    this.#parts.events.onEnded({ kind, detail });
  }

  #finish(): void {
    this.#isOver = true;
    this.#client.timeout = CLOSE_DEADLINE_MS;
    this.#onlineDeadline.cancel();
    for (const { reject, deadline } of this.#waiting.values()) {
      deadline.cancel();
      reject(new StreamEndedError('the stream ended'));
    }
    this.#waiting.clear();
  }

  #drop(): void {
    const { socket } = this.#client;
    // What the library still begins (it answers a stream error by closing in good order) is not waited for.
    this.#client.timeout = 1;
    if (socket instanceof StreamSocket) socket.destroy();
    else socket?.end();
    // Whatever the library still waits for ends here: its timers, which would keep the process alive, and its wish to follow a
    // server that has moved (see-other-host) behind our back.
    this.#client.emit('error', new StreamEndedError('the stream was dropped'));
  }
}

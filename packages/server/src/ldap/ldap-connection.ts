import type { Socket } from 'node:net';
import {
  AbandonRequest,
  BindRequest,
  ExtendedRequest,
  MessageParser,
  SearchEntry,
  SearchRequest,
  SearchResponse,
  StatusCodeParser,
  UnbindRequest,
  type Filter,
  type Message,
  type MessageResponse,
} from 'ldapts';
import { readLdapEntry, type LdapEntry } from './ldap-entry.ts';
import { LdapConnectionLostError } from './ldap-errors.ts';

/** What to look for. A limit is always sent, so that a broad search can never read a whole directory. */
export interface LdapSearch {
  readonly baseDn: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Most entries to send, at least 1. */
  readonly sizeLimit: number;
  /** For the server; it stops by itself then. */
  readonly timeLimitSeconds: number;
}

/** Called with every entry as it arrives; false says that no more are wanted. */
export type OnEntry = (entry: LdapEntry) => boolean;

/**
 * How a search ended: the server had no more, or it stopped at a limit (its own or the one that was sent) and has more, or the caller had enough.
 */
export type SearchEnd = 'complete' | 'limited' | 'enough';

interface PendingRequest {
  onMessage(message: MessageResponse): void;
  reject(error: Error): void;
}

const SUCCESS = 0;
/** timeLimitExceeded, sizeLimitExceeded, adminLimitExceeded (RFC 4511, appendix A): what was sent before counts. */
const LIMIT_CODES: readonly number[] = [3, 4, 11];
const MAX_MESSAGE_ID = 2 ** 31 - 1;
const START_TLS_OID = '1.3.6.1.4.1.1466.20037';

/**
 * One connection to a directory server, for many requests at a time. ldapts writes and reads the messages. Its client (9.2) is not used, for four reasons:
 * after a lost connection it comes back without having signed in, and the searches of nobody succeed; after StartTLS it does not notice a loss; it cannot
 * abandon a search; it does not say that the server's own size limit cut a result. This connection ends for good: {@link isLost}.
 */
export class LdapConnection {
  readonly #socket: Socket;
  readonly #parser = new MessageParser();
  readonly #pending = new Map<number, PendingRequest>();
  #messageId = 0;
  #receivedMessages = 0;
  #loss: LdapConnectionLostError | undefined;

  /** Takes over a connected socket. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#parser.on('message', this.#receive);
    this.#parser.on('error', this.#lose);
    socket.on('data', this.#read);
    socket.on('error', this.#lose);
    socket.on('close', this.#onClose);
  }

  /** True from the moment that the connection ended, or was ended: nothing can be asked any more. */
  get isLost(): boolean {
    return this.#loss !== undefined || this.#socket.destroyed;
  }

  /** True while requests wait for an answer. */
  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  /** Messages that came so far: when a request times out while this stands still, the server is gone, or what it says cannot be read. */
  get receivedMessages(): number {
    return this.#receivedMessages;
  }

  /** Signs in. Rejects with a `ResultCodeError` of ldapts when the server refuses; the connection is of no use then. */
  async bind(dn: string, password: string): Promise<void> {
    if (password === '') throw new TypeError('An empty password would bind as nobody (RFC 4513, section 5.1.2)');
    await this.#ask((messageId) => new BindRequest({ messageId, dn, password }));
  }

  /** Asks to go on encrypted. On success the caller takes the socket, see {@link release}. */
  async requestTls(): Promise<void> {
    await this.#ask((messageId) => new ExtendedRequest({ messageId, oid: START_TLS_OID }));
  }

  /** Lets go of the socket without closing it. Whatever the server sent in the clear beyond its answer is dropped with this object. */
  release(): void {
    this.#socket.off('data', this.#read);
    this.#socket.off('close', this.#onClose);
    this.#loss ??= new LdapConnectionLostError('The connection has been handed on');
  }

  /** Rejects with the signal's reason when it aborts, and tells the server to stop. References to other servers are ignored. */
  search(search: LdapSearch, onEntry: OnEntry, signal: AbortSignal): Promise<SearchEnd> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const messageId = this.#nextMessageId();
      const settle = (finish: () => void): void => {
        this.#pending.delete(messageId);
        signal.removeEventListener('abort', onAbort);
        finish();
      };
      const abandon = (finish: () => void): void => {
        settle(finish);
        this.#abandon(messageId);
      };
      const onAbort = (): void => abandon(() => reject(signal.reason as Error));
      const onMessage = (message: MessageResponse): void => {
        if (message instanceof SearchResponse) settle(() => settleBy(message, resolve, reject));
        else if (message instanceof SearchEntry) onSearchEntry(message);
      };
      const onSearchEntry = (entry: SearchEntry): void => {
        try {
          if (!onEntry(readLdapEntry(entry))) abandon(() => resolve('enough'));
        } catch (error) {
          abandon(() => reject(new Error('An entry could not be taken in', { cause: error })));
        }
      };
      this.#send(searchRequest(messageId, search));
      this.#pending.set(messageId, { onMessage, reject: (error) => settle(() => reject(error)) });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Says goodbye and closes; requests on their way are rejected. */
  close(): void {
    if (this.isLost) return;
    this.#send(new UnbindRequest({ messageId: this.#nextMessageId() }));
    // A server that takes no more bytes must not keep the process alive.
    this.#socket.unref();
    this.#socket.destroySoon();
    this.#end(new LdapConnectionLostError('The connection has been closed'));
  }

  /** Closes at once, for a server that does not answer. */
  destroy(): void {
    this.#lose(new Error('given up'));
  }

  #ask(makeMessage: (messageId: number) => Message): Promise<MessageResponse> {
    return new Promise((resolve, reject) => {
      const messageId = this.#nextMessageId();
      const onMessage = (message: MessageResponse): void => {
        this.#pending.delete(messageId);
        if (message.status === SUCCESS) resolve(message);
        else reject(StatusCodeParser.parse(message));
      };
      this.#send(makeMessage(messageId));
      this.#pending.set(messageId, { onMessage, reject });
    });
  }

  #abandon(messageId: number): void {
    if (!this.isLost) this.#send(new AbandonRequest({ messageId: this.#nextMessageId(), abandonId: messageId }));
  }

  #send(message: Message): void {
    if (this.isLost) throw this.#loss ?? new LdapConnectionLostError('The connection is closed');
    this.#socket.write(message.write());
  }

  /** Ids of requests that wait are not given out again. */
  #nextMessageId(): number {
    do this.#messageId = this.#messageId === MAX_MESSAGE_ID ? 1 : this.#messageId + 1;
    while (this.#pending.has(this.#messageId));
    return this.#messageId;
  }

  readonly #read = (chunk: Buffer): void => this.#parser.read(chunk, NO_CONTROLS);

  /** Answers that nobody waits for are those of abandoned requests, or notices: the server closes after one. */
  readonly #receive = (message: MessageResponse): void => {
    this.#receivedMessages += 1;
    this.#pending.get(message.messageId)?.onMessage(message);
  };

  readonly #onClose = (): void => this.#lose(new Error('closed by the server'));

  /** After an answer that cannot be read, the ones behind it cannot be trusted: this too ends the connection. */
  readonly #lose = (cause: Error): void => {
    this.#end(new LdapConnectionLostError(`The connection is lost: ${cause.message}`, { cause }));
    this.#socket.destroy();
  };

  #end(loss: LdapConnectionLostError): void {
    if (this.#loss !== undefined) return;
    this.#loss = loss;
    for (const request of [...this.#pending.values()]) request.reject(loss);
    this.#pending.clear();
  }
}

const NO_CONTROLS = new Map<string, { message: Message }>();

function searchRequest(messageId: number, search: LdapSearch): SearchRequest {
  const { baseDn: baseDN, attributes, sizeLimit, timeLimitSeconds, ...rest } = search;
  return new SearchRequest({
    ...rest,
    messageId,
    baseDN,
    attributes: [...attributes],
    sizeLimit,
    timeLimit: Math.ceil(timeLimitSeconds),
  });
}

function settleBy(response: SearchResponse, resolve: (end: SearchEnd) => void, reject: (error: Error) => void): void {
  if (response.status === SUCCESS) resolve('complete');
  else if (LIMIT_CODES.includes(response.status)) resolve('limited');
  else reject(StatusCodeParser.parse(response));
}

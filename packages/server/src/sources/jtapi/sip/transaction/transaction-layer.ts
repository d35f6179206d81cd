import type { Clock } from '../../../../ports/clock.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/sip-message.ts';
import { writeHost } from '../message/sip-uri.ts';
import { MAGIC_COOKIE } from '../message/via.ts';
import { writeMessage, type OutgoingMessage } from '../message/write-message.ts';
import type { RandomToken } from '../random-token.ts';
import type { Hop, Origin, SipTransport } from '../transport/sip-transport.ts';
import { ClientTransaction, type Outcome } from './client-transaction.ts';
import { ServerTransactions } from './server-transactions.ts';
import { replyPortOf, writeResponse, type Answer } from './write-response.ts';

/** A request to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  readonly message: OutgoingMessage;
  readonly hop: Hop;
}

/** Parts of the layer. */
export interface TransactionLayerParts {
  readonly clock: Clock;
  readonly transport: SipTransport;
  readonly randomToken: RandomToken;
  /** A request that came for the first time; to be answered before it returns, and once. */
  readonly onRequest: (request: SipRequest, answer: (answer: Answer) => void) => void;
  /** Somebody answered one of our requests. */
  readonly onAnswered: () => void;
}

/** A request that is under way. */
export interface PendingRequest {
  /** No outcome will be told. */
  cancel(): void;
}

/** Longest datagram that certainly is not cut in pieces on its way (RFC 3261, section 18.1.1); bytes. */
const MOST_DATAGRAM_BYTES = 1300;

/** Brings requests and their responses together, on both sides. */
export class TransactionLayer {
  readonly #parts: TransactionLayerParts;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new ServerTransactions();

  constructor(parts: TransactionLayerParts) {
    this.#parts = parts;
  }

  /** Sends a request; one that is too large for a datagram goes by TCP, and as a datagram after all where there is no TCP. */
  request(request: OutgoingRequest, onOutcome: (outcome: Outcome) => void): PendingRequest {
    const { hop } = request;
    const branch = this.#newBranch();
    const isLarge = hop.transport === 'UDP' && this.#write(request, branch).length > MOST_DATAGRAM_BYTES;
    if (!isLarge) return this.#start(request, branch, onOutcome);
    let pending = this.#start({ ...request, hop: { ...hop, transport: 'TCP' } }, branch, (outcome) => {
      if (outcome.kind === 'unsent') pending = this.#start(request, this.#newBranch(), onOutcome);
      else onOutcome(outcome);
    });
    return { cancel: () => pending.cancel() };
  }

  /** Takes what the transport brought. */
  receive(message: SipMessage, origin: Origin): void {
    if (message.kind === 'response') this.#receiveResponse(message);
    // An ACK belongs to an INVITE that was refused, and has no answer.
    else if (message.method !== 'ACK') this.#receiveRequest(message, origin);
  }

  /** Ends all transactions without an outcome. */
  close(): void {
    for (const transaction of [...this.#clients.values()]) transaction.cancel();
  }

  #start(request: OutgoingRequest, branch: string, onOutcome: (outcome: Outcome) => void): ClientTransaction {
    const { clock, transport } = this.#parts;
    const { hop, method } = request;
    const key = keyOf(branch, method);
    const bytes = this.#write(request, branch);
    const transaction: ClientTransaction = new ClientTransaction({
      clock,
      isReliable: hop.transport !== 'UDP',
      send: () => {
        transport.send(bytes, hop, (detail) => this.#clients.get(key)?.fail(detail));
      },
      onOutcome,
      onOver: () => this.#clients.delete(key),
    });
    this.#clients.set(key, transaction);
    return transaction;
  }

  #newBranch(): string {
    return `${MAGIC_COOKIE}${this.#parts.randomToken()}`;
  }

  #write({ message, hop }: OutgoingRequest, branch: string): Buffer {
    const { host, port } = this.#parts.transport.local;
    return writeMessage(message, [`SIP/2.0/${hop.transport} ${writeHost(host)}:${String(port)};branch=${branch};rport`]);
  }

  #receiveResponse(response: SipResponse): void {
    const transaction = this.#clients.get(keyOf(response.via.parameters.get('branch') ?? '', response.cseq.method));
    if (transaction === undefined) return;
    this.#parts.onAnswered();
    transaction.receive(response);
  }

  #receiveRequest(request: SipRequest, origin: Origin): void {
    const { clock, randomToken, onRequest } = this.#parts;
    const isReliable = origin.transport !== 'UDP';
    const port = replyPortOf(request, origin);
    const repeated = isReliable ? undefined : this.#servers.findAnswer(request, clock.monotonicMs());
    if (repeated !== undefined) {
      origin.reply(repeated, port);
      return;
    }
    onRequest(request, (answer) => {
      const bytes = writeResponse(request, answer, { origin, tag: randomToken() });
      if (!isReliable) this.#servers.remember(request, bytes, clock.monotonicMs());
      origin.reply(bytes, port);
    });
  }
}

function keyOf(branch: string, method: string): string {
  return `${branch} ${method}`;
}

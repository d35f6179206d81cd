import { composeMessage, MOST_BODY_BYTES, MOST_HEAD_BYTES } from './read-message.ts';
import { readHead, type MessageHead } from './read-head.ts';
import type { Malformed, SipMessage } from './sip-message.ts';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const CR = 13;
const LF = 10;

/** What came out of a stream: messages, keep-alives, and at most one reason why nothing more will. */
export interface StreamYield {
  /** Messages in their order; one that could be delimited but not understood is malformed, and the next follows all the same. */
  readonly messages: readonly (SipMessage | Malformed)[];
  /** How often the far end asked for a sign of life: two line breaks between messages (RFC 5626, section 3.5.1). */
  readonly pings: number;
  /** Where the next message begins is not known any more: the connection is of no use. */
  readonly broken?: string;
}

interface Awaited {
  readonly head: MessageHead;
  readonly bodyBytes: number;
}

/** Cuts the bytes of a stream into messages, by their Content-Length, which is required there (RFC 3261, section 18.3). */
export class MessageStream {
  #pending: Buffer = Buffer.alloc(0);
  /** How far the pending bytes have been searched for the end of a head, so that slow bytes are not searched again and again. */
  #searched = 0;
  #awaited: Awaited | undefined;
  /** Line breaks since the last message that are not yet half of a pair. */
  #oddLineBreaks = 0;

  /** Takes what arrived. Never throws; keeps at most one message's worth. */
  push(bytes: Buffer): StreamYield {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const messages: (SipMessage | Malformed)[] = [];
    let pings = 0;
    for (;;) {
      if (this.#awaited === undefined) {
        pings += this.#skipLineBreaks();
        const broken = this.#readHead();
        if (broken !== undefined) return { messages, pings, broken };
      }
      const message = this.#takeMessage();
      if (message === undefined) return { messages, pings };
      messages.push(message);
    }
  }

  /** Line breaks may stand between messages (RFC 3261, section 7.5); two are a question, one is an answer. */
  #skipLineBreaks(): number {
    let end = 0;
    while (this.#pending[end] === CR && this.#pending[end + 1] === LF) end += 2;
    if (end === 0) return 0;
    this.#drop(end);
    const lineBreaks = this.#oddLineBreaks + end / 2;
    this.#oddLineBreaks = lineBreaks % 2;
    return Math.floor(lineBreaks / 2);
  }

  #readHead(): string | undefined {
    const end = this.#pending.indexOf(END_OF_HEAD, Math.max(0, this.#searched - END_OF_HEAD.length));
    this.#searched = this.#pending.length;
    if (end < 0) return this.#pending.length > MOST_HEAD_BYTES ? 'the head does not end' : undefined;
    if (end > MOST_HEAD_BYTES) return 'the head is too long';
    const head = readHead(this.#pending.toString('utf8', 0, end));
    // Without a head there is no telling how long the body is.
    if ('malformed' in head) return head.malformed;
    if (head.contentLength === undefined) return 'there is no content length';
    if (head.contentLength > MOST_BODY_BYTES) return 'the body is too long';
    this.#drop(end + END_OF_HEAD.length);
    this.#oddLineBreaks = 0;
    this.#awaited = { head, bodyBytes: head.contentLength };
    return undefined;
  }

  #takeMessage(): SipMessage | Malformed | undefined {
    if (this.#awaited === undefined || this.#pending.length < this.#awaited.bodyBytes) return undefined;
    const { head, bodyBytes } = this.#awaited;
    const body = Buffer.from(this.#pending.subarray(0, bodyBytes));
    this.#drop(bodyBytes);
    this.#awaited = undefined;
    return composeMessage(head, body);
  }

  #drop(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes);
    this.#searched = 0;
  }
}

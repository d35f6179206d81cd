import type { Socket } from 'node:net';
import { createXmlParser, type XmlElement } from './xmpp-library.ts';

/** How the server answered to the wish for TLS. */
export type StarttlsOutcome = 'proceed' | 'not-offered';

const TLS_NAMESPACE = 'urn:ietf:params:xml:ns:xmpp-tls';
const STREAMS_NAMESPACE = 'http://etherx.jabber.org/streams';

/**
 * The negotiation of RFC 6120, section 5.4, up to the point where the socket is to be wrapped. It is done here, below the library,
 * because the library gives no way to say which certificates are trusted, and goes on in the clear when TLS is not offered. After
 * `not-offered` the socket is used up: a stream has begun on it.
 *
 * Rejects when the socket closes, the server refuses or answers what is not XMPP. The caller keeps the deadline.
 */
export async function negotiateStarttls(socket: Socket, domain: string): Promise<StarttlsOutcome> {
  const reader = new ElementReader(socket);
  try {
    socket.write(streamHeader(domain));
    const features = await reader.next();
    if (!features.is('features', STREAMS_NAMESPACE)) throw refusalIn(features);
    if (features.getChild('starttls', TLS_NAMESPACE) === undefined) return 'not-offered';
    socket.write(`<starttls xmlns='${TLS_NAMESPACE}'/>`);
    const answer = await reader.next();
    if (!answer.is('proceed', TLS_NAMESPACE)) throw refusalIn(answer);
    return 'proceed';
  } finally {
    reader.stop();
  }
}

/** Reads one element at a time off a socket. */
class ElementReader {
  readonly #socket: Socket;
  readonly #parser = createXmlParser();
  #settle: { resolve: (element: XmlElement) => void; reject: (error: Error) => void } | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#parser.on('element', (element) => this.#settle?.resolve(element));
    this.#parser.on('error', this.#onGarbage);
    socket.on('data', this.#onData);
    socket.on('close', this.#onClose);
  }

  next(): Promise<XmlElement> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  stop(): void {
    this.#socket.off('data', this.#onData);
    this.#socket.off('close', this.#onClose);
  }

  readonly #onData = (data: Buffer): void => {
    try {
      this.#parser.write(data.toString('latin1'));
    } catch (error) {
      this.#onGarbage(error);
    }
  };

  readonly #onGarbage = (cause: unknown): void => {
    this.#settle?.reject(new Error('the server did not speak XMPP', { cause }));
  };

  readonly #onClose = (): void => {
    this.#settle?.reject(new Error('the connection was closed before TLS'));
  };
}

function refusalIn(element: XmlElement): Error {
  const isStreamError = element.is('error', STREAMS_NAMESPACE);
  return new Error(
    isStreamError ? `the server ended the stream: ${element.getChildElements()[0]?.name ?? ''}` : 'the server refused TLS',
  );
}

function streamHeader(domain: string): string {
  const to = domain.replace(/[<>&'"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
  return `<?xml version='1.0'?><stream:stream to='${to}' version='1.0' xmlns='jabber:client' xmlns:stream='${STREAMS_NAMESPACE}'>`;
}

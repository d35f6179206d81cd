import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server answers to a request; the body is what the request said. */
export type Answer = (request: {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}) => {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A far end over real HTTP that answers what a test says: a fake, for what radicale cannot be made to do. Shapes are those of RFC 4791 and RFC 4918. */
export class ScriptedCaldav {
  /** `<method> <path>` of each request. */
  readonly asked: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  answer: Answer = () => ({ status: 207, body: multistatus() });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((message, response) => void this.#take(message, response));
  }

  static async start(): Promise<ScriptedCaldav> {
    const scripted = new ScriptedCaldav();
    await new Promise<void>((resolve) => void scripted.#server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = message;
    this.asked.push(`${method} ${url}`);
    this.headers.push(message.headers);
    const pieces: Buffer[] = [];
    for await (const piece of message) pieces.push(piece as Buffer);
    const { status, headers, body } = this.answer({
      method,
      path: url,
      body: Buffer.concat(pieces).toString('utf8'),
      headers: message.headers,
    });
    response.writeHead(status, headers).end(body);
  }
}

/** A multistatus with these objects; without an etag the server says none. */
export function multistatus(
  ...objects: readonly { readonly href: string; readonly etag?: string; readonly data: string }[]
): string {
  const responses = objects.map(
    ({ href, etag, data }) =>
      `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${etag === undefined ? '' : `<D:getetag>${etag}</D:getetag>`}` +
      `<C:calendar-data>${data.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</C:calendar-data></D:prop>` +
      '<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>',
  );
  return `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${responses.join('')}</D:multistatus>`;
}

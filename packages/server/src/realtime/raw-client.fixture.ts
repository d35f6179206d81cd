import { SOCKET_PATH } from '@lampfield/protocol';
import { waitUntil } from '@lampfield/test-servers';

/** A websocket that speaks Socket.IO by hand, so that a test can send what no client library would. */
export class RawClient {
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => this.#frames.push(String(data)));
  }

  /** Connects to the server at this URL, with the cookie of a session; settles once the server said hello to what it sends first. */
  static async connect(url: string, cookie: string, greeting: readonly string[] = ['40']): Promise<RawClient> {
    const address = `${url.replace(/^http/, 'ws')}/${SOCKET_PATH}/?EIO=4&transport=websocket`;
    const client = new RawClient(new WebSocket(address, { headers: { cookie } }));
    await waitUntil(() => client.#frames.some((frame) => frame.startsWith('0')), { what: 'the transport to open' });
    for (const frame of greeting) client.send(frame);
    await waitUntil(() => client.#frames.some((frame) => frame.startsWith('42["hello"')), { what: 'the greeting' });
    return client;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame);
  }

  /** Sends a question that is always answered, after whatever was sent before; settles with whether the connection lived to answer. */
  async isAnswered(): Promise<boolean> {
    this.send('427["online:watch"]');
    const hasAnswer = (): boolean => this.#frames.some((frame) => frame.startsWith('437['));
    await waitUntil(() => hasAnswer() || !this.isOpen, { what: 'an answer or the end of the connection' });
    return hasAnswer();
  }

  close(): void {
    this.#socket.close();
  }
}

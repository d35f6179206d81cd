import { StreamRefusedError } from './stream-refused-error.ts';
import { StreamSocket, type StreamSocketParameters } from './stream-socket.ts';
import {
  createLibraryClient,
  keepChildren,
  type Authenticate,
  type LibraryClient,
  type LibrarySocket,
  type LibraryTransport,
  type XmlElement,
} from './xmpp-library.ts';

/** Who logs in, and where. */
export interface StreamAccount {
  readonly service: string;
  readonly username: string;
  readonly password: string;
  readonly resource: string;
}

const STREAMS_NAMESPACE = 'http://etherx.jabber.org/streams';

/** Patience with each single step of opening or closing a stream; milliseconds. */
const STEP_TIMEOUT_MS = 10_000;

/**
 * What is negotiated, of all that servers offer. TLS is done in the socket. Stream management (XEP-0198) is left out on purpose: a
 * resumed stream would go on from a roster and from presences of before the loss, while this connector tells its watchers that
 * nothing is certain and learns all anew; and until the server gives the old stream up, it would go on routing presences into it.
 * SASL2 with Bind2 would change the resource that was configured.
 */
const NEGOTIATED_FEATURES = ['mechanisms', 'bind'];

/** Makes a client of the library for one stream: without its reconnection (ours has back-off), over sockets that keep our TLS rules. */
export function createStreamClient(account: StreamAccount, parameters: StreamSocketParameters): LibraryClient {
  const { service, username, password, resource } = account;
  const { domain, target } = parameters;
  const client: LibraryClient = createLibraryClient({
    service,
    domain,
    resource,
    timeout: STEP_TIMEOUT_MS,
    credentials: (authenticate: Authenticate, mechanisms) =>
      authenticate({ username, password }, pickMechanism(mechanisms, client.isSecure() || target.isLoopback)),
  });
  client.reconnect.stop();
  client.prependListener('element', narrowFeatures);
  const { transports } = client;
  transports.splice(0, transports.length, ...transports.flatMap((transport) => guardTransport(transport, parameters) ?? []));
  return client;
}

/** The password itself crosses only a line that nobody else reads. */
export function pickMechanism(offered: readonly string[], isConfidential: boolean): string {
  const mechanism = ['SCRAM-SHA-1', 'PLAIN'].find((name) => offered.includes(name) && (name !== 'PLAIN' || isConfidential));
  if (mechanism === undefined)
    throw new StreamRefusedError(`no way to log in that is known and safe here, only ${offered.join(', ')}`);
  return mechanism;
}

function narrowFeatures(element: XmlElement): void {
  if (element.is('features', STREAMS_NAMESPACE)) keepChildren(element, ({ name }) => NEGOTIATED_FEATURES.includes(name));
}

/** Our socket under the library's TCP transport, a guarded one under WebSocket, nothing else. */
function guardTransport({ prototype }: LibraryTransport, parameters: StreamSocketParameters): LibraryTransport | undefined {
  if (accepts(prototype, 'ws://localhost/')) return { prototype: inherit(prototype, { Socket: guardSocket(prototype.Socket) }) };
  if (!accepts(prototype, 'xmpp://localhost')) return undefined;
  const socketParameters = (service: string): unknown => (/^xmpps?:/.test(service) ? parameters : undefined);
  return { prototype: inherit(prototype, { Socket: StreamSocket, socketParameters }) };
}

function accepts(prototype: LibraryTransport['prototype'], service: string): boolean {
  return prototype.socketParameters(service) !== undefined;
}

function inherit<T extends object>(base: T, changes: Partial<T>): T {
  return Object.assign(Object.create(base) as T, changes);
}

/** The library lets errors in what it is sent escape into the event loop; here they end the stream. */
function guardSocket(Socket: new () => LibrarySocket): new () => LibrarySocket {
  return class extends Socket {
    override emit(event: string, ...details: unknown[]): boolean {
      try {
        return super.emit(event, ...details);
      } catch (error) {
        if (event === 'data') super.emit('error', error);
        this.end();
        return true;
      }
    }
  };
}

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { BerReader, BerWriter, ProtocolOperation } from 'ldapts';

/** Requests by what they ask for. */
export type LdapOperation = 'bind' | 'search' | 'startTls' | 'abandon' | 'unbind';

/** What a scripted server can do on a request. */
export interface ScriptedReply {
  /** Number of the connection, from 0. */
  readonly connection: number;
  /** Sends an entry with a `uid`. */
  entry(uid: string): void;
  /** Sends a reference to another server. */
  reference(url: string): void;
  /** Ends the request with a result code; 0 is success. */
  result(code: number): void;
  /** Sends bytes as they are. */
  raw(bytes: string | Uint8Array): void;
  /** Breaks the connection. */
  hangUp(): void;
}

/** A server on loopback that speaks just enough LDAP to misbehave in it. */
export interface ScriptedLdapServer {
  readonly url: string;
  /** Every request so far, as `<connection>:<operation>`. */
  readonly seen: readonly string[];
  readonly openConnections: number;
  stop(): Promise<void>;
}

const OPERATIONS: Readonly<Record<number, LdapOperation>> = {
  [ProtocolOperation.LDAP_REQ_BIND]: 'bind',
  [ProtocolOperation.LDAP_REQ_SEARCH]: 'search',
  [ProtocolOperation.LDAP_REQ_EXTENSION]: 'startTls',
  [ProtocolOperation.LDAP_REQ_ABANDON]: 'abandon',
  [ProtocolOperation.LDAP_REQ_UNBIND]: 'unbind',
};

const RESULTS: Readonly<Record<LdapOperation, number>> = {
  bind: ProtocolOperation.LDAP_RES_BIND,
  search: ProtocolOperation.LDAP_RES_SEARCH,
  startTls: ProtocolOperation.LDAP_RES_EXTENSION,
  abandon: ProtocolOperation.LDAP_RES_SEARCH,
  unbind: ProtocolOperation.LDAP_RES_SEARCH,
};

/** Starts one; the script is called with every request and may answer it, or not. */
export async function startScriptedLdapServer(
  script: (operation: LdapOperation, reply: ScriptedReply) => void,
): Promise<ScriptedLdapServer> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    const connection = connections;
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      for (const { messageId, operation } of readRequests(chunk)) {
        seen.push(`${String(connection)}:${operation}`);
        script(operation, makeReply(socket, { connection, messageId, operation }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ldap://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen,
    get openConnections() {
      return sockets.size;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

interface Request {
  readonly connection: number;
  readonly messageId: number;
  readonly operation: LdapOperation;
}

const SEQUENCE = 0x30;

/** Tests send little: every chunk is a number of whole messages. What is no LDAP at all (a TLS greeting) is ignored. */
function readRequests(chunk: Buffer): Omit<Request, 'connection'>[] {
  if (chunk[0] !== SEQUENCE) return [];
  const requests: Omit<Request, 'connection'>[] = [];
  for (let rest = chunk; rest.length > 0;) {
    const reader = new BerReader(rest);
    reader.readSequence();
    const end = reader.offset + reader.length;
    const messageId = reader.readInt() ?? 0;
    const operation = OPERATIONS[reader.peek() ?? 0];
    if (operation !== undefined) requests.push({ messageId, operation });
    rest = rest.subarray(end);
  }
  return requests;
}

function makeReply(socket: Socket, { connection, messageId, operation }: Request): ScriptedReply {
  const send = (tag: number, write: (writer: BerWriter) => void): void => {
    const writer = new BerWriter();
    writer.startSequence();
    writer.writeInt(messageId);
    writer.startSequence(tag);
    write(writer);
    writer.endSequence();
    writer.endSequence();
    socket.write(writer.buffer);
  };
  return {
    connection,
    entry: (uid) => send(ProtocolOperation.LDAP_RES_SEARCH_ENTRY, (writer) => writeEntry(writer, uid)),
    reference: (url) => send(ProtocolOperation.LDAP_RES_SEARCH_REF, (writer) => writer.writeString(url)),
    result: (code) => send(RESULTS[operation], (writer) => writeResult(writer, code)),
    raw: (bytes) => void socket.write(bytes),
    hangUp: () => void socket.destroy(),
  };
}

function writeEntry(writer: BerWriter, uid: string): void {
  writer.writeString(`uid=${uid},dc=example,dc=org`);
  writer.startSequence();
  writer.startSequence();
  writer.writeString('uid');
  writer.startSequence(ProtocolOperation.LBER_SET);
  writer.writeString(uid);
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
}

function writeResult(writer: BerWriter, code: number): void {
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString('');
}

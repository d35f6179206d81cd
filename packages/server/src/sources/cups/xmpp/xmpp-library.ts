// @ts-expect-error The package brings no types; what this connector uses of it is typed below.
import * as untyped from '@xmpp/client';

/** An XML element as the library reads and writes it. */
export interface XmlElement {
  readonly name: string;
  readonly attrs: Record<string, string | undefined>;
  /** Elements and text. Changed only by {@link keepChildren}. */
  children: (XmlElement | string)[];
  is(name: string, namespace?: string): boolean;
  getNS(): string | undefined;
  getChild(name: string, namespace?: string): XmlElement | undefined;
  getChildren(name: string, namespace?: string): XmlElement[];
  getChildElements(): XmlElement[];
  text(): string;
  toString(): string;
}

/** What the library wants of a socket; it listens to `connect`, `data`, `error` and `close`. */
export interface LibrarySocket {
  readonly secure: boolean;
  connect(parameters: unknown): void;
  write(data: string, done?: (error?: Error | null) => void): void;
  end(): void;
  emit(event: string, ...details: unknown[]): boolean;
}

/** How the library makes connections of one kind: it calls the methods on the prototype, with the client as `this`. */
export interface LibraryTransport {
  readonly prototype: {
    readonly Socket: new () => LibrarySocket;
    /** Undefined (or a throw) when the address is not of this kind. */
    socketParameters(service: string): unknown;
  };
}

/** A reader of a stream of XML, event by event. */
export interface XmlParser {
  on(event: 'element', listener: (element: XmlElement) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  write(text: string): void;
}

/** Proves who we are with one of the mechanisms that the server offers. */
export type Authenticate = (credentials: { username: string; password: string }, mechanism: string) => Promise<void>;

/** The library's client, as far as it is used: one for each stream. */
export interface LibraryClient {
  /** Full address, from the moment the stream is ready. */
  readonly jid: { toString(): string } | null;
  readonly socket: LibrarySocket | null;
  /** Patience with each step of opening or closing; milliseconds. */
  timeout: number;
  readonly reconnect: { stop(): void };
  readonly transports: LibraryTransport[];
  readonly iqCallee: {
    set(namespace: string, name: string, handler: (context: { readonly stanza: XmlElement }) => unknown): void;
  };
  isSecure(): boolean;
  connect(service: string): Promise<unknown>;
  open(options: { domain: string }): Promise<unknown>;
  disconnect(): Promise<unknown>;
  send(element: XmlElement): Promise<void>;
  on(event: 'online' | 'close' | 'disconnect', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'stanza', listener: (stanza: XmlElement) => void): void;
  emit(event: 'error', error: Error): boolean;
  prependListener(event: 'element', listener: (element: XmlElement) => void): void;
}

/** What a client is made with. */
export interface LibraryClientOptions {
  readonly service: string;
  readonly domain: string;
  readonly resource: string;
  /** Patience with single steps of opening and closing; milliseconds. */
  readonly timeout: number;
  readonly credentials: (authenticate: Authenticate, mechanisms: readonly string[]) => Promise<void>;
}

interface Library {
  client(options: LibraryClientOptions): LibraryClient;
  readonly xml: {
    (name: string, attributes?: Readonly<Record<string, string | undefined>>, ...children: (XmlElement | string)[]): XmlElement;
    readonly Parser: new () => XmlParser;
  };
}

const library = untyped as Library;

/** Makes an XML element; text and attribute values are escaped. Attributes that are undefined are left out. */
export const xml = library.xml;

/** Makes a client that is not connected. */
export const createLibraryClient = (options: LibraryClientOptions): LibraryClient => library.client(options);

/** Makes a reader of a stream of XML. */
export const createXmlParser = (): XmlParser => new library.xml.Parser();

/** Removes the child elements that do not pass. */
export function keepChildren(element: XmlElement, isKept: (child: XmlElement) => boolean): void {
  element.children = element.children.filter((child) => typeof child === 'string' || isKept(child));
}

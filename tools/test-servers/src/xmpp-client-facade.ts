// @ts-expect-error The package brings no types; what the tests use of it is typed below.
import * as untyped from '@xmpp/client';

/** An XML element as the client library makes it. */
export interface XmlElement {
  readonly name: string;
  readonly attrs: Record<string, string | undefined>;
  is(name: string, namespace?: string): boolean;
  getChild(name: string, namespace?: string): XmlElement | undefined;
  getChildren(name: string, namespace?: string): XmlElement[];
  text(): string;
  remove(name: string, namespace: string): void;
  /** As XML text. */
  toString(): string;
}

type Authenticate = (credentials: { username: string; password: string }, mechanism: string | undefined) => Promise<void>;

/** What is used of the library's client. */
export interface XmppClient {
  /** Patience with each step of opening or closing; milliseconds. */
  timeout: number;
  readonly reconnect: { stop(): void };
  readonly iqCaller: { request(iq: XmlElement): Promise<XmlElement> };
  readonly socket: { destroy?(): void } | null;
  connect(service: string): Promise<void>;
  open(options: { domain: string }): Promise<unknown>;
  send(element: XmlElement): Promise<void>;
  stop(): Promise<unknown>;
  on(event: 'online' | 'disconnect', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'stanza', listener: (stanza: XmlElement) => void): void;
  prependListener(event: 'element', listener: (element: XmlElement) => void): void;
}

interface XmppClientModule {
  client: (options: {
    service: string;
    domain: string;
    resource: string;
    timeout: number;
    credentials: (authenticate: Authenticate, mechanisms: readonly string[]) => Promise<void>;
  }) => XmppClient;
  xml: (name: string, attributes?: Record<string, string>, ...children: (XmlElement | string | undefined)[]) => XmlElement;
}

const { client, xml } = untyped as XmppClientModule;
export { client as createXmppClient, xml };

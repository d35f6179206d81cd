import { readNameAddress, readNameAddresses } from '../message/name-address.ts';
import { readSipUri } from '../message/sip-uri.ts';
import type { SipMessage, SipRequest } from '../message/sip-message.ts';
import type { HeaderLine } from '../message/write-message.ts';
import type { Hop } from '../transport/sip-transport.ts';

/** Both ends of a dialog, and its name. */
export interface DialogNames {
  readonly callId: string;
  readonly localTag: string;
  readonly localUri: string;
  /** Who is watched: the first request goes to it. */
  readonly remoteUri: string;
}

/** Where a request within the dialog goes (RFC 3261, section 12.2.1.1). */
export interface DialogRoute {
  /** The Request-URI. */
  readonly uri: string;
  readonly headers: readonly HeaderLine[];
  /** The first place on its way. */
  readonly hop: Hop;
}

/**
 * What a NOTIFY is to the dialog: `ours`; `stray`, of another one (a fork of our SUBSCRIBE that came second among them: the first wins); `late`,
 * overtaken by a newer one.
 */
export type Admission = 'ours' | 'stray' | 'late';

const DEFAULT_PORTS = { UDP: 5060, TCP: 5060, TLS: 5061 } as const;

/** The dialog of one subscription; it is made by its first NOTIFY, not by the response to SUBSCRIBE (RFC 6665, section 4.4.1). */
export class SubscriptionDialog {
  readonly #names: DialogNames;
  #localSeq = 0;
  #remoteSeq = -1;
  #remoteTag: string | undefined;
  #target: string;
  #routes: readonly string[] = [];
  /** The place that the dialog names does not answer: the proxy may know a way. */
  #isDetour = false;

  constructor(names: DialogNames) {
    this.#names = names;
    this.#target = names.remoteUri;
  }

  get callId(): string {
    return this.#names.callId;
  }

  /** A NOTIFY has come, so that requests within it can be sent. */
  get isEstablished(): boolean {
    return this.#remoteTag !== undefined;
  }

  /** From, To, Call-ID and CSeq of the next request. */
  nextHeaders(method: string): readonly HeaderLine[] {
    const { callId, localTag, localUri, remoteUri } = this.#names;
    this.#localSeq += 1;
    return [
      ['from', `<${localUri}>;tag=${localTag}`],
      ['to', `<${remoteUri}>${this.#remoteTag === undefined ? '' : `;tag=${this.#remoteTag}`}`],
      ['call-id', callId],
      ['cseq', `${String(this.#localSeq)} ${method}`],
    ];
  }

  /** Looks at a NOTIFY with its Call-ID, and learns from it if it is its own: the first one makes the dialog. */
  admit(notify: SipRequest): Admission {
    const remoteTag = notify.from.parameters.get('tag') ?? '';
    if (notify.to.parameters.get('tag') !== this.#names.localTag) return 'stray';
    if (this.#remoteTag !== undefined && remoteTag !== this.#remoteTag) return 'stray';
    if (notify.cseq.number <= this.#remoteSeq) return 'late';
    if (this.#remoteTag === undefined) {
      this.#remoteTag = remoteTag;
      const routes = readNameAddresses(notify.headers.list('record-route')) ?? [];
      this.#routes = routes.map(({ uri }) => uri);
    }
    this.#remoteSeq = notify.cseq.number;
    this.retarget(notify);
    return 'ours';
  }

  /** Both its requests and the responses to ours may say where it is now. */
  retarget(message: SipMessage): void {
    const contact = readNameAddress(message.headers.list('contact')[0] ?? '');
    if (this.isEstablished && contact !== undefined) this.#target = contact.uri;
  }

  /** From now on by the proxy. False if it is so already, so that there is no other way to be tried. */
  detour(): boolean {
    if (this.#isDetour || !this.isEstablished) return false;
    this.#isDetour = true;
    return true;
  }

  /**
   * Where the next request goes.
   *
   * @param proxy where all goes that knows no better way
   */
  route(proxy: Hop): DialogRoute {
    if (!this.isEstablished) return { uri: this.#target, headers: [], hop: proxy };
    const [first] = this.#routes;
    const hop = this.#isDetour ? proxy : hopTo(first ?? this.#target, proxy);
    if (first === undefined) return { uri: this.#target, headers: [], hop };
    const isLoose = readSipUri(first)?.parameters.has('lr') === true;
    // A strict router of RFC 2543 wants itself as the Request-URI, and the target last among the routes.
    const routes = isLoose ? this.#routes : [...this.#routes.slice(1), this.#target];
    const headers = routes.map((uri): HeaderLine => ['route', `<${uri}>`]);
    return { uri: isLoose ? this.#target : first, headers, hop };
  }
}

/**
 * The place an address names, if it names it for the transport that we use. One that names another (or none, which means UDP) is not
 * reached by ours: what is configured as TLS is never to leave as anything else. Then the proxy finds the way.
 */
function hopTo(uri: string, proxy: Hop): Hop {
  const place = readSipUri(uri);
  if (place === undefined) return proxy;
  const named = place.parameters.get('transport')?.toUpperCase() ?? (place.scheme === 'sips' ? 'TLS' : 'UDP');
  if (named !== proxy.transport) return proxy;
  return { transport: proxy.transport, host: place.host, port: place.port ?? DEFAULT_PORTS[proxy.transport] };
}

import type { Clock, Timer } from '../../../ports/clock.ts';
import { readDatagram } from './message/read-message.ts';
import type { SipMessage, SipRequest, SipResponse } from './message/sip-message.ts';
import { writeMessage, type HeaderLine } from './message/write-message.ts';
import { dialogInfo } from './notifier.fixture.ts';
import { ScriptedTransport, type SentMessage } from './scripted-transport.fixture.ts';
import type { OpenTransport } from './transport/open-transport.ts';

/** A line as the proxy sees it: the states of its dialogs. */
type Calls = readonly string[];

interface Watcher {
  readonly user: string;
  readonly request: SipRequest;
  readonly tag: string;
  cseq: number;
  version: number;
  expiresAtMs: number;
}

interface Unanswered {
  readonly bytes: Buffer;
  readonly watcher: Watcher;
  timer: Timer;
}

/** A presence server for lines, by the manual clock and without sockets. Like a real one it repeats what is not answered, and drops who never answers. */
export class ScriptedProxy {
  /** It takes everything and says nothing. */
  isSilent = false;
  /** No connection can be made, and those there are break. */
  isAway = false;
  /** Methods, and users, of which it does not hear. */
  readonly deafTo = new Set<string>();
  /** How long what is sent to it is under way; milliseconds. */
  latencyMs: () => number = () => 0;
  /** With one, SUBSCRIBE needs it (it only looks whether there is an answer for it). */
  password: string | undefined;
  /** It takes no password for the right one. */
  isRefusing = false;
  /** What it says to a SUBSCRIBE for a user, instead of taking it. */
  refusals = new Map<string, number>();
  /** What it says with a refusal; seconds. */
  retryAfterSeconds: number | undefined;
  /** Most subscriptions that it ever had at once. */
  mostWatched = 0;
  /** True for a message (counted over both directions) that gets lost. */
  loses: (count: number) => boolean = () => false;
  /** What becomes on its way of a message that it sends. */
  mangle: (bytes: Buffer) => Buffer = (bytes) => bytes;
  /** It tells only what has changed, unless it is asked. */
  tellsChanges = false;
  /** All requests that arrived. */
  readonly requests: SipRequest[] = [];
  readonly #clock: Clock;
  readonly #calls = new Map<string, Calls>();
  readonly #watchers = new Map<string, Watcher>();
  readonly #answers = new Map<string, Buffer>();
  readonly #unanswered = new Map<string, Unanswered>();
  #transport: ScriptedTransport | undefined;
  #messages = 0;
  #names = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For the source. */
  readonly openTransport: OpenTransport = (clock, settings, events) => {
    const transport = new ScriptedTransport(settings.proxy.transport, clock, events);
    transport.onSend = (sent) => this.#receive(transport, sent);
    this.#transport = transport;
    if (this.isAway) transport.lose('lost', 'connection refused');
    else clock.startTick(() => (transport.isClosed ? undefined : events.onOpen()));
    return transport;
  };

  /** Users that are watched just now, one entry for each subscription. */
  get watched(): string[] {
    this.#dropExpired();
    return Array.from(this.#watchers.values(), ({ user }) => user).sort();
  }

  /** SUBSCRIBEs, each once however often it was sent; for a user, if one is given. */
  subscribesOf(user?: string): SipRequest[] {
    const subscribes = this.requests.filter(({ method }) => method === 'SUBSCRIBE');
    return user === undefined ? subscribes : subscribes.filter((request) => userOf(request) === user);
  }

  /** How often somebody tried to sign in. */
  get signIns(): number {
    return this.requests.filter(({ headers }) => headers.find('authorization') !== undefined).length;
  }

  /** What the line does from now on: `['early']`, `['confirmed']`, `[]`. */
  setCalls(user: string, calls: Calls): void {
    this.#calls.set(user, calls);
    this.#dropExpired();
    const state = this.tellsChanges ? 'partial' : 'full';
    for (const watcher of this.#watchers.values()) if (watcher.user === user) this.#notify(watcher, state);
  }

  /** Counts a document for a user that nobody gets. */
  skipDocument(user: string): void {
    for (const watcher of this.#watchers.values()) if (watcher.user === user) watcher.version += 1;
  }

  /** What the line does. */
  callsOf(user: string): Calls {
    return this.#calls.get(user) ?? [];
  }

  /** Forgets all subscriptions and calls, as after a restart. */
  restart(): void {
    this.#calls.clear();
    this.#watchers.clear();
    this.#answers.clear();
    for (const { timer } of this.#unanswered.values()) timer.cancel();
    this.#unanswered.clear();
  }

  /** Forgets the subscriptions for a user. */
  drop(user: string): void {
    for (const [callId, watcher] of this.#watchers) if (watcher.user === user) this.#watchers.delete(callId);
  }

  /** Its connections break, and no new ones are taken until `comeBack`. */
  goAway(): void {
    this.isAway = true;
    this.#transport?.lose('lost', 'connection reset');
  }

  comeBack(): void {
    this.isAway = false;
    this.isSilent = false;
  }

  #receive(transport: ScriptedTransport, { message }: SentMessage): string | undefined {
    if (this.isAway) return 'connection refused';
    if (this.isSilent || this.#isLost() || this.deafTo.has(message.cseq.method) || this.deafTo.has(userOf(message)))
      return undefined;
    const take = (): void => {
      if (message.kind === 'response') this.#onResponse(message);
      else this.#onRequest(transport, message);
    };
    const latencyMs = this.latencyMs();
    if (latencyMs === 0) take();
    else this.#clock.startTimer(latencyMs, take);
    return undefined;
  }

  #dropExpired(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [callId, { expiresAtMs }] of this.#watchers) if (expiresAtMs <= nowMs) this.#watchers.delete(callId);
  }

  #isLost(): boolean {
    this.#messages += 1;
    return this.loses(this.#messages);
  }

  #bring(bytes: Buffer): void {
    const mangled = this.mangle(bytes);
    // What is no message any more is left out by the real transports, too.
    if (!this.#isLost() && !('malformed' in readDatagram(mangled))) this.#transport?.bring(mangled);
  }

  #onRequest(transport: ScriptedTransport, request: SipRequest): void {
    this.#transport = transport;
    const branch = request.via.parameters.get('branch') ?? '';
    const repeated = this.#answers.get(branch);
    if (repeated !== undefined) {
      this.#bring(repeated);
      return;
    }
    this.requests.push(request);
    this.#dropExpired();
    const [status, headers] = request.method === 'SUBSCRIBE' ? this.#judge(request) : [200, []];
    const watcher = this.#watchers.get(request.callId);
    const answer = answerOf(request, { status, headers, tag: watcher?.tag ?? 'none' });
    this.#answers.set(branch, answer);
    this.#bring(answer);
    if (status === 200 && watcher !== undefined) this.#notify(watcher);
  }

  #judge(request: SipRequest): readonly [number, readonly HeaderLine[]] {
    const user = userOf(request);
    const refusal = this.refusals.get(user);
    if (!this.#isAuthorized(request)) return [401, [['www-authenticate', 'Digest realm="pbx.test", nonce="n"']]];
    const { retryAfterSeconds } = this;
    if (refusal !== undefined)
      return [refusal, retryAfterSeconds === undefined ? [] : [['retry-after', String(retryAfterSeconds)]]];
    const isKnown = this.#watchers.has(request.callId);
    if (request.to.parameters.has('tag') && !isKnown) return [481, []];
    const expires = Number(request.headers.find('expires'));
    const tag = `n${String((this.#names += 1))}`;
    const watcher = this.#watchers.get(request.callId) ?? { user, request, tag, cseq: 0, version: -1, expiresAtMs: 0 };
    watcher.expiresAtMs = this.#clock.monotonicMs() + expires * 1000;
    this.#watchers.set(request.callId, watcher);
    this.mostWatched = Math.max(this.mostWatched, this.#watchers.size);
    return [200, [['expires', String(expires)]]];
  }

  #isAuthorized({ headers }: SipRequest): boolean {
    if (this.isRefusing) return false;
    return this.password === undefined || headers.find('authorization')?.includes('response=') === true;
  }

  #notify(watcher: Watcher, documentState = 'full'): void {
    const { request, user, tag } = watcher;
    const leftMs = watcher.expiresAtMs - this.#clock.monotonicMs();
    const isOver = leftMs <= 0;
    if (isOver) this.#watchers.delete(request.callId);
    watcher.cseq += 1;
    watcher.version += 1;
    const state = isOver ? 'terminated;reason=timeout' : `active;expires=${String(Math.ceil(leftMs / 1000))}`;
    const headers: HeaderLine[] = [
      ['from', `<${request.to.uri}>;tag=${tag}`],
      ['to', request.headers.find('from') ?? ''],
      ['call-id', request.callId],
      ['cseq', `${String(watcher.cseq)} NOTIFY`],
      ['contact', '<sip:192.0.2.1:5060>'],
      ['event', 'dialog'],
      ['subscription-state', state],
      ['content-type', 'application/dialog-info+xml'],
    ];
    const branch = `z9hG4bKp${String((this.#names += 1))}`;
    const body = Buffer.from(dialogInfo(watcher.version, this.callsOf(user), documentState));
    const startLine = 'NOTIFY sip:lampfield@192.0.2.7:5070 SIP/2.0';
    const bytes = writeMessage({ startLine, headers, body }, [`SIP/2.0/UDP 192.0.2.1:5060;branch=${branch}`]);
    this.#sendUntilAnswered(branch, { bytes, watcher }, 500);
  }

  #sendUntilAnswered(branch: string, notify: Omit<Unanswered, 'timer'>, pauseMs: number): void {
    const timer = this.#clock.startTimer(pauseMs, () => {
      this.#unanswered.delete(branch);
      // Whoever does not answer for so long is not there any more (RFC 6665, section 4.2.2).
      if (pauseMs > 16_000) this.#watchers.delete(notify.watcher.request.callId);
      else this.#sendUntilAnswered(branch, notify, pauseMs * 2);
    });
    this.#unanswered.set(branch, { ...notify, timer });
    this.#bring(notify.bytes);
  }

  #onResponse({ via, status }: SipResponse): void {
    const branch = via.parameters.get('branch') ?? '';
    const unanswered = this.#unanswered.get(branch);
    unanswered?.timer.cancel();
    this.#unanswered.delete(branch);
    if (status === 481 && unanswered !== undefined) this.#watchers.delete(unanswered.watcher.request.callId);
  }
}

function userOf({ to }: SipMessage): string {
  return /^sip:([^@]+)@/.exec(to.uri)?.[1] ?? '';
}

function answerOf(request: SipRequest, answer: { status: number; headers: readonly HeaderLine[]; tag: string }): Buffer {
  const { headers } = request;
  const to = headers.find('to') ?? '';
  const lines: HeaderLine[] = [
    ['from', headers.find('from') ?? ''],
    ['to', request.to.parameters.has('tag') ? to : `${to};tag=${answer.tag}`],
    ['call-id', request.callId],
    ['cseq', headers.find('cseq') ?? ''],
    ...answer.headers,
  ];
  return writeMessage({ startLine: `SIP/2.0 ${String(answer.status)} Said so`, headers: lines }, headers.lines('via'));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { graphError, type FakeAnswer, type FakeRequest } from './fake-answers.fixture.ts';
import { FakeEntra, type FakeApp } from './fake-entra.fixture.ts';
import { FakeExchange } from './fake-exchange.fixture.ts';
import { FakeTeams } from './fake-teams.fixture.ts';

/** Application permissions that the fake distinguishes. */
export type FakePermission = 'Calendars.ReadBasic.All' | 'Presence.Read.All' | 'User.Read.All';

/** What is done instead of an answer. */
export type Misbehaviour = FakeAnswer | 'no answer' | 'cut off';

/** What every spec registers. */
export const FAKE_APP = {
  tenantId: '11112222-3333-4444-5555-666677778888',
  clientId: '99998888-7777-6666-5555-444433332222',
  secret: 'a secret that must be nowhere else',
};

/**
 * A FAKE of Microsoft's cloud, over real HTTP on the loopback address: it stands for login.microsoftonline.com and graph.microsoft.com at once. What its parts answer, and where that
 * comes from, is written there. For all of Graph it knows from public pages:
 *
 * - no token, or none that is good: 401 with a challenge ("Microsoft Graph error responses", and RFC 6750, section 3)
 * - asked too much: 429 with Retry-After, also 503 with it ("Microsoft Graph throttling guidance"); scripted by `misbehave`
 * - a permission that is missing: 403
 *
 * It does not count requests, so it throttles nobody by itself.
 */
export class FakeMicrosoft {
  readonly exchange = new FakeExchange();
  readonly teams = new FakeTeams();
  readonly permissions = new Set<FakePermission>(['Calendars.ReadBasic.All', 'Presence.Read.All', 'User.Read.All']);
  /** All that arrived, in its order, what was not answered included. */
  readonly requests: FakeRequest[] = [];
  readonly #misbehaviours: { readonly pathEnd: string; readonly instead: Misbehaviour }[] = [];
  readonly #server: Server;
  #entra: FakeEntra | undefined;
  #port = 0;

  /** Starts one. @param nowMs monotonic milliseconds, by which tokens expire */
  static async start(nowMs: () => number, app: FakeApp = { ...FAKE_APP }): Promise<FakeMicrosoft> {
    const fake = new FakeMicrosoft();
    await fake.comeUp();
    fake.#entra = new FakeEntra(fake.origin, app, nowMs);
    return fake;
  }

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get entra(): FakeEntra {
    if (this.#entra === undefined) throw new Error('The fake was not started');
    return this.#entra;
  }

  get origin(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** The next request whose path ends so gets this instead. */
  misbehave(pathEnd: string, instead: Misbehaviour, times = 1): void {
    for (let time = 0; time < times; time += 1) this.#misbehaviours.push({ pathEnd, instead });
  }

  /** Requests whose path ends so. */
  requestsOf(pathEnd: string): FakeRequest[] {
    return this.requests.filter(({ path }) => path.endsWith(pathEnd));
  }

  /** Nobody listens any more, and connections break. */
  async goDown(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Listens, again at the same address. */
  async comeUp(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends it, whether it is up or down. */
  async stop(): Promise<void> {
    if (this.#server.listening) await this.goDown();
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '/' } = incoming;
    const path = new URL(url, this.origin).pathname;
    const headers = incoming.headers as Readonly<Record<string, string>>;
    const request = { method, path, headers, body: await text(incoming) };
    this.requests.push(request);
    const index = this.#misbehaviours.findIndex(({ pathEnd }) => path.endsWith(pathEnd));
    const [scripted] = index < 0 ? [] : this.#misbehaviours.splice(index, 1);
    const instead = scripted?.instead ?? this.#answer(request);
    if (instead === 'cut off') incoming.socket.destroy();
    else if (instead !== 'no answer') send(response, instead);
  }

  #answer(request: FakeRequest): FakeAnswer {
    if (request.method !== 'POST') return graphError(405, 'Request_BadRequest');
    const [, below] = /^\/v1\.0(\/.*)$/.exec(request.path) ?? [];
    if (below === undefined) return this.entra.answer(request);
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '') ?? [];
    if (!this.entra.isGood(token))
      return graphError(401, 'InvalidAuthenticationToken', { 'www-authenticate': 'Bearer realm="", error="invalid_token"' });
    if (request.headers['content-type'] !== 'application/json') return graphError(415, 'UnsupportedMediaType');
    return this.#answerGraph(request, below);
  }

  #answerGraph(request: FakeRequest, below: string): FakeAnswer {
    const [, mailbox] = /^\/users\/([^/]+)\/calendar\/getSchedule$/.exec(below) ?? [];
    if (mailbox !== undefined) {
      const isAllowed = this.permissions.has('Calendars.ReadBasic.All');
      return isAllowed ? this.exchange.answer(request, decodeURIComponent(mailbox)) : graphError(403, 'ErrorAccessDenied');
    }
    if (below === '/$batch') return this.teams.answerBatch(request, this.permissions.has('User.Read.All'));
    if (below !== '/communications/getPresencesByUserId') return graphError(404, 'ResourceNotFound');
    return this.permissions.has('Presence.Read.All') ? this.teams.answerPresences(request) : graphError(403, 'Forbidden');
  }
}

function send(response: ServerResponse, { status, headers = {}, document, text: body }: FakeAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body ?? JSON.stringify(document ?? {}));
}

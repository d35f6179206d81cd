import { randomBytes } from 'node:crypto';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Contact, PresenceType, Problem } from '@lampfield/protocol';
import { SealedJourneyCookies } from '../auth/journey-cookies.ts';
import { SessionManager } from '../auth/session-manager.ts';
import { PrometheusMetrics } from '../ops/create-metrics.ts';
import { createLivenessRouter, createOpsRouter } from '../ops/create-ops-router.ts';
import { Health } from '../ops/health.ts';
import type { Authenticator } from '../ports/authenticator.ts';
import type { Timer } from '../ports/clock.ts';
import type { Directory, DirectoryPage, FoundPresentity } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { OnlineUsers } from '../ports/online-users.ts';
import { OnlineWatch } from '../presence/online-watch.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedDoors } from '../testing/scripted-doors.ts';
import { systemClock } from '../system-clock.ts';
import { ScriptedPermissions } from '../testing/scripted-permissions.ts';
import { createCallerRules } from './caller-rules.ts';
import { createHttpApp } from './create-http-app.ts';
import type { HttpDeps } from './http-deps.ts';

/** The password of everybody in these tests. */
export const PASSWORD = 'right';

/** A directory that answers what a test tells it to. */
class ScriptedDirectory implements Directory {
  readonly id: string;
  readonly name: string;
  readonly asked: { query: string; limit: number; signal: AbortSignal }[] = [];
  answer: (signal: AbortSignal) => Promise<DirectoryPage> = () => Promise.resolve({ contacts: [], truncated: false });

  constructor(id: string) {
    this.id = id;
    this.name = `Directory ${id}`;
  }

  search(query: string, limit: number, signal: AbortSignal): Promise<DirectoryPage> {
    this.asked.push({ query, limit, signal });
    return this.answer(signal);
  }

  findPresentities(): Promise<ReadonlyMap<string, FoundPresentity>> {
    return Promise.resolve(new Map());
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** A contact with a phone and a chat address. */
export function contact(name: string): Contact {
  const presence = (identifier: string, type: 'JTAPI' | 'CUPS') => ({ id: `${identifier}_${type}`, identifier, type });
  return {
    id: name,
    displayName: name,
    details: {
      phone: { label: 'Phone', value: `tel-${name}`, presence: presence(name, 'JTAPI') },
      chat: { label: 'Chat', value: `${name}@x`, presence: presence(`${name}@x`, 'CUPS') },
      room: { label: 'Room', value: '12' },
    },
  };
}

/** Time stands still until a test moves it, but ticks are the event loop's own: requests are real. */
class ServerClock extends ManualClock {
  override startTick(callback: () => void): Timer {
    return systemClock.startTick(callback);
  }
}

/** What a test may change before the server starts. */
export interface ServerOptions {
  readonly authenticator?: Authenticator;
  readonly basePath?: string;
  readonly publicUrl?: string;
  readonly allowedHosts?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly searchesPerSecond?: number;
  readonly webRoot?: string;
  readonly opsToken?: string;
  /** Who is online, as a source can tell; without it there is no such source. */
  readonly onlineUsers?: OnlineUsers;
  /** Who may see that. */
  readonly onlineViewers?: readonly string[];
}

/** The HTTP side on a port of its own, with everything behind it scripted. */
export class TestServer {
  readonly clock = new ServerClock();
  readonly doors = new ScriptedDoors();
  readonly permissions = new ScriptedPermissions();
  readonly directory = new ScriptedDirectory('corp');
  readonly health = new Health({
    listSourceStates: () => this.doors.states,
    findSourceTrouble: (type) => this.sourceTroubles.get(type),
    findStateDirTrouble: () => this.diskTroubles.stateDir,
    findLogTrouble: () => this.diskTroubles.log,
  });
  readonly metrics = new PrometheusMetrics();
  readonly logged: { level: string; fields: Readonly<Record<string, unknown>>; message: string }[] = [];
  /** What keeps sources from working, if a test wants it so. */
  readonly sourceTroubles = new Map<PresenceType, string>();
  diskTroubles: { readonly stateDir?: string; readonly log?: string } = {};
  readonly sessions: SessionManager;
  readonly #server: Server;

  private constructor(options: ServerOptions) {
    const { publicUrl = 'http://127.0.0.1:3000', basePath = '/', allowedHosts = [], webRoot, opsToken: token } = options;
    const { clock, doors, permissions, directory, health, metrics, log } = this;
    permissions.onlineViewers = options.onlineViewers ?? [];
    const rules = createCallerRules({ host: '127.0.0.1', publicUrl, allowedHosts });
    const ring = { keys: [randomBytes(32)] as const };
    const scope = { basePath, isSecure: publicUrl.startsWith('https:') };
    this.sessions = new SessionManager({
      ring,
      scope,
      revocations: { load: () => [], add: () => Promise.resolve() },
      clock,
      log,
    });
    const deps: HttpDeps = {
      settings: {
        basePath,
        publicUrl,
        trustedProxies: options.trustedProxies ?? [],
        searchesPerSecond: options.searchesPerSecond ?? 1000,
        times: { presenceSubscriptionTime: 600, presenceGcPeriod: 30 },
      },
      doors,
      online: new OnlineWatch({ onlineUsers: options.onlineUsers, permissions, clock }),
      permissions,
      directories: [directory, new ScriptedDirectory('other')],
      directoryWatch: health,
      authenticator: options.authenticator ?? PASSWORD_OF_ALL,
      sessions: this.sessions,
      journeyCookies: new SealedJourneyCookies(ring, scope, clock),
      rules,
      clock,
      log,
      metrics,
      opsRouters: [createLivenessRouter(), createOpsRouter({ health, metrics, rules, ...(token !== undefined && { token }) })],
      ...(webRoot !== undefined && { webRoot }),
    };
    this.#server = createServer(createHttpApp(deps));
  }

  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    server.health.enter('running');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get log(): Log {
    const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) =>
      void this.logged.push({ level, fields, message });
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  }

  /** A browser that nobody signed in with. */
  browser(): TestBrowser {
    return new TestBrowser(this.url);
  }

  /** A browser of somebody who signed in. */
  async signedIn(username = 'attendant'): Promise<TestBrowser> {
    const browser = this.browser();
    const answer = await browser.post('/api/login', { username, password: PASSWORD });
    if (answer.status !== 204) throw new Error(`cannot sign in: ${String(answer.status)}`);
    return browser;
  }
}

const PASSWORD_OF_ALL: Authenticator = {
  authenticate: (username, password) =>
    Promise.resolve(
      password === PASSWORD ? { username: username.toLowerCase(), displayName: `Display of ${username}` } : undefined,
    ),
  stop: () => Promise.resolve(),
};

/** A call, with headers as plain names and values. */
interface CallInit extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Keeps cookies and sends the CSRF token the way Angular does. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.send(path, { method: 'GET', headers });
  }

  post(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    return this.send(path, { method: 'POST', headers: { ...type, ...headers }, ...json });
  }

  async send(path: string, init: CallInit): Promise<Response> {
    const token = this.cookies.get('XSRF-TOKEN');
    const headers = {
      ...(this.cookies.size > 0 && { Cookie: this.cookieHeader }),
      ...(token !== undefined && { 'X-XSRF-TOKEN': token }),
      ...init.headers,
    };
    const answer = await fetch(this.#url + path, { redirect: 'manual', ...init, headers });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    return answer;
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** Reads the body of a problem and checks what every problem has in common. */
export async function problemIn(answer: Response): Promise<Problem> {
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  const text = await answer.text();
  expect(text).not.toMatch(/node_modules|\.ts:\d+|at [A-Za-z.]+ \(/);
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({ type: 'about:blank', status: answer.status, title: expect.any(String) as string });
  return problem;
}

/** A request with headers that `fetch` would not let through, and just its status and problem. */
export function rawGet(url: string, headers: Readonly<Record<string, string>>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers, agent: false }, (answer: IncomingMessage) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    call.on('error', reject).end();
  });
}

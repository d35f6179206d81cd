import { HttpErrorResponse, HttpResponse, type HttpEvent, type HttpRequest } from '@angular/common/http';
import type { Contact, KeepAliveItem, Permission, PresenceItem, RejectionCode } from '@lampfield/protocol';
import { asapScheduler, defer, NEVER, of, scheduled, switchMap, throwError, timer, type Observable } from 'rxjs';
import { FakeOnlineUsers, type FakeRefusal } from './fake-online-users.ts';
import type { FakeSocket } from './fake-socket.ts';
import { itemOf } from './items.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A keep-alive as the server saw it. */
export interface SeenKeepAlive {
  readonly atMs: number;
  readonly items: readonly KeepAliveItem[];
}

/** What the next requests meet instead of an answer: an HTTP status, `OFFLINE` (no network), `SILENCE` (never an answer), or a 429 with a wait. */
export type Fault = number | 'OFFLINE' | 'SILENCE' | { readonly retryAfterSeconds: number };

/**
 * The server's rules in small: subscriptions with ages, a cleanup job, pushes over the socket that is connected. Only keep-alives renew.
 */
export class FakeServer {
  username = 'attendant';
  presenceSubscriptionTime = 600;
  presenceGcPeriod = 30;
  epoch = 'epoch-1';
  isSignedIn = true;
  /** True for a server (or something before it) that answers within the call. */
  isInstant = false;
  contacts: readonly Contact[] = [];
  /** What every calendar that is looked into has to say. */
  calendar: unknown = { from: 1, until: 2, busy: [] };
  permissions: readonly Permission[] = ['ONLINE'];
  readonly online: FakeOnlineUsers;
  /** Faults by path, used up one a request. */
  readonly faults = new Map<string, Fault[]>();
  /** Faults by path (`*` for all) until the test takes them away. */
  readonly lasting = new Map<string, Fault>();
  readonly rejected = new Map<string, RejectionCode>();
  readonly requests: { readonly atMs: number; readonly path: string; readonly request: HttpRequest<unknown> }[] = [];
  readonly items = new Map<string, PresenceItem>();
  /** When each user's interest was renewed, by id; milliseconds. */
  private readonly renewedAtMs = new Map<string, Map<string, number>>();
  private readonly clock: VirtualClock;
  private readonly findSocket: () => FakeSocket | undefined;
  private lastVersion = 100;

  constructor(clock: VirtualClock, findSocket: () => FakeSocket | undefined) {
    this.clock = clock;
    this.online = new FakeOnlineUsers(clock);
    this.findSocket = findSocket;
  }

  /** Angular's door to the server. */
  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return defer(() => {
      const path = request.url.slice(request.url.indexOf('/api/') + 5);
      this.requests.push({ atMs: this.clock.now().monotonicMs, path, request });
      const fault = this.faults.get(path)?.shift() ?? this.lasting.get(path) ?? this.lasting.get('*');
      if (fault === 'SILENCE') return NEVER;
      // An answer takes its way, if only to the end of the task.
      return (this.isInstant ? of(path) : scheduled([path], asapScheduler)).pipe(
        switchMap(() => {
          if (fault !== undefined) return failed(fault);
          if (path !== 'login' && !this.isSignedIn) return failed(401);
          return path.startsWith('online') ? this.online$(path, request) : answered(this.answer(path, request));
        }),
      );
    });
  }

  /** Keep-alives so far. */
  keepAlives(): SeenKeepAlive[] {
    return this.requests
      .filter(({ path }) => path === 'presence/bulkUpdateSubscription')
      .map(({ atMs, request }) => ({ atMs, items: (request.body as { items: KeepAliveItem[] }).items }));
  }

  /** Requests so far to a path. */
  count(path: string): number {
    return this.requests.filter((seen) => seen.path === path).length;
  }

  /** True while the subscription lives: the job runs every G and removes what is older than T then. */
  holds(id: string): boolean {
    const renewedAtMs = this.interests().get(id);
    if (renewedAtMs === undefined) return false;
    const gcMs = this.presenceGcPeriod * 1000;
    const lastRunMs = Math.floor(this.clock.now().monotonicMs / gcMs) * gcMs;
    if (lastRunMs - renewedAtMs <= this.presenceSubscriptionTime * 1000) return true;
    this.interests().delete(id);
    return false;
  }

  /** The source reports a change; it is pushed if anybody watches. */
  change(id: string, changes: Partial<PresenceItem> = {}): PresenceItem {
    this.lastVersion += 1;
    const item = itemOf(id, { ...this.items.get(id), ...changes, version: this.lastVersion });
    this.items.set(id, item);
    if (this.holds(id)) this.push([item]);
    return item;
  }

  /** Pushes over the socket, if it is connected; else it is lost. */
  push(presenceItems: readonly PresenceItem[]): void {
    const socket = this.findSocket();
    if (socket?.isOpen === true && presenceItems.length > 0) socket.receive('PresenceWebEvt', { presenceItems });
  }

  /** A new process that remembers nothing but what the sources tell it. */
  restart(): void {
    this.renewedAtMs.clear();
    this.epoch = `${this.epoch}+`;
  }

  /** The list as it is when the request arrives, told when the answer does. */
  private online$(path: string, { params }: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    const body = this.online.answer(path, params);
    const latencyMs = this.online.takeLatencyMs();
    const answer$ = 'error' in body ? refused(body) : answered(body);
    return latencyMs === 0 ? answer$ : timer(latencyMs, this.clock.scheduler).pipe(switchMap(() => answer$));
  }

  private answer(path: string, request: HttpRequest<unknown>): unknown {
    switch (path) {
      case 'reload':
        return this.reload();
      case 'search':
        return this.search();
      case 'presence/bulkUpdateSubscription':
        return this.keepAlive((request.body as { items: KeepAliveItem[] }).items);
      case 'presence/forcePushPresenceItems':
        return this.forcePush((request.body as { ids?: string[] }).ids);
      case 'login/method':
        return { kind: 'PASSWORD' };
      case 'login':
      case 'logout':
        this.isSignedIn = path === 'login';
        return null;
      default:
        if (path.startsWith('presence/calendar/')) return this.calendar;
        throw new Error(`no such path: ${path}`);
    }
  }

  private reload(): unknown {
    const { username, presenceSubscriptionTime, presenceGcPeriod, permissions } = this;
    return {
      profile: { username, displayName: username, presenceSubscriptionTime, presenceGcPeriod },
      directories: [{ id: 'corp', name: 'Corporate directory' }],
      csrfToken: `token-of-${username}`,
      permissions,
    };
  }

  private search(): unknown {
    const ids = this.contacts.flatMap(({ details }) => Object.values(details).flatMap(({ presence }) => presence?.id ?? []));
    const created = ids.filter((id) => !this.holds(id));
    for (const id of created) this.interests().set(id, this.clock.now().monotonicMs);
    this.push(created.map((id) => this.itemOf(id)));
    return { contacts: this.contacts, truncated: false };
  }

  private keepAlive(items: readonly KeepAliveItem[]): unknown {
    const rejected = items.filter(({ id }) => this.rejected.has(id)).map(({ id }) => ({ id, code: this.rejected.get(id) }));
    const accepted = items.filter(({ id }) => !this.rejected.has(id));
    const recreated = accepted.filter(({ id }) => !this.holds(id)).map(({ id }) => id);
    const renewed = accepted.filter(({ id }) => !recreated.includes(id)).map(({ id }) => id);
    for (const { id } of accepted) this.interests().set(id, this.clock.now().monotonicMs);
    const differing = accepted.filter(({ id, version }) => version !== undefined && version !== this.itemOf(id).version);
    this.push([...new Set([...recreated, ...differing.map(({ id }) => id)])].map((id) => this.itemOf(id)));
    return { renewed, recreated, rejected, expiresInSeconds: this.presenceSubscriptionTime, serverTime: this.clock.now().wallMs };
  }

  private forcePush(ids?: readonly string[]): unknown {
    const watched = [...this.interests().keys()].filter((id) => this.holds(id) && (ids === undefined || ids.includes(id)));
    this.push(watched.map((id) => this.itemOf(id)));
    return { pushed: watched.length };
  }

  private interests(): Map<string, number> {
    const interests = this.renewedAtMs.get(this.username) ?? new Map<string, number>();
    this.renewedAtMs.set(this.username, interests);
    return interests;
  }

  private itemOf(id: string): PresenceItem {
    const known = this.items.get(id) ?? itemOf(id, { version: (this.lastVersion += 1) });
    this.items.set(id, known);
    return known;
  }
}

function answered(body: unknown): Observable<HttpEvent<unknown>> {
  return of(new HttpResponse({ status: 200, body }));
}

function refused({ status, error }: FakeRefusal): Observable<never> {
  return throwError(() => new HttpErrorResponse({ status, error }));
}

const TOO_MANY_REQUESTS = { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 1 };

function failed(fault: Exclude<Fault, 'SILENCE'>): Observable<never> {
  if (typeof fault === 'object') {
    return throwError(() => new HttpErrorResponse({ status: 429, error: { ...TOO_MANY_REQUESTS, ...fault } }));
  }
  const status = fault === 'OFFLINE' ? 0 : fault;
  const error = { 400: { code: 'BAD_REQUEST' }, 401: { code: 'NOT_SIGNED_IN' }, 403: { code: 'CSRF' }, 429: TOO_MANY_REQUESTS }[
    status
  ] ?? {
    code: 'INTERNAL',
  };
  return throwError(() => new HttpErrorResponse({ status, error }));
}

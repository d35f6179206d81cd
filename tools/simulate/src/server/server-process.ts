import {
  decodeBulkUpdateRequest,
  decodeForcePushRequest,
  type Contact,
  type PresenceId,
  type PresenceTimes,
  type ReloadResponse,
} from '@lampfield/protocol';
import {
  createPresenceCore,
  createSeededChance,
  silentLog,
  type Directory,
  type PresenceCore,
  type PushSink,
  type VersionStore,
} from '@lampfield/server/testing';
import type { ProcessClock } from '../time/process-clock.ts';
import { answered, FORCE_PUSH_PATH, KEEP_ALIVE_PATH, type Answer, type Call } from './call.ts';
import { FarEndSource } from './far-end-source.ts';
import type { FarEnd } from './far-end.ts';
import { simulatedDirectory } from './simulated-directory.ts';

/** What a process is started with. */
export interface ServerProcessParts {
  readonly times: PresenceTimes;
  readonly lingerMs: number;
  readonly sourceDelayMs: number;
  readonly clock: ProcessClock;
  readonly farEnds: readonly FarEnd[];
  readonly contacts: readonly Contact[];
  readonly versionStore: VersionStore;
  readonly newEpoch: () => string;
  /** A search has found these, and makes its user a watcher of those he did not watch. */
  readonly onFound: (
    username: string,
    found: { readonly ids: readonly PresenceId[]; readonly newIds: readonly PresenceId[] },
  ) => void;
}

/** What a new connection needs of the server. */
export interface Arrival {
  readonly id: string;
  readonly username: string;
  readonly sink: PushSink;
  readonly sayHello: (hello: { serverEpoch: string; serverTime: number }) => void;
}

/** One server process: the real core behind doors that do what the real doors do, without HTTP and Socket.IO. */
export class ServerProcess {
  readonly core: PresenceCore;
  readonly clock: ProcessClock;
  readonly #parts: ServerProcessParts;
  readonly #directory: Directory;

  constructor(parts: ServerProcessParts) {
    const { clock, contacts, farEnds, lingerMs, newEpoch, sourceDelayMs, times, versionStore } = parts;
    this.#parts = parts;
    this.clock = clock;
    this.#directory = simulatedDirectory(contacts);
    this.core = createPresenceCore({
      sources: farEnds.map((farEnd) => ({ source: new FarEndSource(farEnd, clock, sourceDelayMs), lingerMs })),
      directories: [this.#directory],
      canonicalize: (_type, raw) => raw,
      idsPerUser: 1000,
      mostRightsRemembered: 100,
      versionStore,
      newEpoch,
      // How ids are found shows nowhere.
      chance: createSeededChance(0),
      times,
      clock,
      log: silentLog,
    });
    this.core.service.start();
    this.core.job.start();
  }

  async answer(call: Call): Promise<Answer> {
    switch (call.path) {
      case 'reload':
        return answered(this.#reload(call.username));
      case 'search':
        return this.#search(call);
      case KEEP_ALIVE_PATH:
        return this.#keepAlive(call);
      case FORCE_PUSH_PATH:
        return this.#forcePush(call);
      default:
        throw new Error(`A simulated server does not know the path ${call.path}`);
    }
  }

  connect({ id, username, sink, sayHello }: Arrival): void {
    sayHello({ serverEpoch: this.core.serverEpoch, serverTime: this.clock.wallMs() });
    this.core.service.connect({ id, username, sink });
  }

  /** The process is gone, however it went: its connections at the sources with it. */
  end(): void {
    this.core.job.stop();
    void this.core.service.stop();
    this.clock.end();
  }

  #reload(username: string): ReloadResponse {
    const profile = { username, displayName: username, ...this.#parts.times };
    return {
      profile,
      directories: [{ id: 'corp', name: 'Corporate directory' }],
      csrfToken: `token-${username}`,
      permissions: [],
    };
  }

  async #search({ username, query }: Call): Promise<Answer> {
    const page = await this.#directory.search(query, 50, new AbortController().signal);
    const ids = page.contacts.flatMap(({ details }) => Object.values(details).flatMap(({ presence }) => presence?.id ?? []));
    const { cache, service } = this.core;
    this.#parts.onFound(username, { ids, newIds: ids.filter((id) => !cache.isWatching(id, username)) });
    service.subscribeFound(username, ids, this.#directory.id);
    return answered({ contacts: page.contacts, truncated: page.truncated });
  }

  async #keepAlive({ username, body }: Call): Promise<Answer> {
    const decoded = decodeBulkUpdateRequest(JSON.parse(body));
    if (!decoded.ok) return answered({ code: 'BAD_REQUEST' }, 400);
    return answered(await this.core.service.keepAlive(username, decoded.value.items));
  }

  async #forcePush({ username, body }: Call): Promise<Answer> {
    const decoded = decodeForcePushRequest(JSON.parse(body));
    if (!decoded.ok) return answered({ code: 'BAD_REQUEST' }, 400);
    return answered({ pushed: await this.core.service.forcePush(username, decoded.value.ids) }, 202);
  }
}

import type { Contact } from '@lampfield/protocol';
import type { ManualClock, VersionMark } from '@lampfield/server/testing';
import type { Link } from '../network/link.ts';
import type { Ledger } from '../ledger.ts';
import type { WorldSettings } from '../settings.ts';
import { ProcessClock } from '../time/process-clock.ts';
import { answered, keptAliveIds, type Answer, type Call } from './call.ts';
import type { FarEnd } from './far-end.ts';
import { ServerProcess } from './server-process.ts';

/** What the machine of the server is made of. */
export interface SimulatedServerParts {
  readonly settings: WorldSettings;
  readonly time: ManualClock;
  readonly farEnds: readonly FarEnd[];
  readonly contacts: readonly Contact[];
  readonly ledger: Ledger;
}

/** The machine a server runs on: one process after the other, a disk that outlives them (unless it is lost), and who is signed in. */
export class SimulatedServer {
  /** Undefined while none runs. */
  process: ServerProcess | undefined;
  readonly #parts: SimulatedServerParts;
  readonly #links = new Map<string, Link>();
  readonly #signedOut = new Set<string>();
  #mark: VersionMark | undefined;
  #epochs = 0;
  #wallOffsetMs = 0;

  constructor(parts: SimulatedServerParts) {
    this.#parts = parts;
    this.start();
  }

  start(): void {
    const { settings, time, farEnds, contacts, ledger } = this.#parts;
    const { times, lingerMs, sourceDelayMs } = settings;
    ledger.forgetServer();
    this.process = new ServerProcess({
      times,
      lingerMs,
      sourceDelayMs,
      farEnds,
      contacts,
      clock: new ProcessClock(time, this.#wallOffsetMs),
      versionStore: { load: () => this.#mark, save: (mark) => (this.#mark = mark) },
      newEpoch: () => `epoch-${String((this.#epochs += 1))}`,
      onFound: (username, { ids, newIds }) => {
        ledger.searched(ids);
        ledger.joined(username, newIds, (id) => this.process?.core.cache.has(id) === true);
      },
    });
  }

  /** The process dies. Its connections break, whatever it was about to answer is never said. */
  crash(): void {
    const process = this.process;
    this.process = undefined;
    process?.end();
    for (const link of [...this.#links.values()]) link.closeByServer('transport close');
    this.#links.clear();
  }

  /** The state directory is gone, and with it the mark below which all versions are; the wall clock may have been set besides. */
  loseDisk(wallStepMs: number): void {
    this.#mark = undefined;
    this.#wallOffsetMs += wallStepMs;
  }

  /** Answers a call; undefined when there is nobody to answer, or not any more. */
  async answer(call: Call): Promise<Answer | undefined> {
    const { process } = this;
    const { ledger } = this.#parts;
    if (process === undefined) return undefined;
    if (call.path === 'login') {
      this.#signedOut.delete(call.from);
      return { status: 204, body: 'null' };
    }
    if (this.#signedOut.has(call.from)) return answered({ code: 'NOT_SIGNED_IN' }, 401);
    const ids = keptAliveIds(call);
    ledger.touched(call.username, ids);
    const answer = await process.answer(call);
    if (this.process !== process) return undefined;
    ledger.touched(call.username, ids);
    ledger.processed(call.from, ids);
    return answer;
  }

  /** Lets a connection in, or says why not. */
  accept(link: Link): 'ACCEPTED' | 'DOWN' | 'NOT_SIGNED_IN' {
    const { process } = this;
    if (process === undefined) return 'DOWN';
    if (this.#signedOut.has(link.from)) return 'NOT_SIGNED_IN';
    this.#links.set(link.id, link);
    process.connect({
      id: link.id,
      username: link.username,
      sink: link.sink,
      sayHello: (hello) => {
        link.toClient('hello', hello);
      },
    });
    return 'ACCEPTED';
  }

  /** The server's end of a connection is closed. */
  gone(link: Link): void {
    this.#links.delete(link.id);
    this.process?.core.service.disconnect(link.id);
  }

  /** A client says what it has on screen. */
  show(link: Link, ids: readonly string[]): void {
    if (this.#links.has(link.id)) void this.process?.core.service.show(link.id, ids);
  }

  /** The session of a console ends: its calls are refused from now on, its connections are closed for good. */
  endSession(consoleName: string): void {
    this.#signedOut.add(consoleName);
    for (const link of [...this.#links.values()]) if (link.from === consoleName) link.closeByServer('io server disconnect');
  }

  isSignedIn(consoleName: string): boolean {
    return !this.#signedOut.has(consoleName);
  }

  get connectionCount(): number {
    return this.#links.size;
  }
}

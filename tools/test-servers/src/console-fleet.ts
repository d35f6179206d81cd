import type { PresenceId, PresenceItem, PresenceState, SearchResponse, SubscriptionDiagnosis } from '@lampfield/protocol';
import { AttendantClient } from './attendant-client.ts';
import { DEMO_PASSWORD } from './lampfield-process.ts';
import { LightConsole, type LightConsoleFigures } from './light-console.ts';
import { waitUntil } from './wait-until.ts';

/** Who signs in, and whose lamps are shown. */
export interface FleetPeople {
  /** Somebody else for each number from 0; one more than there are consoles. */
  readonly accountOf: (index: number) => { readonly username: string; readonly password: string };
  readonly directory: string;
  /** What finds everybody whose lamps are shown; at most 200 contacts. */
  readonly search: string;
}

/** How many consoles, and at which server. */
export interface FleetPlan {
  readonly url: string;
  readonly people: FleetPeople;
  readonly consoles: number;
  /** Lamps of each; neighbours share most of theirs. */
  readonly lampsEach: number;
}

/** The demo sign-in and the demo directory, whose `auth.users` are to be two more than there are consoles. */
export const DEMO_FLEET: FleetPeople = {
  accountOf: (index) => ({ username: index === 0 ? 'attendant' : `user${String(index + 2)}`, password: DEMO_PASSWORD }),
  directory: 'demo',
  search: 'example',
};

/** How long to wait, and for what. */
export interface RightOptions {
  /** Default 60,000 ms. */
  readonly timeoutMs?: number;
  /** What is known to be so from somewhere else than the server; asked anew each time. Default: nothing. */
  readonly known?: () => ReadonlyMap<PresenceId, PresenceState>;
}

/** Requests that the fleet sends at once where it chooses the moment itself. */
const AT_ONCE = 20;

/** Many consoles of as many users, and somebody who asks the server what is true. */
export class ConsoleFleet {
  readonly consoles: readonly LightConsole[];
  readonly #auditor: LightConsole;

  private constructor(consoles: readonly LightConsole[], auditor: LightConsole) {
    this.consoles = consoles;
    this.#auditor = auditor;
  }

  /** Signs everybody in; settles when every lamp is lit. */
  static async open({ url, people, consoles: count, lampsEach }: FleetPlan): Promise<ConsoleFleet> {
    const ids = await findIds(url, people);
    const auditor = await LightConsole.open({ url, ...people.accountOf(0), ids });
    const consoles = await eachOf(
      Array.from({ length: count }, (_, index) => index),
      (index) => {
        const start = (index * 3) % ids.length;
        const shown = [...ids.slice(start), ...ids.slice(0, start)].slice(0, lampsEach);
        return LightConsole.open({ url, ...people.accountOf(index + 1), ids: shown });
      },
    );
    const fleet = new ConsoleFleet(consoles, auditor);
    await fleet.waitUntilRight();
    return fleet;
  }

  /** What happened to all of them together. */
  get figures(): LightConsoleFigures {
    const sum: LightConsoleFigures = {
      ...{ connections: 0, retries: 0, lostRequests: 0, leftToReconnection: 0, recreated: 0, rejected: 0 },
    };
    for (const { figures } of this.consoles) {
      for (const name of Object.keys(sum) as (keyof LightConsoleFigures)[]) sum[name] += figures[name];
    }
    return sum;
  }

  /**
   * Lamps that do not show what the server holds: dark, not confirmed, older, or different in the same version; or something else than
   * what is `known` to be so from somewhere else. What is pushed at this moment counts as wrong, so ask until there is none.
   */
  async findWrongLamps(known: ReadonlyMap<PresenceId, PresenceState> = new Map()): Promise<string[]> {
    const truths = new Map<PresenceId, SubscriptionDiagnosis>();
    await eachOf(this.#auditor.ids, async (id) => truths.set(id, await this.#auditor.client.diagnose(id)));
    return this.consoles.flatMap((console, index) =>
      console.ids
        .filter((id) => !isRight(console, truths.get(id), known.get(id)))
        .map((id) => `console ${String(index)} ${id}: ${describe(console.lamp(id))} of ${describe(truths.get(id)?.item)}`),
    );
  }

  /** Waits until everybody is connected and has resynced and no lamp is wrong; milliseconds that took. */
  async waitUntilRight({ timeoutMs = 60_000, known }: RightOptions = {}): Promise<number> {
    const startedMs = performance.now();
    let wrong: string[] = [];
    await waitUntil(
      async () => {
        if (!this.#auditor.isSettled || !this.consoles.every(({ isSettled }) => isSettled)) return false;
        wrong = await this.findWrongLamps(known?.());
        return wrong.length === 0;
      },
      { timeoutMs, what: () => `every lamp to be right: ${this.#describe(wrong)}` },
    );
    return performance.now() - startedMs;
  }

  close(): void {
    for (const console of [this.#auditor, ...this.consoles]) console.close();
  }

  #describe(wrong: readonly string[]): string {
    const unsettled = this.consoles.filter(({ isSettled }) => !isSettled).length;
    return `${String(unsettled)} consoles not settled, ${String(wrong.length)} lamps wrong: ${wrong.slice(0, 5).join(', ')}`;
  }
}

function describe(item: PresenceItem | undefined): string {
  return item === undefined ? 'nothing' : `${item.state} ${item.reason ?? ''} version ${String(item.version)}`;
}

function isRight(console: LightConsole, truth: SubscriptionDiagnosis | undefined, known: PresenceState | undefined): boolean {
  const lamp = truth === undefined ? undefined : console.lamp(truth.item.id);
  if (truth === undefined || lamp === undefined || lamp.version < truth.item.version) return false;
  if (!console.isCertain(lamp) || lamp.reason === 'PENDING' || lamp.state !== (known ?? lamp.state)) return false;
  return lamp.version > truth.item.version || lamp.state === truth.item.state;
}

async function findIds(url: string, { accountOf, directory, search }: FleetPeople): Promise<PresenceId[]> {
  const { username, password } = accountOf(0);
  const client = await AttendantClient.signIn(url, username, password);
  const query = new URLSearchParams({ dirId: directory, search, limit: '200' }).toString();
  const { contacts } = await client.call<SearchResponse>('GET', `search?${query}`);
  return contacts.flatMap(({ details }) => Object.values(details).flatMap(({ presence }) => presence?.id ?? []));
}

/** Calls for each, a few at once; results in their order. */
async function eachOf<A, B>(all: readonly A[], call: (one: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    results.push(...(await Promise.all(all.slice(start, start + AT_ONCE).map(call))));
  }
  return results;
}

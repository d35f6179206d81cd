import type { PresenceId, SearchResponse, SubscriptionDiagnosis } from '@lampfield/protocol';
import { AttendantClient } from './attendant-client.ts';
import { LightConsole, type LightConsoleFigures } from './light-console.ts';
import { waitUntil } from './wait-until.ts';

/** How many consoles, and at which server; its demo sign-in needs a user for each and one more. */
export interface FleetPlan {
  readonly url: string;
  readonly password: string;
  readonly consoles: number;
  /** Lamps of each; neighbours share most of theirs. */
  readonly lampsEach: number;
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
  static async open({ url, password, consoles: count, lampsEach }: FleetPlan): Promise<ConsoleFleet> {
    const ids = await findIds(url, password);
    const auditor = await LightConsole.open({ url, username: 'attendant', password, ids });
    const consoles = await eachOf(
      Array.from({ length: count }, (_, index) => index),
      (index) => {
        const start = (index * 3) % ids.length;
        const shown = [...ids.slice(start), ...ids.slice(0, start)].slice(0, lampsEach);
        return LightConsole.open({ url, username: `user${String(index + 3)}`, password, ids: shown });
      },
    );
    const fleet = new ConsoleFleet(consoles, auditor);
    await fleet.waitUntilRight();
    return fleet;
  }

  /** What happened to all of them together. */
  get figures(): LightConsoleFigures {
    const sum: LightConsoleFigures = { connections: 0, retries: 0, lostRequests: 0, recreated: 0, rejected: 0 };
    for (const { figures } of this.consoles) {
      for (const name of Object.keys(sum) as (keyof LightConsoleFigures)[]) sum[name] += figures[name];
    }
    return sum;
  }

  /**
   * Lamps that do not show what the server holds: dark, not confirmed, older, or different in the same version. What is pushed at this
   * moment counts as wrong, so ask until there is none.
   */
  async findWrongLamps(): Promise<string[]> {
    const truths = new Map<PresenceId, SubscriptionDiagnosis>();
    await eachOf(this.#auditor.ids, async (id) => truths.set(id, await this.#auditor.client.diagnose(id)));
    return this.consoles.flatMap((console, index) =>
      console.ids
        .filter((id) => !isRight(console, truths.get(id)))
        .map(
          (id) =>
            `console ${String(index)} ${id}: ${String(console.lamp(id)?.version)} of ${String(truths.get(id)?.item.version)}`,
        ),
    );
  }

  /** Waits until everybody is connected and has resynced and no lamp is wrong; milliseconds that took. */
  async waitUntilRight(timeoutMs = 60_000): Promise<number> {
    const startedMs = performance.now();
    let wrong: string[] = [];
    await waitUntil(
      async () => {
        if (!this.#auditor.isSettled || !this.consoles.every(({ isSettled }) => isSettled)) return false;
        wrong = await this.findWrongLamps();
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

function isRight(console: LightConsole, truth: SubscriptionDiagnosis | undefined): boolean {
  const lamp = truth === undefined ? undefined : console.lamp(truth.item.id);
  if (truth === undefined || lamp === undefined || lamp.version < truth.item.version) return false;
  if (lamp.stale === true || lamp.reason === 'PENDING') return false;
  return lamp.version > truth.item.version || lamp.state === truth.item.state;
}

/** Every presentity of the demo directory's first 200 people. */
async function findIds(url: string, password: string): Promise<PresenceId[]> {
  const client = await AttendantClient.signIn(url, 'attendant', password);
  const query = new URLSearchParams({ dirId: 'demo', search: 'example', limit: '200' }).toString();
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
